"""What has happened to words in pictures."""

from __future__ import annotations

from qiao.kit.db import Event


class PictureTextWanted(Event, frozen=True):
    """Somebody wants to read a picture that nobody has read yet."""

    sha: str


class PictureTextRead(Event, frozen=True):
    """A picture was looked at, or cannot be; who waits may look again."""

    sha: str
