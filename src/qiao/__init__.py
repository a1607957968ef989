"""Qiao: a community of notes that people share without sharing a language."""

__version__ = "0.1.0.dev0"
