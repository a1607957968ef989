"""A provider that cannot be asked is said at the start, not at the first draft."""

import pytest
from pydantic import ValidationError

from qiao.translate.speech.settings import SpeechSettings


def test_nobody_is_named_out_of_the_box() -> None:
    assert SpeechSettings().provider == ""


@pytest.mark.parametrize(
    ("provider", "lacks"), [("openai_audio", "url"), ("whisper_command", "command")]
)
def test_a_named_provider_needs_to_know_whom_to_ask(provider: str, lacks: str) -> None:
    with pytest.raises(ValidationError, match=lacks):
        SpeechSettings(provider=provider)
