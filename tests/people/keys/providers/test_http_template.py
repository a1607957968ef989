"""The gateway that is spoken to as its operator writes down."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qs

from pydantic import SecretStr

from qiao.people.keys.gateway import SmsGateway
from qiao.people.keys.providers.http_template import build
from qiao.people.keys.settings import HttpTemplateSettings
from tests.people.keys.providers.contract import NUMBER, TEXT, GatewayContract
from tests.people.keys.providers.gateway import Gateway, Message


class TestHttpTemplate(GatewayContract):
    def make(self, url: str, *, timeout_s: float = 5.0) -> SmsGateway:
        return build(
            HttpTemplateSettings(
                url=url,
                sign_key=SecretStr("k"),
                headers={"Authorization": SecretStr("Bearer t")},
                timeout_s=timeout_s,
            )
        )

    def read(self, message: Message) -> tuple[str, str]:
        said = json.loads(message.body)
        return said["to"], said["text"]

    async def test_it_signs_what_it_sends(self, there: Gateway):
        gateway = self.make(there.url)
        await gateway.send(NUMBER, TEXT, reference="one")
        await gateway.close()
        [message] = there.asked
        signed = f"{message.headers['x-timestamp']}.{message.body}".encode()
        mac = base64.b64encode(hmac.new(b"k", signed, hashlib.sha256).digest()).decode()
        assert message.headers["x-signature"] == mac
        assert message.headers["authorization"] == "Bearer t"

    def test_what_is_filled_in_stays_where_it_stands(self):
        evil = '"}, "to": "+1&to=+2&x={number}'
        json_one = build(HttpTemplateSettings(url="http://x/{reference}"))
        made = json_one.request(NUMBER, evil, "a/b?c", 1.0)
        assert json.loads(made.content)["to"] == NUMBER
        assert str(made.url) == "http://x/a%2Fb%3Fc"
        form = build(
            HttpTemplateSettings(
                url="http://x/",
                content_type="application/x-www-form-urlencoded",
                body="to={number}&text={text}",
            )
        )
        said = parse_qs(form.request(NUMBER, "a&to=+1", "r", 1.0).content.decode())
        assert said == {"to": [NUMBER], "text": ["a&to=+1"]}
