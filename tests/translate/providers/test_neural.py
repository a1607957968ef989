"""Real models in real processes: what happens when they die, hang or are many."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from qiao.translate.models import EN, Lang
from qiao.translate.providers.neural import NeuralTranslator
from qiao.translate.providers.neural_models import find_models
from qiao.translate.settings import NeuralSettings
from qiao.translate.translator import TooLong, Translator, TranslatorDown
from tests.translate.contract import TranslatorContract

PT = Lang("pt")
pytestmark = pytest.mark.anyio


@pytest.fixture
async def neural() -> AsyncIterator[NeuralTranslator]:
    translator = NeuralTranslator()
    yield translator
    await translator.close()


class TestNeural(TranslatorContract):
    pair = (EN, PT)
    texts = ("I love my cat", "Where did you buy it?", "I love my cat")

    @pytest.fixture
    async def translator(self) -> AsyncIterator[Translator]:
        translator = NeuralTranslator()
        yield translator
        await translator.close()


async def test_the_shipped_models_translate_both_ways(neural: NeuralTranslator) -> None:
    assert await neural.translate(["I love cats"], source=EN, target=PT) == ["Eu amo os gatos"]
    assert await neural.translate(["Eu amo gatos"], source=PT, target=EN) == ["I love cats"]
    assert len(set(neural.processes().values())) == 2


async def test_a_process_killed_while_working_costs_one_retry(neural: NeuralTranslator) -> None:
    await neural.translate(["warm"], source=EN, target=PT)
    first = neural.processes()[EN, PT]
    os.kill(first, signal.SIGSTOP)  # so that the question surely meets it
    asked = asyncio.create_task(neural.translate(["I love cats"], source=EN, target=PT))
    await asyncio.sleep(0)

    os.kill(first, signal.SIGKILL)

    assert await asked == ["Eu amo os gatos"]
    assert neural.processes()[EN, PT] != first


async def test_a_process_that_hangs_is_replaced_within_the_deadline() -> None:
    neural = NeuralTranslator(NeuralSettings(deadline_s=2.0))
    await neural.translate(["warm"], source=EN, target=PT)
    hung = neural.processes()[EN, PT]
    os.kill(hung, signal.SIGSTOP)

    made = await neural.translate(["I love cats"], source=EN, target=PT)

    assert made == ["Eu amo os gatos"]
    assert neural.processes()[EN, PT] != hung
    await neural.close()


async def test_a_cancelled_caller_leaves_no_answer_for_the_next(neural: NeuralTranslator) -> None:
    await neural.translate(["warm"], source=EN, target=PT)
    os.kill(neural.processes()[EN, PT], signal.SIGSTOP)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await neural.translate(["Where are you?"], source=EN, target=PT)

    assert await neural.translate(["I love cats"], source=EN, target=PT) == ["Eu amo os gatos"]


async def test_three_thousand_characters_without_a_space_hold_nobody_up(
    neural: NeuralTranslator,
) -> None:
    long = "x" * 2000

    assert await neural.translate([long], source=EN, target=PT) == [long]
    with pytest.raises(TooLong):
        await neural.translate(["x" * 3000], source=EN, target=PT)


async def test_more_than_may_wait_are_told_to_come_later() -> None:
    neural = NeuralTranslator(NeuralSettings(max_waiting=2))
    asked = [asyncio.create_task(neural.translate(["hi"], source=EN, target=PT)) for _ in range(5)]

    answers = await asyncio.gather(*asked, return_exceptions=True)

    refused = [a for a in answers if isinstance(a, TranslatorDown)]
    assert len(refused) == 3
    assert all(a.retry_s for a in refused)
    await neural.close()


async def test_the_one_used_longest_ago_makes_room() -> None:
    one_model_mb = find_models(None)[EN, PT].memory_mb + 1
    neural = NeuralTranslator(NeuralSettings(memory_budget_mb=one_model_mb))
    await neural.translate(["hi"], source=EN, target=PT)

    await neural.translate(["oi"], source=PT, target=EN)

    assert list(neural.processes()) == [(PT, EN)]
    await neural.close()


async def test_idle_models_are_unloaded() -> None:
    neural = NeuralTranslator(NeuralSettings(idle_unload_s=0.0))

    await neural.translate(["hi"], source=EN, target=PT)
    for _ in range(3):  # a turn of the loop each, for the timer
        await asyncio.sleep(0)

    assert neural.processes() == {}
    await neural.close()


async def test_a_broken_model_is_down_and_not_a_crash(tmp_path: Path) -> None:
    files = find_models(None)[EN, PT]
    folder = tmp_path / "fr-en"
    folder.mkdir()
    (folder / "model.fren.intgemm.alphas.bin").write_bytes(b"not a model")
    shutil.copy(files.source_vocab, folder / "vocab.fren.spm")
    neural = NeuralTranslator(NeuralSettings(models_dir=tmp_path))

    assert neural.speaks(Lang("fr"), EN)
    with pytest.raises(TranslatorDown):
        await neural.translate(["salut"], source=Lang("fr"), target=EN)
    await neural.close()


def test_folders_are_read_as_directions(tmp_path: Path) -> None:
    for name in ("zh-en", "en-zh-Hant", "notes", "fr-en"):
        (tmp_path / name).mkdir()
        if name != "fr-en":  # incomplete: no model in it
            (tmp_path / name / "model.x.bin").touch()
            (tmp_path / name / "srcvocab.x.spm").touch()
            (tmp_path / name / "trgvocab.x.spm").touch()

    found = find_models(tmp_path)

    assert {(str(a), str(b)) for a, b in found} == {
        ("zh-Hans", "en"), ("en", "zh-Hant"), ("en", "pt"), ("pt", "en")
    }  # fmt: skip


async def test_models_that_come_and_go_are_found_without_a_restart(tmp_path: Path) -> None:
    neural = NeuralTranslator(NeuralSettings(models_dir=tmp_path))
    fr = Lang("fr")
    assert not neural.speaks(EN, fr)

    shutil.copytree(find_models(None)[EN, PT].model.parent, tmp_path / "en-fr")
    neural.rescan()
    assert await neural.translate(["I love cats"], source=EN, target=fr) == ["Eu amo os gatos"]
    loaded = neural.processes()
    neural.rescan()
    assert neural.processes() == loaded  # what did not change goes on

    shutil.rmtree(tmp_path / "en-fr")
    neural.rescan()

    assert not neural.speaks(EN, fr)
    assert neural.processes() == {}
    await neural.close()


async def test_a_model_that_is_replaced_answers_what_it_was_asked_before(tmp_path: Path) -> None:
    shutil.copytree(find_models(None)[EN, PT].model.parent, tmp_path / "en-pt")
    neural = NeuralTranslator(NeuralSettings(models_dir=tmp_path))
    await neural.translate(["warm"], source=EN, target=PT)
    first = neural.processes()[EN, PT]
    asked = asyncio.create_task(neural.translate(["I love cats"], source=EN, target=PT))
    await asyncio.sleep(0)

    shutil.rmtree(tmp_path / "en-pt")
    shutil.copytree(find_models(None)[EN, PT].model.parent, tmp_path / "en-pt")
    neural.rescan()

    assert await asked == ["Eu amo os gatos"]
    assert await neural.translate(["I love cats"], source=EN, target=PT) == ["Eu amo os gatos"]
    assert neural.processes()[EN, PT] != first
    await neural.close()
