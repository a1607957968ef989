"""The welcome's nouns: how far somebody has come, and a family of topics to pick."""

import msgspec

from qiao.kit.refusals import Invalid

STEPS = 5
"""What people do here, how translation works, the rules, topics, saying hello."""
MAX_PICKED = 12


class TooManyPicked(Invalid):
    """Facts: field, max_topics."""

    code = "too_many_topics"


class Progress(msgspec.Struct, frozen=True):
    """How far a member has come: the step to go on with, from 0; since when she is through.

    `first_note`: the first note she wrote, if any.
    """

    step: int
    done: str | None
    first_note: str | None


class Family(msgspec.Struct, frozen=True):
    """The same topic in several languages, as she would write it and as others do.

    `notes`: how many carry one of them. `picked`: she asked for more of it.
    """

    slug: str
    label: str
    also: list[str]
    notes: int
    picked: bool
