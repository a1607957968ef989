"""Cards for links: what a linked page says of itself, fetched by the worker alone."""
