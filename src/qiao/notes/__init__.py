"""What people share and say; the slice every other slice is about."""
