"""A gateway spoken to as its operator writes down: an address, headers, a body, a signature."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import quote

import httpx

from qiao.people.keys.gateway import SmsGateway, handed_over
from qiao.people.keys.settings import HttpTemplateSettings

Options = HttpTemplateSettings


class HttpTemplate(SmsGateway):
    """Fills {number}, {text}, {sender} and {reference} into what the settings say.

    What is filled in is escaped for where it stands: a text cannot end a JSON string, nor add a
    field to a form. With `sign_key` each request carries an HMAC-SHA256 of its time and body.
    """

    def __init__(self, options: HttpTemplateSettings) -> None:
        self._options = options
        self._client = httpx.AsyncClient(
            trust_env=False, follow_redirects=False, timeout=options.timeout_s
        )

    async def send(self, number: str, text: str, *, reference: str) -> None:
        await handed_over(self._client, self.request(number, text, reference, time.time()))

    def request(self, number: str, text: str, reference: str, at_s: float) -> httpx.Request:
        """Make the request that hands over one message. `at_s`: seconds since 1970."""
        chosen = self._options
        values = {
            "number": number, "text": text, "sender": chosen.sender, "reference": reference,
        }  # fmt: skip
        is_json = chosen.content_type.startswith("application/json")
        body = _filled(chosen.body, values, as_json=is_json).encode()
        headers = {
            "Content-Type": chosen.content_type,
            "Idempotency-Key": reference,
            **{name: secret.get_secret_value() for name, secret in chosen.headers.items()},
        }
        if key := chosen.sign_key.get_secret_value():
            stamp = str(int(at_s))
            mac = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).digest()
            headers |= {"X-Timestamp": stamp, chosen.sign_header: base64.b64encode(mac).decode()}
        url = _filled(chosen.url, values, as_json=False)
        return self._client.build_request(chosen.method, url, content=body, headers=headers)

    async def close(self) -> None:
        await self._client.aclose()


def _filled(template: str, values: dict[str, str], *, as_json: bool) -> str:
    filled = template
    for name, value in values.items():
        safe = json.dumps(value)[1:-1] if as_json else quote(value, safe="")
        filled = filled.replace("{" + name + "}", safe)
    return filled


build = HttpTemplate
