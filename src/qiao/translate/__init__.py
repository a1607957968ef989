"""Reading what was written in a language you do not read."""
