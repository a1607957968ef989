"""What has happened to newcomers and customs; ids only."""

from qiao.kit.db import Event


class CustomSettled(Event, frozen=True):
    """An operator answered a proposal. `did`: accepted, declined, merged or taken_out.

    `at_us`: when, which is also where its history says why.
    """

    custom: str
    did: str
    at_us: int
