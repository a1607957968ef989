"""Any endpoint that speaks OpenAI's `POST /audio/transcriptions`."""

from __future__ import annotations

from functools import cache

import httpx
import msgspec
from babel import Locale

from qiao.translate.models import Lang, canonical
from qiao.translate.speech.captions import checked
from qiao.translate.speech.models import Cue, Transcript
from qiao.translate.speech.settings import OpenAiAudioSettings
from qiao.translate.speech.transcriber import SoundUnreadable, Transcriber, TranscriberDown

Options = OpenAiAudioSettings

MAX_ANSWER_BYTES = 8 << 20
_REFUSED_FOR_GOOD = frozenset((400, 413, 415, 422))


class _Segment(msgspec.Struct):
    start: float
    end: float
    text: str


class _Answer(msgspec.Struct):
    segments: list[_Segment]
    language: str = ""


class OpenAiAudio(Transcriber):
    """Keeps the `Transcriber` promise over HTTP."""

    def __init__(self, options: OpenAiAudioSettings) -> None:
        self._options = options
        self.name = options.name
        self.private = options.private
        key = options.api_key.get_secret_value()
        # no proxies or keys from the environment, no following to other hosts
        self._client = httpx.AsyncClient(
            base_url=options.url.rstrip("/"),
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(options.total_s, connect=options.connect_s),
            follow_redirects=False,
            trust_env=False,
        )

    async def transcribe(self, sound: bytes, *, lang: Lang | None = None) -> Transcript:
        if not 0 < len(sound) <= self._options.max_bytes:
            raise SoundUnreadable("nothing, or more than it takes")
        fields = {
            "model": self._options.model,
            "response_format": "verbose_json",
            "temperature": "0",
        }
        if lang is not None:
            fields["language"] = lang.split("-")[0]
        body = await self._ask(sound, fields)
        try:
            answer = msgspec.json.decode(body, type=_Answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise TranscriberDown("an answer that is none") from error
        cues = [
            Cue(_ms(segment.start), _ms(segment.end), segment.text) for segment in answer.segments
        ]
        return Transcript(checked(cues), _lang(answer.language) or lang)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, sound: bytes, fields: dict[str, str]) -> bytes:
        question = self._client.build_request(
            "POST", "/audio/transcriptions", data=fields, files={"file": ("sound", sound)}
        )
        try:
            answer = await self._client.send(question, stream=True)
            try:
                if answer.status_code in _REFUSED_FOR_GOOD:
                    raise SoundUnreadable(str(answer.status_code))
                if answer.status_code != 200:
                    raise TranscriberDown(str(answer.status_code))
                chunks, size = [], 0
                async for chunk in answer.aiter_bytes():
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > MAX_ANSWER_BYTES:
                        raise TranscriberDown("an answer that does not end")
            finally:
                await answer.aclose()
        except httpx.HTTPError as error:
            raise TranscriberDown(type(error).__name__) from error
        return b"".join(chunks)


def _ms(seconds: float) -> int:
    return int(min(max(seconds, 0.0), 1e6) * 1000 + 0.5)


@cache
def _names() -> dict[str, str]:
    """Languages by their English names: some servers say "english", others "en"."""
    return {name.casefold(): code for code, name in Locale("en").languages.items()}


def _lang(said: str) -> Lang | None:
    said = said.strip().casefold()
    code = _names().get(said, said if 2 <= len(said) <= 3 and said.isascii() else "")
    return canonical(code) if code else None


build = OpenAiAudio
