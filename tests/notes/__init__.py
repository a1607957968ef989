"""Tests of what people share."""
