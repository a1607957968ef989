"""Ways to guess what somebody engages with next, each fitted on one fold and asked questions."""
