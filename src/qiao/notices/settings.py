"""What an operator can set about telling members."""

from typing import Literal

from pydantic import BaseModel, SecretStr


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

    smtp_host: str = ""
    """The mail server that takes digests; empty: the square sends no mail."""

    smtp_port: int = 587
    """Its port."""

    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way there is kept closed; "none" only for a server on this machine."""

    smtp_user: str = ""
    """The name to sign in with; empty: none is asked for."""

    smtp_password: SecretStr = SecretStr("")
    """The word that goes with it."""

    mail_from: str = ""
    """Whom digests come from, as square@example.org; empty: the square sends no mail."""

    mails_per_minute: int = 60
    """More digests than this wait for the next minute."""

    @property
    def mails(self) -> bool:
        """Whether there is a way to send mail."""
        return bool(self.smtp_host and self.mail_from)
