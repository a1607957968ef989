"""Lessons are taken in a child of their own, in their time; what serves never learns."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from qiao.feed.learned_files import LearnedFiles
from qiao.feed.lessons import Lesson, LessonFailed, LessonRefused, due, keep_learning, take
from qiao.feed.serving import Feeds
from qiao.feed.settings import FeedSettings
from qiao.feed.versions import VersionRow, keep_version, version_used, versions
from qiao.kit.clock import HOUR
from qiao.kit.db import Database
from tests.feed.make import NOW_US
from tests.feed.square.world import circles_of_taste


async def test_a_child_learns_and_every_process_hears_of_it(
    database: Database, database_url: str, tmp_path: Path
):
    await circles_of_taste().write(database)
    files = LearnedFiles(tmp_path / "learned")
    steps = []
    lesson = Lesson("learn", database_url, str(files.root), NOW_US)

    report = await take(lesson, lambda step, _done, _of: steps.append(step))

    assert (report["used"], report["why"]) == (True, "better")
    assert list(dict.fromkeys(steps))[-1] == "judge"
    assert report["peak_mb"] > 0
    feeds = Feeds(cursor_key=b"a key for tests", files=files)
    async with database.read() as tx:
        await feeds.load(tx, now_us=NOW_US)
        used = await version_used(tx)
    assert used is not None
    assert feeds.learned.version == used.version == report["version"]
    assert files.shas() == [used.sha]

    told = await take(
        Lesson("compare", database_url, str(files.root), NOW_US, versions=("", used.version))
    )

    assert told["after"] == pytest.approx(report["verdict"]["after"])


async def test_a_child_says_why_it_learnt_nothing(sqlite_url: str, tmp_path: Path):
    with pytest.raises(LessonRefused) as refused:
        await take(Lesson("learn", sqlite_url, str(tmp_path), NOW_US))

    assert (refused.value.code, refused.value.facts) == (
        "too_little",
        {"deeds": 0, "members": 0},
    )
    with pytest.raises(LessonRefused, match="no_such_version"):
        await take(Lesson("compare", sqlite_url, str(tmp_path), NOW_US, versions=("", "none")))


async def test_a_child_that_dies_is_not_tried_again_at_once(sqlite: Database, tmp_path: Path):
    nowhere = "sqlite:////proc/no/such/place"

    with pytest.raises(LessonFailed):
        await take(Lesson("learn", nowhere, str(tmp_path), NOW_US))
    assert (
        await keep_learning(sqlite, nowhere, str(tmp_path), FeedSettings(), now_us=NOW_US) is None
    )

    async with sqlite.read() as tx:
        (failed,) = await versions(tx)
    assert msgspec.json.decode(failed.report)["why"] == "failed"
    assert await due(sqlite, FeedSettings(), now_us=NOW_US + HOUR) is None


async def test_a_child_ends_with_whom_it_works_for(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    start = asyncio.create_subprocess_exec
    children: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()

    async def remembered(*typed: Any, **how: Any) -> asyncio.subprocess.Process:
        child = await start(*typed, **how)
        children.put_nowait(child)
        return child

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    taking = asyncio.create_task(take(Lesson("learn", sqlite_url, str(tmp_path), NOW_US)))
    child = await children.get()

    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking

    assert child.returncode is not None


async def test_lessons_come_in_their_time(database: Database):
    settings = FeedSettings(learn_every_h=6, refresh_every_min=30)

    async def what(hours: float, settings: FeedSettings = settings) -> str | None:
        return await due(database, settings, now_us=NOW_US + int(hours * HOUR))

    assert await what(0) == "learn"
    assert await what(0, FeedSettings(learn=False)) is None
    declined = VersionRow("20250101-000000", NOW_US, 1, "declined", "", "{}")
    await database.write(keep_version, declined, keep=5)
    assert await what(1) is None  # nothing is used that could be refreshed
    used = VersionRow("20250101-000001", NOW_US, 1, "used", "sha", "{}")
    await database.write(keep_version, used, keep=5)
    assert [await what(0.4), await what(0.6), await what(6)] == [None, "refresh", "learn"]
    fresh = VersionRow("20250101-003600r", NOW_US + HOUR, 1, "used", "sha 2", "{}")
    await database.write(keep_version, fresh, keep=5)
    assert [await what(1.4), await what(1.6), await what(6)] == [None, "refresh", "learn"]


def test_what_serves_and_what_works_opens_nothing_of_learning():
    looks = (
        "import sys, qiao.web.app, qiao.worker, qiao.cli.learn;"
        "print([m for m in sys.modules if m.startswith("
        "('scipy', 'implicit', 'qiao.feed.learning'))])"
    )

    said = subprocess.run([sys.executable, "-c", looks], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
