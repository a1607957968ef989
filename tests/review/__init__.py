"""Tests of keeping the place fit to be in."""
