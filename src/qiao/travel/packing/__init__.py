"""Packing: everything a member has here, in one file she can take elsewhere."""
