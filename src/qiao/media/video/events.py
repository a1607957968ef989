"""What has happened to videos."""

from qiao.kit.db import Event


class VideoSent(Event, frozen=True):
    """All of a video is here, or another poster is wanted: there is work to do."""

    video: str


class VideoReady(Event, frozen=True):
    """A video plays: it may stand in a note."""

    video: str
    member: str
