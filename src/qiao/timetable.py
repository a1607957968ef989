"""What runs when nobody asks."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from qiao.assemble import House
from qiao.kit.clock import HOUR, Micros, now_us
from qiao.kit.idempotency import forget_old_keys
from qiao.media import commands as media
from qiao.media.queries import is_kept
from qiao.people import commands as people
from qiao.translate.commands import forget_old_drafts
from qiao.translate.pictures.store import forget as forget_picture_texts

log = structlog.get_logger()

UNUSED_FOR_US = 24 * HOUR
DRAFTS_FOR_US = HOUR // 6


@dataclass(frozen=True)
class Task:
    """Something to do every `every_s`; it may be late, and may run twice."""

    name: str
    every_s: float
    run: Callable[[House], Awaitable[None]]


async def _old_keys(house: House) -> None:
    await house.database.write(forget_old_keys, now_us=now_us())


async def _old_sessions(house: House) -> None:
    await house.database.write(people.forget_old_sessions, now=now_us())


async def _unused_pictures(house: House) -> None:
    before = Micros(now_us() - UNUSED_FOR_US)
    for sha in await house.database.write(media.remove_unused, before_us=before):
        async with house.database.read() as tx:
            kept = await is_kept(tx, sha)
        if not kept:
            await house.blobs.delete(sha)
            await house.database.write(forget_picture_texts, [sha])


async def _old_drafts(house: House) -> None:
    await house.database.write(forget_old_drafts, now_us() - DRAFTS_FOR_US)


TIMETABLE = (
    Task("old idempotency keys", 3_600, _old_keys),
    Task("old sessions", 3_600, _old_sessions),
    Task("drafts nobody came back for", 300, _old_drafts),
    Task("pictures nobody shows", 3_600, _unused_pictures),
)


async def keep(house: House) -> None:
    """Do each task in its time, until cancelled."""
    async with asyncio.TaskGroup() as group:
        for task in TIMETABLE:
            group.create_task(_every(house, task), name=task.name)


async def _every(house: House, task: Task) -> None:
    while True:
        await asyncio.sleep(task.every_s)
        try:
            await task.run(house)
        except Exception:
            # the next turn comes anyway; one task must not end the others
            log.exception("task_failed", task=task.name)
