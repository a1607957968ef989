"""Measuring a feed, and later teaching it; serving never imports this."""
