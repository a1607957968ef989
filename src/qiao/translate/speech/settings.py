"""What an operator can set about speech."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator


class OpenAiAudioSettings(BaseModel, extra="forbid", frozen=True):
    """An endpoint with OpenAI's protocol for transcriptions, hosted or your own."""

    url: str = ""
    """Its address up to the version, as http://localhost:8080/v1."""

    api_key: SecretStr = SecretStr("")
    """Sent as a bearer token; empty: none."""

    model: str = "whisper-1"
    """The model's name there."""

    name: str = "Whisper"
    """What authors are told."""

    private: bool = False
    """It is yours: what not everybody may hear may go there too."""

    max_bytes: int = 25_000_000
    """The most it takes in one file."""

    connect_s: float = 2.0
    """A connection not made by then is given up."""

    total_s: float = 300.0
    """A transcription not there by then is given up."""


class WhisperCommandSettings(BaseModel, extra="forbid", frozen=True):
    """A program on this machine that writes WebVTT."""

    command: tuple[str, ...] = ()
    """The program and its arguments. `{sound}` becomes the file to read, `{out}` a file name
    without an ending to which `.vtt` is added, `{lang}` two letters or "auto". A program that
    writes no such file writes to standard output."""

    name: str = "Whisper"
    """What authors are told."""

    max_bytes: int = 200_000_000
    """The most that is handed to it."""

    total_s: float = Field(default=900.0, gt=0)
    """A program not done by then is ended."""


class SpeechSettings(BaseModel, extra="forbid", frozen=True):
    """Captions for what is said."""

    provider: str = ""
    """Who drafts captions: the name of a file in `translate/speech/providers/`, "openai_audio" or
    "whisper_command". Empty: nobody; authors type them."""

    openai_audio: OpenAiAudioSettings = OpenAiAudioSettings()
    """An endpoint."""

    whisper_command: WhisperCommandSettings = WhisperCommandSettings()
    """A program."""

    @model_validator(mode="after")
    def _the_provider_can_be_asked(self) -> Self:
        if self.provider == "openai_audio" and not self.openai_audio.url:
            raise ValueError("openai_audio drafts captions: set its url")
        if self.provider == "whisper_command" and not self.whisper_command.command:
            raise ValueError("whisper_command drafts captions: set its command")
        return self
