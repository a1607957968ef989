"""Servers on this machine that speak the protocols of translation services, and fail as they do."""
