"""Kills the whole server while others write, and looks whether every promise it made was kept."""
