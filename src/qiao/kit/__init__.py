"""Tools with no opinion about notes or people."""
