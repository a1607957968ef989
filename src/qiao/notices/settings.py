"""What an operator can set about telling members."""

from pydantic import BaseModel


class NoticeSettings(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """Push and mail; the bell needs no settings."""

    push_hosts: tuple[str, ...] = (
        "fcm.googleapis.com",
        "*.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    )
    """Push services that browsers may name, `*.` for any below; nothing else is ever called."""

    push_timeout_s: float = 10.0
    """How long a push service may take."""
