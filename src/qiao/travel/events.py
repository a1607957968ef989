"""What members asked for who move."""

from qiao.kit.db import Event


class ExportAsked(Event, frozen=True):
    """A member wants all her things in one file."""

    export: str


class ArrivalAsked(Event, frozen=True):
    """A file of a member's is to be looked at, or what was planned is to come, or to go again."""

    arrival: str
