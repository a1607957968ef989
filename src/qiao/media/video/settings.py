"""What an operator can set about videos."""

from pydantic import BaseModel, Field


class VideoSettings(BaseModel, extra="forbid", frozen=True):
    """Short videos in notes. They need ffmpeg: `pip install "qiao[video]"`, or the system's."""

    offered: bool = True
    """Members may send videos, where there is an ffmpeg."""

    ffmpeg: str = ""
    """The ffmpeg program; empty: the one of the package imageio-ffmpeg, else the system's."""

    max_bytes: int = Field(default=200_000_000, ge=1_000_000)
    """The largest file that is taken in."""

    max_s: int = Field(default=300, ge=5)
    """The longest video that is taken in."""

    per_day: int = Field(default=20, ge=1)
    """So many videos a member may send in 24 hours."""

    bytes_per_day: int = Field(default=1_000_000_000, ge=1_000_000)
    """So much of video a member may send in 24 hours."""

    threads: int = Field(default=2, ge=1, le=16)
    """So many threads make a video playable; its process gives way to all others."""

    memory_bytes: int = Field(default=2_000_000_000, ge=500_000_000)
    """What the process may take of address space."""

    slowest: float = Field(default=12.0, ge=1)
    """A video not made playable within its own length times this is given up."""
