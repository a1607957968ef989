"""Finding notes by meaning: what a text is near to, in numbers."""
