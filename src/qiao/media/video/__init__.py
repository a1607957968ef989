"""Short videos: sent in pieces, looked at, made playable everywhere, kept."""
