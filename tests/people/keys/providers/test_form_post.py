"""The gateway that takes a form."""

import base64

from pydantic import SecretStr

from qiao.people.keys.gateway import SmsGateway
from qiao.people.keys.providers.form_post import build
from qiao.people.keys.settings import FormPostSettings
from tests.people.keys.providers.contract import NUMBER, TEXT, GatewayContract
from tests.people.keys.providers.gateway import Gateway, Message


class TestFormPost(GatewayContract):
    def make(self, url: str, *, timeout_s: float = 5.0) -> SmsGateway:
        return build(
            FormPostSettings(
                url=url, user="me", password=SecretStr("w"), sender="Qiao", timeout_s=timeout_s
            )
        )

    def read(self, message: Message) -> tuple[str, str]:
        return message.form["To"], message.form["Body"]

    async def test_it_signs_in_and_says_from_whom(self, there: Gateway):
        gateway = self.make(there.url)
        await gateway.send(NUMBER, TEXT, reference="one")
        await gateway.close()
        [message] = there.asked
        assert message.headers["authorization"] == "Basic " + base64.b64encode(b"me:w").decode()
        assert message.form["From"] == "Qiao"
