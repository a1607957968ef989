"""What has happened to circles."""

from qiao.kit.db import Event


class CircleCorrected(Event, frozen=True):
    """A member said herself what is so, or took it back: her feed begins from that."""

    member: str
