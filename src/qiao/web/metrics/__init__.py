"""What a monitor reads at `/metrics`: the operators' figures, and how this process is."""
