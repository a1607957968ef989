"""The schema's one straight line; each step runs while the code before it still serves."""

from qiao.migrations.run import behind, head, migrate

__all__ = ["behind", "head", "migrate"]
