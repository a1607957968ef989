"""What an operator can set about moving and leaving."""

from pydantic import BaseModel, Field


class TravelSettings(BaseModel, extra="forbid", frozen=True):
    """Moving and leaving."""

    grace_days: float = Field(default=14.0, ge=0, le=60)
    """So long an account that was given up can be had back by signing in; then it is erased."""

    exports_kept_days: float = Field(default=7.0, gt=0, le=60)
    """So long the file with a member's things lies ready to be fetched."""

    max_upload_mib: int = Field(default=2_048, ge=1)
    """The largest file a member may bring from another square."""

    rewrite_up_to_mib: int = Field(default=256, ge=0)
    """A database file up to this size is written anew after somebody was erased, so that nothing
    deleted is left in it; meanwhile the square waits, some seconds for each 100 MiB. With larger
    ones `qiao erase` does it, when you choose."""
