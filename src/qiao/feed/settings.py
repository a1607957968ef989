"""What an operator can set about what members are offered to read."""

from pydantic import BaseModel, Field


class FeedSettings(BaseModel, extra="forbid", frozen=True):
    """What to read next."""

    learn: bool = True
    """The square learns from what its members read and like; it does so in a process of its own."""

    learn_every_h: float = Field(default=6.0, ge=0.25)
    """So often a new version is made, and used where it is better."""

    refresh_every_min: float = Field(default=30.0, ge=1)
    """In between, notes with new likes get new neighbours this often."""

    learn_min_deeds: int = Field(default=500, ge=1)
    """With fewer likes, comments and kept notes there is nothing to learn yet."""

    learn_min_members: int = Field(default=20, ge=2)
    """Fewer members who did anything are not a crowd to learn from."""

    learn_days: int = Field(default=365, ge=14)
    """What is older teaches nothing."""

    learn_exact_notes: int = Field(default=10_000, ge=0)
    """Up to so many notes are compared exactly, in memory of four bytes for each pair; beyond
    that by a model with 64 numbers for each note."""

    learn_keep: int = Field(default=5, ge=2)
    """So many versions can be gone back to."""

    pages_kept_days: int = Field(default=90, ge=1)
    """Which notes were on which page is kept for so long: authors' first audiences and
    `qiao feed replay` are reckoned from it."""
