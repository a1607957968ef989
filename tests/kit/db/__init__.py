"""Tests of running SQL on either engine."""
