"""Tests of who is here and how they come in."""
