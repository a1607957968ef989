"""Tests of ways to sign in."""
