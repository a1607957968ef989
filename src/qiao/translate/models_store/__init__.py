"""Translation models on this machine: pinned, fetched from a mirror, verified, put in place."""
