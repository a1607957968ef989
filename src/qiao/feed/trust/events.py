"""What has happened to the worth of engagement, and to the levers."""

from qiao.kit.db import Event


class LeverMoved(Event, frozen=True):
    """An operator set a lever; `value` as it is written, "chronological" or "0.1"."""

    name: str
    value: str


class NotesWeighed(Event, frozen=True):
    """What these notes' likes, comments and collects are worth was reckoned anew."""

    notes: list[str]


class ClusterFound(Event, frozen=True):
    """These members keep doing the same within minutes of each other; for a person to look at.

    Told when a cluster is first seen and when it has grown by half. It punishes nobody.
    """

    cluster: str
    members: list[str]


class ClusterCleared(Event, frozen=True):
    """An operator looked at a cluster and said that it is none; they count in full again."""

    cluster: str
    members: list[str]
    by: str
