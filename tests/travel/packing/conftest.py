"""What tests of packing over HTTP are given."""

from tests.web.conftest import ana, bo, settings, square

__all__ = ["ana", "bo", "settings", "square"]
