"""Digests by mail, for members who gave an address and said that it is theirs."""
