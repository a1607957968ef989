"""Nouns of signing in, and how it is refused."""

from typing import Any, NamedTuple

import msgspec

from qiao.kit.refusals import Conflict, Forbidden, Invalid, SignedOut, TooMany


class FlowOver(Forbidden):
    """What was begun is over, was finished before, or was not begun here: begin anew."""

    code = "flow_over"


class PasskeyRefused(SignedOut):
    """The passkey's answer is not one of this square, or its passkey is not known."""

    code = "passkey_refused"


class PasskeyCloned(PasskeyRefused):
    """The passkey counted backwards, as a copy does: it did not open this time."""

    code = "passkey_cloned"


class PasskeysUnavailable(Conflict):
    """Browsers take passkeys on localhost and on https with a name, and this is neither."""

    code = "passkeys_unavailable"


class TooManyPasskeys(Conflict):
    """Facts: max_passkeys."""

    code = "too_many_passkeys"


class SecondFactorNeeded(SignedOut):
    """The first factor was right; now a code. Facts: flow, to be sent with it."""

    code = "second_factor_needed"


class WrongCode(SignedOut):
    """The code is wrong, was used before, or its time is over."""

    code = "wrong_code"


class CodeInvalid(Invalid):
    """The code that was to prove the new app is wrong. Facts: field."""

    code = "code_invalid"


class NotYetMember(Conflict):
    """The code was right, and what it was sent to opens no account: join with it."""

    code = "not_yet_member"


class ProofNeeded(Forbidden):
    """Signed in for a while: prove once more who you are before the ways in are changed."""

    code = "proof_needed"


class WrongProof(Forbidden):
    """The password, code or passkey that was to prove it is wrong."""

    code = "wrong_proof"


class LastWayIn(Conflict):
    """Without it nobody could sign in any more."""

    code = "last_way_in"


class PasswordShortAlone(Conflict):
    """The password is short, and enough only beside a second factor. Facts: min_chars."""

    code = "password_short_alone"


class GuessedTooOften(TooMany):
    """Too many wrong guesses for this account from devices it does not know. Facts: retry_s."""

    code = "guessed_too_often"


class Flow(NamedTuple):
    """Something begun: for what, by whom (or ""), a challenge, and until when it can be ended."""

    purpose: str
    member: str
    challenge: bytes
    until_us: int


class Begun(msgspec.Struct, frozen=True):
    """What a browser is asked (WebAuthn's own JSON), and the flow to send back with its answer."""

    flow: str
    options: dict[str, Any]


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as its owner sees it. `used`: the day, or null. `synced`: kept by a provider.

    `copied`: it counted backwards once, as a copy does.
    """

    id: str
    name: str
    made: str
    used: str | None
    synced: bool
    copied: bool


class Ways(msgspec.Struct, frozen=True):
    """How one can sign in. `proved`: whether ways may be changed without proving anew.

    `handle`: the one to sign in with, of the identity that holds the ways in. `mail`: one's
    address, or null; `phone`: the last two digits, or null.
    """

    handle: str
    password: bool
    totp: bool
    recovery_left: int
    passkeys: list[Passkey]
    passkeys_work_here: bool
    proved: bool
    mail: str | None
    mail_works_here: bool
    phone: str | None
    phone_works_here: bool


class Sitting(msgspec.Struct, frozen=True):
    """A session: the device in plain words, the days it began and was last seen. Never a place."""

    id: str
    browser: str
    system: str
    made: str
    seen: str
    this: bool


class Totp(msgspec.Struct, frozen=True):
    """What an authenticator app is given, once: as text, as a link, as a picture (SVG)."""

    secret: str
    uri: str
    qr: str


class Codes(msgspec.Struct, frozen=True):
    """Recovery codes, shown this once; each works once."""

    codes: list[str]
