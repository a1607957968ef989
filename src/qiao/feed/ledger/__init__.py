"""The ledger: what Explore promised and what it kept, from the records of its pages alone."""
