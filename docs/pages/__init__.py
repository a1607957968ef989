"""The reference pages, one file for each."""
