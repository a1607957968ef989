"""The process that answers over HTTP."""

from qiao.web.app import create_app

__all__ = ["create_app"]
