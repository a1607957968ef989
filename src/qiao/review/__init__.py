"""Keeping the place fit to be in."""
