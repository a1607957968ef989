"""A wave before it comes: simulated people on a copy of this square, on virtual time."""
