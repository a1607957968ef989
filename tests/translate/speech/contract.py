"""What everybody who writes down speech must keep to."""

from __future__ import annotations

import pytest

from qiao.translate.models import Lang
from qiao.translate.speech.models import Cue, Transcript
from qiao.translate.speech.transcriber import SoundUnreadable, Transcriber

SAID = (Cue(0, 1_500, "Good morning, everyone"), Cue(1_500, 4_250, "The bread is still warm"))
pytestmark = pytest.mark.anyio


class TranscriberContract:
    """One contract for every provider; its stand-in says `SAID`."""

    @pytest.fixture
    async def transcriber(self) -> Transcriber:
        raise NotImplementedError

    async def test_it_has_a_name_authors_can_be_shown(self, transcriber: Transcriber) -> None:
        assert transcriber.name.strip()
        assert transcriber.private in (True, False)

    async def test_what_is_said_comes_with_its_times(self, transcriber: Transcriber) -> None:
        made = await transcriber.transcribe(b"sound", lang=Lang("en"))

        assert made == Transcript(SAID, Lang("en"))

    async def test_without_a_hint_it_is_the_same(self, transcriber: Transcriber) -> None:
        made = await transcriber.transcribe(b"sound")

        assert made.cues == SAID
        assert made.lang in (None, "en")

    async def test_silence_of_no_length_is_refused(self, transcriber: Transcriber) -> None:
        with pytest.raises(SoundUnreadable):
            await transcriber.transcribe(b"")

    async def test_more_than_it_takes_is_refused(self, transcriber: Transcriber) -> None:
        with pytest.raises(SoundUnreadable):
            await transcriber.transcribe(b"x" * 2_000_001)
