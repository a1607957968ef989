"""What an operator can set about review."""

from pydantic import BaseModel, Field


class ReviewSettings(BaseModel, extra="forbid", frozen=True):
    """Keeping the place fit to be in."""

    max_notes_per_hour: int = Field(default=30, ge=1)
    """A member who published this many notes within an hour waits before the next one."""

    max_comments_per_10min: int = Field(default=60, ge=1)
    """A member who wrote this many comments within ten minutes waits before the next one."""

    max_same_text_per_10min: int = Field(default=2, ge=1)
    """The same text by the same member is published this often within ten minutes, then refused."""

    courtesy_chars: int = Field(default=12, ge=0)
    """A comment up to this long may be said again and again, as greetings and thanks are, unless
    it holds a digit, a link or an address."""

    max_reports_per_hour: int = Field(default=20, ge=1)
    """A member who reported this much within an hour waits before the next report."""
