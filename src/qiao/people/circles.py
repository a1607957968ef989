"""Circles around a member, and what she lets which of them do."""

from enum import StrEnum

import msgspec


class Circle(StrEnum):
    """Who may; each is smaller than the one before."""

    EVERYONE = "everyone"
    FOLLOWING = "following"  # those whom she follows
    MUTUALS = "mutuals"  # those whom she follows and who follow her
    NOBODY = "nobody"


class WhoMay(msgspec.Struct, frozen=True):
    """A member's choice."""

    comment: Circle = Circle.EVERYONE
    mention: Circle = Circle.EVERYONE
    message: Circle = Circle.EVERYONE  # who is no mutual asks first
    write: Circle = Circle.MUTUALS  # invite her to write a note together


def kept(text: str) -> WhoMay:
    """Return a choice that was kept; what another version of Qiao wrote is no reason to fail."""
    try:
        return msgspec.json.decode(text, type=WhoMay)
    except msgspec.ValidationError:
        return WhoMay()
