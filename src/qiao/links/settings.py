"""What an operator can set about links."""

from pydantic import BaseModel, Field


class LinkSettings(BaseModel, extra="forbid", frozen=True):
    """Cards for links."""

    cards: bool = True
    """Whether the worker fetches what members link to in notes and comments for everybody, to show
    a card. Off: links stay words, and the square asks no other place for anything."""

    refused_hosts: tuple[str, ...] = ()
    """Hosts, with all below them, that get no card: lures, copies of other places."""

    per_member_per_hour: int = Field(default=30, ge=0)
    """So many links of one member are fetched in an hour; further ones stay words."""

    per_minute: int = Field(default=60, ge=1)
    """So many pages are fetched in a minute, whoever links to them; further ones wait."""
