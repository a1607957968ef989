"""What runs inside the decoding process: the standard library and Pillow, nothing of the house."""
