"""What has happened to captions."""

from __future__ import annotations

from qiao.kit.db import Event


class CaptionsWanted(Event, frozen=True):
    """An author wants a draft. `lang`: what is probably spoken, "und" if nobody said."""

    media: str
    lang: str


class CaptionsChanged(Event, frozen=True):
    """Captions in one language are there, other than before, or gone."""

    media: str
    lang: str
