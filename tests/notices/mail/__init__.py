"""Tests of digests by mail."""
