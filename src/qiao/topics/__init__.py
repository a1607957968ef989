"""What notes are about: hashtags with their pages and counters."""
