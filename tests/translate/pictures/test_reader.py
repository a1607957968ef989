"""Pictures read in a child of their own: what is right, and what a child may do wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import unicodedata
from collections.abc import AsyncIterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from qiao.translate.pictures import reader as reader_module
from qiao.translate.pictures.models import Line, ReaderFailed, ReaderMissing
from qiao.translate.pictures.reader import PictureReader
from tests.translate.pictures import draw

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not PictureReader.installed(), reason="THE EXTRA ocr IS NOT HERE"),
]

ENGLISH = (
    "Fresh bread every morning from half past six",
    "The night bus leaves at 23:45, platform 7",
    "Please do not feed the cats in the garden",
    "Two coffees and a slice of lemon cake",
    "Open Tuesday to Sunday, closed on Monday",
    "My grandmother taught me this recipe in 1998",
    "Swimming pool rules: shower before you enter",
    "Thank you for reading all of this, see you soon",
)
CHINESE = (
    "今天的早餐是豆浆和油条",
    "欢迎来到我们的小店，请随便坐",
    "图书馆周一闭馆，周二到周日开放",
    "这只猫每天早上六点叫我起床",
    "北京到上海的高铁大约四个半小时",
    "少放一点盐，多放一点葱花",
    "周末一起去爬山看红叶吧",
    "谢谢大家的关注和支持，下次见",
)
SMALL, LARGE = 22, 64


@pytest.fixture(scope="module")
async def reader() -> AsyncIterator[PictureReader]:
    made = PictureReader()
    yield made
    await made.close()


def threads_of(pid: int | None) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def right(read: Sequence[Line], drawn: Sequence[str]) -> tuple[int, int]:
    """Characters that are right, and all there are; spaces and widths of marks do not count."""

    def plain(text: str) -> str:
        return unicodedata.normalize("NFKC", "".join(text.split()))

    got = plain("".join(line.text for line in sorted(read, key=lambda line: line.top)))
    wanted = plain("".join(drawn))
    same = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in same), max(len(wanted), len(got))


@pytest.mark.parametrize(("lang", "drawn"), [("en", ENGLISH), ("zh", CHINESE)])
async def test_clean_text_is_read_right(
    reader: PictureReader, lang: str, drawn: Sequence[str]
) -> None:
    hits = total = 0
    for size in (SMALL, 36, LARGE):
        wide = max(1080, int(max(map(len, drawn)) * size * (0.75 if lang == "en" else 1.2)))
        picture = draw.page(drawn, lang=lang, size=size, wide=wide)
        _, _, lines = await reader.read(picture)
        good, all_of_them = right(lines, drawn)
        hits, total = hits + good, total + all_of_them

    print(f"{lang}: {hits} of {total} characters right, {hits / total:.2%}")
    assert hits / total >= 0.95


async def test_white_on_dark_is_read_too(reader: PictureReader) -> None:
    picture = draw.page(
        CHINESE[:3], lang="zh", ink=(250, 250, 250), paper=(30, 40, 60)
    )  # fmt: skip

    _, _, lines = await reader.read(picture)

    good, total = right(lines, CHINESE[:3])
    assert good / total >= 0.95


async def test_lines_stand_where_they_were_drawn(reader: PictureReader) -> None:
    w, h, lines = await reader.read(draw.page(ENGLISH[:3], lang="en", size=40))

    assert (w, h) == (1080, 344)
    for at, line in enumerate(sorted(lines, key=lambda line: line.top)):
        assert abs(line.left - 40) < 20
        assert abs(line.top - (40 + at * 88)) < 25
        assert 25 < line.height < 70


async def test_a_picture_without_words_has_none(reader: PictureReader) -> None:
    for picture in draw.wordless():
        _, _, lines = await reader.read(picture)

        assert lines == []


async def test_the_child_is_locked_in(reader: PictureReader) -> None:
    await reader.read(draw.wordless()[0])

    if os.uname().sysname == "Linux":
        assert reader.holds["limits"] == 1
        assert reader.holds["seccomp"] == 1 or reader.holds["audit"] == 1
        # one thread: what a thread more did, no jail entered by the first would hold
        assert threads_of(reader.pid) == 1


async def test_the_model_is_loaded_once_a_life(reader: PictureReader) -> None:
    await reader.read(draw.wordless()[0])
    pid = reader.pid
    await asyncio.gather(*(reader.read(draw.wordless()[0]) for _ in range(3)))

    assert reader.pid == pid


async def test_what_is_no_picture_is_refused_and_the_child_lives(reader: PictureReader) -> None:
    await reader.read(draw.wordless()[0])
    pid = reader.pid

    for wrong in (b"no picture", b"RIFF\x00\x00\x00\x00WEBP", b"\x89PNG\r\n"):
        with pytest.raises(ReaderFailed):
            await reader.read(wrong)

    assert reader.pid == pid


async def test_a_child_that_dies_costs_one_picture(reader: PictureReader) -> None:
    await reader.read(draw.wordless()[0])
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGKILL)
    with pytest.raises(ReaderFailed):
        await reader.read(draw.wordless()[0])

    w, _, _ = await reader.read(draw.wordless()[0])

    assert w == 900


async def test_a_child_that_hangs_is_given_up() -> None:
    hasty = PictureReader(deadline_s=0.0)
    with pytest.raises(ReaderFailed, match="deadline"):
        await hasty.read(draw.wordless()[0])

    assert hasty.pid is None
    await hasty.close()


async def test_an_idle_child_goes() -> None:
    brief = PictureReader(idle_s=0.0)
    await brief.read(draw.wordless()[0])
    while brief.pid is not None:
        await asyncio.sleep(0)

    await brief.close()


async def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "find_spec", lambda name: None)

    with pytest.raises(ReaderMissing):
        await PictureReader().read(b"x")
