"""The child that learns: a lesson in on standard input, progress and a report out, a line each."""

import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import msgspec

from qiao.feed.learned import Learned
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.learning.square.meter import Meter
from qiao.feed.learning.square.refresh import NothingNew, NothingUsed, refresh
from qiao.feed.learning.square.report import Report, Verdict
from qiao.feed.learning.square.train import TooLittle, compare, learn
from qiao.feed.lessons import NICE, Lesson, Said
from qiao.feed.settings import FeedSettings
from qiao.feed.versions import VersionRow, keep_version, version_called
from qiao.kit.db import Database, open_database
from qiao.kit.refusals import NotFound


def main() -> None:
    """Do one lesson and end."""
    # what a library or a log prints must not stand among the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    lesson = msgspec.json.decode(sys.stdin.buffer.readline(), type=Lesson)
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    os.nice(NICE)
    asyncio.run(_do(lesson, answers))


def _end_with_who_asked() -> None:
    # not by sys.stdin: a thread that waits in it keeps the interpreter from ending
    while os.read(0, 4_096):
        pass
    os._exit(1)


async def _do(lesson: Lesson, answers: BinaryIO) -> None:
    def say(said: Said) -> None:
        answers.write(msgspec.json.encode(said) + b"\n")
        answers.flush()

    meter = Meter(lambda step, done, of: say(Said(step=step, done=done, of=of)))
    database = await open_database(lesson.database_url)
    try:
        try:
            told = await _lesson(database, lesson, meter)
        except TooLittle as little:
            facts = {"deeds": little.deeds, "members": little.members}
            say(Said(refused="too_little", facts=facts))
        except NothingUsed:
            say(Said(refused="nothing_used"))
        except NothingNew:
            say(Said(refused="nothing_new"))
        except NotFound:
            say(Said(refused="no_such_version"))
        else:
            say(Said(report=msgspec.to_builtins(told)))
    finally:
        await database.close()


async def _lesson(database: Database, lesson: Lesson, meter: Meter) -> Report | Verdict:
    files = LearnedFiles(Path(lesson.files))
    settings = FeedSettings(**lesson.settings)
    now_us = lesson.now_us
    if lesson.kind == "compare":
        before, after = [await _kept(database, files, name) for name in lesson.versions]
        return await compare(
            database, files, settings, meter, now_us=now_us, versions=(before, after)
        )
    make = learn if lesson.kind == "learn" else refresh
    made, report, seen_seq = await make(database, files, settings, meter, now_us=now_us)
    row = VersionRow(
        version=made.version,
        made_us=now_us,
        seen_seq=seen_seq,
        state="used" if report.used else "declined",
        sha=await files.put(made.dump()),
        report=msgspec.json.encode(report).decode(),
    )
    for sha in await database.write(keep_version, row, keep=settings.learn_keep):
        await files.delete(sha)
    return report


async def _kept(database: Database, files: LearnedFiles, version: str) -> Learned:
    if not version:
        return Learned.none()
    async with database.read() as tx:
        row = await version_called(tx, version)
    if not row.sha:
        raise NotFound
    return Learned.load(await files.get(row.sha))


if __name__ == "__main__":
    main()
