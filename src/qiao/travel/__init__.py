"""Leaving the square, with nothing left behind."""
