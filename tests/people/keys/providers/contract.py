"""What every gateway has to keep, against one that behaves as real ones do."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

import pytest
import pytest_socket

from qiao.people.keys.carrier import Carrier, NotTaken
from qiao.people.keys.gateway import SmsGateway
from tests.people.keys.providers.gateway import Gateway, Message, standing_in

NUMBER = "+4915112345678"
TEXT = "123456 & „code“ 是 你的\n\n@square.example #123456"


class GatewayContract(ABC):
    """Subclasses say how to make theirs, and what it says of a message."""

    @abstractmethod
    def make(self, url: str, *, timeout_s: float = 5.0) -> SmsGateway: ...

    @abstractmethod
    def read(self, message: Message) -> tuple[str, str]:
        """Return the number and the text of a message as the gateway got it."""

    @pytest.fixture(autouse=True)
    def _local_sockets(self, socket_enabled: None) -> None:
        pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)

    @pytest.fixture
    async def there(self) -> AsyncIterator[Gateway]:
        async with standing_in() as gateway:
            yield gateway

    async def test_number_and_text_arrive_as_they_are(self, there: Gateway):
        gateway = self.make(there.url)
        await gateway.send(NUMBER, TEXT, reference="one")
        await gateway.close()
        assert self.read(there.asked[0]) == (NUMBER, TEXT)

    @pytest.mark.parametrize(
        ("status", "again"), [(429, True), (503, True), (502, True), (500, False), (400, False),
                              (401, False), (302, False)],
    )  # fmt: skip
    async def test_it_says_whether_another_try_is_worth_it(
        self, there: Gateway, status: int, again: bool
    ):
        there.answers = [(status, "Retry-After: 7\r\n")]
        gateway = self.make(there.url)
        with pytest.raises(NotTaken) as no:
            await gateway.send(NUMBER, TEXT, reference="one")
        await gateway.close()
        assert no.value.again is again
        assert no.value.after_s == 7.0
        assert len(there.asked) == 1
        assert NUMBER not in str(no.value)

    async def test_one_that_says_nothing_is_not_asked_twice(self, there: Gateway):
        there.hold = asyncio.Event()
        gateway = self.make(there.url, timeout_s=0.2)
        with pytest.raises(NotTaken) as no:
            await gateway.send(NUMBER, TEXT, reference="one")
        await gateway.close()
        assert not no.value.again

    async def test_nobody_there_is_worth_another_try(self):
        gateway = self.make("http://127.0.0.1:1/")
        with pytest.raises(NotTaken) as no:
            await gateway.send(NUMBER, TEXT, reference="one")
        await gateway.close()
        assert no.value.again

    async def test_what_is_tried_again_is_one_message(self, there: Gateway):
        there.answers = [(503, "Retry-After: 0\r\n"), (429, "Retry-After: 0\r\n")]
        gateway = self.make(there.url)

        class Plain:
            async def send(self, to: str, lang: str, code: str, *, reference: str) -> None:
                await gateway.send(to, code, reference=reference)

            async def close(self) -> None:
                await gateway.close()

        carrier = Carrier(None, Plain())  # type: ignore[arg-type]
        carrier.text(NUMBER, "en", "123456")
        await carrier.settle()
        await carrier.close()
        assert len(there.asked) == 3
        assert len({message.headers["idempotency-key"] for message in there.asked}) == 1
        assert len(there.sent) == 1
