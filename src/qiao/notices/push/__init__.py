"""Ringing a browser that is not open: Web Push (RFC 8030), encrypted for that browser alone."""
