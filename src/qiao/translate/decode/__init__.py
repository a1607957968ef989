"""Texts in code: Morse, braille, bits, escapes, Caesar and reversed letters, read without a key."""

from qiao.translate.decode.decoded import CODES, Decoded, decode

__all__ = ["CODES", "Decoded", "decode"]
