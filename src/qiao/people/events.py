"""What has happened among people."""

from qiao.kit.db import Event


class MemberJoined(Event, frozen=True):
    """Somebody signed up."""

    member: str


class MemberChanged(Event, frozen=True):
    """A profile was changed: name, bio, languages, region or picture."""

    member: str


class Followed(Event, frozen=True):
    """One member follows another from now on."""

    follower: str
    followed: str


class Unfollowed(Event, frozen=True):
    """One member no longer follows another."""

    follower: str
    followed: str


class Blocked(Event, frozen=True):
    """One member wants neither to see another nor to be seen."""

    by: str
    of: str


class Unblocked(Event, frozen=True):
    """One member blocks another no longer."""

    by: str
    of: str


class MutesChanged(Event, frozen=True):
    """What a member mutes is not what it was. Whom or what is not told."""

    member: str


class IdentitiesChanged(Event, frozen=True):
    """A person has one identity more, this one. Whose else she is, is not told."""

    member: str


class CalledElsewhere(Event, frozen=True):
    """A member says who she is elsewhere and wants to be found by it. What she says is not told."""

    member: str
