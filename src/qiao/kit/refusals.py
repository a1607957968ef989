"""Answers that say no: a stable code and facts, never prose. What else escapes is a bug."""

from typing import ClassVar


class Refusal(Exception):
    """An expected no. `code` is stable; `facts` are plain values to show in any language."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class Invalid(Refusal):
    """Something asked for is not acceptable. Facts: `field` where one field is to blame."""

    code = "invalid"
    status = 422


class NotFound(Refusal):
    """Not there, or not there for this reader: both look the same."""

    code = "not_found"
    status = 404


class SignedOut(Refusal):
    """The caller has to sign in first."""

    code = "signed_out"
    status = 401


class Forbidden(Refusal):
    """The caller is known and may not."""

    code = "forbidden"
    status = 403


class Conflict(Refusal):
    """The request was fine but something else got there first."""

    code = "conflict"
    status = 409


class TooMany(Refusal):
    """More than the place can take now. Facts: `retry_s`."""

    code = "too_many"
    status = 429


class Unavailable(Refusal):
    """The place cannot do this at the moment. Facts: `retry_s`."""

    code = "unavailable"
    status = 503
