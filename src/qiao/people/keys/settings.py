"""What an operator can set about coming in."""

from pydantic import BaseModel, Field


class CodeBudgets(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """How many codes are sent at most. Where one is full nobody is told whose account it is."""

    mails_to_address_per_hour: int = 5
    """To one mail address."""

    mails_to_address_per_day: int = 12
    """To one mail address."""

    per_network_per_hour: int = 30
    """Codes of either kind that one network asks for: a /24 of IPv4, a /48 of IPv6."""

    mails_per_hour: int = 600
    """Of the whole square."""


class DoorSettings(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """Ways to come in beside a password and a passkey."""

    mail_codes: bool = True
    """Whether members may come in by a code sent to their mail address, where the square mails."""

    budgets: CodeBudgets = CodeBudgets()
    """Limits for sending codes."""

    identities: int = Field(default=5, ge=1, le=20)
    """So many identities one login may hold; 1 switches the choice off."""
