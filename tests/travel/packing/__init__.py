"""Packing one's things."""
