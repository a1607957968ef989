"""Tests of what notes are about."""
