"""What an operator can set about leaving."""

from pydantic import BaseModel, Field


class TravelSettings(BaseModel, extra="forbid", frozen=True):
    """Leaving."""

    grace_days: float = Field(default=14.0, ge=0, le=60)
    """So long an account that was given up can be had back by signing in; then it is erased."""
