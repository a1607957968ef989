"""Having a square learn: a child process of its own, whose memory is given back at its end."""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

import msgspec
import structlog

from qiao.feed.settings import FeedSettings
from qiao.feed.versions import VersionRow, is_refreshed, keep_version, name_of, versions
from qiao.kit.clock import HOUR, SECOND
from qiao.kit.db import Database, WriteTx

log = structlog.get_logger()

NICE = 10
"""Readers come first."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
MAX_LINE_BYTES = 1 << 22


class Lesson(msgspec.Struct, frozen=True):
    """What a child is asked, in one line of JSON on its standard input.

    learn: make a version, judge it, use it where it is better · refresh: new neighbours for notes
    with new engagement · compare: judge one kept version beside another ("" is none).
    """

    kind: Literal["learn", "refresh", "compare"]
    database_url: str
    files: str
    now_us: int
    settings: dict[str, Any] = {}
    versions: tuple[str, str] = ("", "")


class Said(msgspec.Struct, frozen=True):
    """One line of the child's standard output: how far it is, or at last what came of it."""

    step: str = ""
    done: int = 0
    of: int = 0
    report: dict[str, Any] = {}
    refused: str = ""  # too_little · nothing_used · nothing_new · no_such_version
    facts: dict[str, int] = {}


class LessonRefused(Exception):
    """There is nothing to learn from yet, or nothing to compare. `code` and `facts` say why."""

    def __init__(self, code: str, facts: dict[str, int]) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


class LessonFailed(RuntimeError):
    """The child died. What it wrote last is in the message."""


Progress = Callable[[str, int, int], None]


async def take(
    lesson: Lesson, progress: Progress = lambda _step, _done, _of: None
) -> dict[str, Any]:
    """Have it done in a child and return its report (`learning/square/report.py`).

    Raises:
        LessonRefused: nothing was done, for a reason.
        LessonFailed: nothing was done; it is a bug, or the machine is too small.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "qiao.feed.learning.square",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=MAX_LINE_BYTES,
        env=os.environ | dict.fromkeys(ONE_THREAD, "1"),
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    wrong = asyncio.create_task(child.stderr.read())
    try:
        # its input stays open: when it ends the child knows that nobody waits any more
        child.stdin.write(msgspec.json.encode(lesson) + b"\n")
        await child.stdin.drain()
        said = Said()
        async for line in child.stdout:
            said = msgspec.json.decode(line, type=Said)
            if said.step:
                progress(said.step, said.done, said.of)
        await child.wait()
    except (BrokenPipeError, ConnectionResetError):
        said = Said()
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
        child.stdin.close()
        written = (await wrong).decode(errors="replace")
        await child.wait()
    if said.refused:
        raise LessonRefused(said.refused, said.facts)
    if child.returncode or not said.report:
        raise LessonFailed(written[-2_000:] or f"exit {child.returncode}")
    return said.report


async def due(
    database: Database, settings: FeedSettings, *, now_us: int
) -> Literal["learn", "refresh"] | None:
    """Return what is to be done now by the timetable, None where nothing is."""
    if not settings.learn:
        return None
    async with database.read() as tx:
        rows = await versions(tx)
    # judged versions, used or not: a declined one is not tried again at once
    judged = [row.made_us for row in rows if not is_refreshed(row.version)]
    if not judged or now_us - max(judged) >= settings.learn_every_h * HOUR:
        return "learn"
    used = any(row.state == "used" for row in rows)
    newest = max(row.made_us for row in rows)
    if used and now_us - newest >= settings.refresh_every_min * 60 * SECOND:
        return "refresh"
    return None


async def note_failure(
    tx: WriteTx, kind: Literal["learn", "refresh"], error: str, *, now_us: int
) -> None:
    """Write down that a lesson failed: the next one is in its time."""
    version = name_of(now_us, refreshed=kind == "refresh")
    last = error.strip().rsplit("\n", maxsplit=1)[-1][:500]
    report = {"version": version, "made_us": now_us, "used": False, "why": "failed", "error": last}
    told = msgspec.json.encode(report).decode()
    await keep_version(tx, VersionRow(version, now_us, 0, "declined", "", told), keep=1 << 30)


async def keep_learning(
    database: Database, url: str, files: str, settings: FeedSettings, *, now_us: int
) -> str | None:
    """Do what is due; return what was done. For the timetable; safe to call often."""
    kind = await due(database, settings, now_us=now_us)
    if kind is None:
        return None
    lesson = Lesson(kind, url, files, now_us, settings.model_dump())
    try:
        report = await take(lesson)
    except LessonRefused as refused:
        log.debug("nothing_to_learn_yet", code=refused.code, **refused.facts)
        return None
    except LessonFailed as failed:
        # written down, or it would be tried again at once, for ever
        log.warning("learning_failed", kind=kind, error=str(failed))
        await database.write(note_failure, kind, str(failed), now_us=now_us)
        return None
    log.info("learnt", kind=kind, version=report["version"], used=report["used"], why=report["why"])
    return kind
