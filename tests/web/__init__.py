"""Tests of the app as it is served."""
