"""Unpacking what comes from elsewhere."""
