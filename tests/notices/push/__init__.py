"""Tests of ringing browsers."""
