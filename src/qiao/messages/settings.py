"""What an operator can set about messages."""

from pydantic import BaseModel, Field


class MessageSettings(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What members write to each other."""

    max_requests_first_day: int = Field(default=3, ge=0)
    """So many strangers a member may write to on the day she joined."""

    max_requests_first_week: int = Field(default=10, ge=0)
    """So many strangers a day in a member's first week."""

    max_requests_a_day: int = Field(default=30, ge=0)
    """So many strangers a day after that. Who answered is a stranger no more, and not counted."""

    max_same_request_a_day: int = Field(default=3, ge=1)
    """The same words, or nearly the same, reach so many strangers a day; greetings do not count."""

    max_messages_per_10min: int = Field(default=120, ge=1)
    """A member who wrote this many messages within ten minutes waits before the next one."""

    max_links_per_10min: int = Field(default=10, ge=1)
    """A member who sent this many links within ten minutes waits before the next one."""

    keep_days: int = Field(default=0, ge=0)
    """Messages older than this are deleted for everybody; 0: members decide for their own."""

    keep_copies_days: int = Field(default=180, ge=1)
    """What was reported is kept for reviewers so long after the case was decided."""
