"""Asking which language a text is in: a translation "into no language", so the worker that has
the models answers it, once, like any other."""

from __future__ import annotations

from qiao.translate.language import Detector
from qiao.translate.models import UND, Engine, Passage, Translation

NAMING = UND
"""The target of such a question."""


def named(detector: Detector, passage: Passage) -> Translation:
    """Name the language: `source`, and how sure (`confidence`)."""
    text = "\n".join(filter(None, (passage.title, passage.body, *passage.alt)))
    found = detector.detect(text)
    return Translation(
        "done", found.dominant, NAMING, engine=Engine("none"), confidence=found.confidence
    )
