"""Coming in: what newcomers are shown, and how many of them are heard."""
