"""What an operator can set about coming in."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr


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


class FormPostSettings(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """A gateway that takes a form with To, From and Body."""

    url: str = ""
    """Where messages are handed over, with the account in it where the gateway wants that."""

    user: str = ""
    """The name to sign in with."""

    password: SecretStr = SecretStr("")
    """The word that goes with it."""

    sender: str = ""
    """The number or name that messages come from."""

    timeout_s: float = 10.0
    """How long the gateway may take."""


class HttpTemplateSettings(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """A gateway of any form: {number}, {text}, {sender} and {reference} are filled in."""

    url: str = ""
    """Where messages are handed over."""

    method: Literal["POST", "PUT"] = "POST"
    """How."""

    content_type: str = "application/json"
    """What the body is: JSON, or a form."""

    body: str = '{"to": "{number}", "from": "{sender}", "text": "{text}"}'
    """The body; what is filled in is escaped for JSON or for a form."""

    headers: dict[str, SecretStr] = {}
    """More headers, as Authorization."""

    sender: str = ""
    """The number or name that messages come from."""

    sign_key: SecretStr = SecretStr("")
    """With it each request carries X-Timestamp and an HMAC-SHA256 of "TIMESTAMP.BODY"."""

    sign_header: str = "X-Signature"
    """The header that the signature goes into, in base64."""

    timeout_s: float = 10.0
    """How long the gateway may take."""


class PhoneSettings(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """Codes by text message. Messages cost money, and there are people who live on that."""

    gateway: str = ""
    """The name of a file in `people/keys/providers/`; empty: no text messages are sent."""

    countries: tuple[str, ...] = ()
    """Regions that messages go to, as "DE", "LB"; "*" for all. Empty: none."""

    to_number_per_day: int = 5
    """To one number; between two the wait grows from a minute to an hour."""

    unproved_per_range_per_hour: int = 4
    """To 10,000 neighbouring numbers, of messages whose code did not come back."""

    unproved_per_range_per_day: int = 10
    """The same in a day, over a million neighbouring numbers."""

    unproved_per_country_per_day: int = 200
    """To one country, of messages whose code did not come back."""

    per_hour: int = 100
    """Of the whole square."""

    cost: dict[str, float] = {}
    """What a message costs by region, in any money."""

    cost_elsewhere: float = 0.1
    """What it costs where `cost` says nothing."""

    max_cost_per_day: float = 20.0
    """When so much was spent within a day, no more goes out."""

    form_post: FormPostSettings = FormPostSettings()
    """For the gateway of that name."""

    http_template: HttpTemplateSettings = HttpTemplateSettings()
    """For the gateway of that name."""


class DoorSettings(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """Ways to come in beside a password and a passkey."""

    mail_codes: bool = True
    """Whether members may come in by a code sent to their mail address, where the square mails."""

    budgets: CodeBudgets = CodeBudgets()
    """Limits for sending codes."""

    phone: PhoneSettings = PhoneSettings()
    """Codes by text message."""

    identities: int = Field(default=5, ge=1, le=20)
    """So many identities one login may hold; 1 switches the choice off."""
