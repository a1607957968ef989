"""Moving notes within a page: adding none, dropping none."""
