"""First audiences: every reviewed note is tried on readers it fits, and the best climb."""
