"""Pictures, taken in, checked and kept."""
