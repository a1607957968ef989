"""What has happened to what members are told."""

from qiao.kit.db import Event


class NoticesChanged(Event, frozen=True):
    """A member's notices are others now. `group` is the one that is new, None where none is."""

    member: str
    group: str | None


class Announced(Event, frozen=True):
    """An operator told everybody something, or took it back."""

    announcement: str
