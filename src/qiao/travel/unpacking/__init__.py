"""Unpacking: bringing one's things from elsewhere, out of a file that nobody here made."""
