"""Which language a text is in: scripts first, then words, then a vote."""

from qiao.translate.language.detector import Detector

__all__ = ["Detector"]
