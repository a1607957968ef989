"""What the square does, minute by minute: gathered cheaply, kept for a while, read by its page."""
