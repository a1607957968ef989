"""An endpoint for transcriptions, and a stand-in that fails in ten ways."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_socket
from pydantic import SecretStr

from qiao.translate.models import Lang
from qiao.translate.speech.models import Transcript
from qiao.translate.speech.providers import openai_audio
from qiao.translate.speech.providers.openai_audio import OpenAiAudio
from qiao.translate.speech.settings import OpenAiAudioSettings
from qiao.translate.speech.transcriber import SoundUnreadable, Transcriber, TranscriberDown
from tests.translate.speech.contract import SAID, TranscriberContract

pytestmark = pytest.mark.anyio

ANSWER = {
    "task": "transcribe",
    "language": "english",
    "duration": 4.25,
    "text": " Good morning, everyone The bread is still warm",
    "segments": [
        {"id": 0, "start": 0.0, "end": 1.5, "text": " Good morning, everyone", "tokens": [1]},
        {"id": 1, "start": 1.5, "end": 4.25, "text": " The bread is still warm"},
    ],
}


class StandIn:
    """Answers as an endpoint does, or in a way of the test's."""

    def __init__(self, how: str = "well", answer: object = ANSWER) -> None:
        self.how = how
        self.answer = json.dumps(answer).encode()
        self.asked: list[tuple[str, bytes]] = []
        self.over = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            size = next(
                int(line.split(":")[1])
                for line in head.split("\r\n")
                if line.lower().startswith("content-length:")
            )
            self.asked.append((head, await reader.readexactly(size)))
            await self._answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        async def say(status: str, body: bytes, *, length: int | None = None) -> None:
            said = len(body) if length is None else length
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {said}\r\n\r\n".encode() + body)
            await writer.drain()

        match self.how:
            case "hang":
                await self.over.wait()
            case "reset":
                writer.transport.abort()
            case "half":
                await say("200 OK", self.answer[:40], length=len(self.answer))
            case "garbage":
                await say("200 OK", b"\x00\xff\x00")
            case "html":
                await say("200 OK", b"<html>Welcome</html>")
            case "nothing of it":
                await say("200 OK", b'{"segments": 7}')
            case "huge":
                await say("200 OK", b" " * (openai_audio.MAX_ANSWER_BYTES + 1))
            case "moved":
                writer.write(b"HTTP/1.1 307 x\r\nLocation: http://192.0.2.1/\r\n")
                writer.write(b"Content-Length: 0\r\n\r\n")
                await writer.drain()
            case "well":
                await say("200 OK", self.answer)
            case status:
                await say(f"{status} x", b"{}")


@asynccontextmanager
async def an_endpoint(stand_in: StandIn, **options: object) -> AsyncIterator[OpenAiAudio]:
    server = await asyncio.start_server(stand_in.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    chosen = {"url": f"http://127.0.0.1:{port}/v1", "max_bytes": 2_000_000} | options
    made = OpenAiAudio(OpenAiAudioSettings(**chosen))  # type: ignore[arg-type]
    try:
        yield made
    finally:
        stand_in.over.set()
        await made.close()
        server.close()
        await server.wait_closed()


@pytest.fixture(autouse=True)
def _local_sockets(socket_enabled: None) -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


class TestContract(TranscriberContract):
    @pytest.fixture
    async def transcriber(self, _local_sockets: None) -> AsyncIterator[Transcriber]:  # type: ignore[override]
        async with an_endpoint(StandIn()) as made:
            yield made


async def test_it_is_asked_as_the_protocol_says() -> None:
    stand_in = StandIn()
    async with an_endpoint(stand_in, api_key=SecretStr("key-7"), model="small") as made:
        await made.transcribe(b"RIFFsound", lang=Lang("zh-Hans"))

    head, body = stand_in.asked[0]
    assert head.startswith("POST /v1/audio/transcriptions ")
    assert "authorization: bearer key-7" in head.lower()
    for field in (b'name="model"\r\n\r\nsmall', b'name="language"\r\n\r\nzh\r\n', b"verbose_json"):
        assert field in body
    assert b"RIFFsound" in body


@pytest.mark.parametrize(
    ("said", "lang"),
    [("english", "en"), ("Chinese", "zh-Hans"), ("pt", "pt"), ("", None), ("klingonish", None)],
)
async def test_languages_are_known_by_name_and_by_code(said: str, lang: str | None) -> None:
    async with an_endpoint(StandIn(answer=ANSWER | {"language": said})) as made:
        found = await made.transcribe(b"sound")

    assert found == Transcript(SAID, None if lang is None else Lang(lang))


@pytest.mark.parametrize(
    "how", ["reset", "half", "garbage", "html", "nothing of it", "huge", "moved", "429", "500"]
)
async def test_whatever_it_does_it_is_only_down(how: str) -> None:
    async with an_endpoint(StandIn(how)) as made:
        with pytest.raises(TranscriberDown):
            await made.transcribe(b"sound")


async def test_one_that_hangs_is_given_up_in_time() -> None:
    async with an_endpoint(StandIn("hang"), total_s=0.2) as made:
        with pytest.raises(TranscriberDown, match="Timeout"):
            await made.transcribe(b"sound")


async def test_nobody_there_is_down() -> None:
    async with an_endpoint(StandIn()) as made:
        pass
    gone = OpenAiAudio(OpenAiAudioSettings(url=str(made._client.base_url)))
    with pytest.raises(TranscriberDown):
        await gone.transcribe(b"sound")
    await gone.close()


@pytest.mark.parametrize("status", ["400", "413", "415", "422"])
async def test_what_it_refuses_for_good_is_not_asked_again(status: str) -> None:
    async with an_endpoint(StandIn(status)) as made:
        with pytest.raises(SoundUnreadable):
            await made.transcribe(b"sound")
