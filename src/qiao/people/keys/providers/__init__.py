"""Gateways that carry text messages, one file each; `assemble` picks by name."""
