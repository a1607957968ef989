"""What runs when nobody asks."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from qiao.assemble import House, learned_files, post, shelf
from qiao.circles.jobs import keep_circles
from qiao.feed.ladder.jobs import climb
from qiao.feed.ledger.jobs import keep_ledger
from qiao.feed.lessons import keep_learning
from qiao.feed.pulse import count_pulse
from qiao.feed.spreading import spreading
from qiao.feed.trust.jobs import keep_trust
from qiao.feed.trust.levers import standing
from qiao.kit.clock import HOUR, Micros, now_us
from qiao.kit.db import ReadTx
from qiao.kit.idempotency import forget_old_keys
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.media.queries import by_ids, is_kept
from qiao.media.video import store as videos
from qiao.messages.keeping import forget_old as forget_old_messages
from qiao.messages.pictures import sweep as sweep_letters
from qiao.notes.waiting import forget_lost
from qiao.operator.figures.gathering import Gatherer
from qiao.operator.figures.people import Heard
from qiao.people import commands as people
from qiao.people.elsewhere import forget_sought
from qiao.people.keys.codes import forget_old_codes
from qiao.people.keys.flows import forget_old_flows
from qiao.people.keys.throttle import forget_old_guesses
from qiao.search.history import forget_old
from qiao.search.meanings import forget_old_meanings
from qiao.translate.commands import forget_old_drafts
from qiao.translate.pictures.store import forget as forget_picture_texts
from qiao.translate.settings import TranslateSettings
from qiao.translate.speech import store as captions
from qiao.translate.spreading import Can, Views, want_ahead
from qiao.travel.jobs import rewrite_after, see_off, tidy
from qiao.welcome.newcomers import heard

log = structlog.get_logger()

UNUSED_FOR_US = 24 * HOUR
DRAFTS_FOR_US = HOUR // 6


@dataclass(frozen=True)
class Task:
    """Something to do every `every_s`; it may be late, and may run twice.

    `first_s`: the first time comes so soon after the start, instead of a whole turn later.
    """

    name: str
    every_s: float
    run: Callable[[House], Awaitable[None]]
    first_s: float | None = None


async def _old_keys(house: House) -> None:
    await house.database.write(forget_old_keys, now_us=now_us())


async def _old_sessions(house: House) -> None:
    now = now_us()
    await house.database.write(people.forget_old_sessions, now=now)
    await house.database.write(forget_old_guesses, now=now)
    await house.database.write(forget_old_flows, now=now)
    await house.database.write(forget_old_codes, now=now)
    await house.database.write(forget_sought, now=now)


async def _unused_pictures(house: House) -> None:
    before = Micros(now_us() - UNUSED_FOR_US)
    for sha in await house.database.write(media.remove_unused, before_us=before):
        async with house.database.read() as tx:
            kept = await is_kept(tx, sha)
        if not kept:
            await house.blobs.delete(sha)
            await house.database.write(forget_picture_texts, [sha])


async def _lost_videos(house: House) -> None:
    before = Micros(now_us() - videos.KEPT_US)
    for id_, sha in await house.database.write(videos.remove_lost, before_us=before):
        await house.blobs.clear_room(id_)
        async with house.database.read() as tx:
            kept = await is_kept(tx, sha)
        if sha and not kept:
            await house.blobs.delete(sha)
    await house.database.write(forget_lost)


async def _old_drafts(house: House) -> None:
    await house.database.write(forget_old_drafts, now_us() - DRAFTS_FOR_US)


async def _pulse(house: House) -> None:
    await count_pulse(house.database, now=now_us())


async def _old_searches(house: House) -> None:
    await house.database.write(forget_old, now=now_us())
    await house.database.write(forget_old_meanings, now=now_us())


async def _lost_captions(house: House) -> None:
    after = ""
    while True:
        async with house.database.read() as tx:
            ids = await captions.media_with_captions(tx, after=after)
            known = await by_ids(tx, [MediaId(id_) for id_ in ids])
        if not ids:
            return
        await house.database.write(captions.forget, [id_ for id_ in ids if id_ not in known])
        after = ids[-1]


async def _trust(house: House) -> None:
    await keep_trust(house.database, now_us())


async def _ladder(house: House) -> None:
    kept_days = house.settings.feed.pages_kept_days
    await climb(house.database, now_us(), kept_days=kept_days)


async def _ledger(house: House) -> None:
    await keep_ledger(house.database, now_us(), kept_days=house.settings.feed.pages_kept_days)


async def _learn(house: House) -> None:
    files = str(learned_files(house.settings).root)
    await keep_learning(
        house.database, house.settings.url, files, house.settings.feed, now_us=now_us()
    )


async def _circles(house: House) -> None:
    if members := await keep_circles(house.database, now=now_us()):
        log.info("circles_kept", members=members)


async def _digests(house: House) -> None:
    if (letters := post(house.settings, house.database)) is not None:
        await letters.send_due()


async def _leavings(house: House) -> None:
    gone = await see_off(house.database, house.blobs, now=now_us())
    await tidy(house.database, shelf(house.settings), now=now_us())
    await rewrite_after(house.database, gone, up_to_mib=house.settings.travel.rewrite_up_to_mib)


async def _old_messages(house: House) -> None:
    await forget_old_messages(house.database, house.settings.messages, now=now_us())


async def _lost_letters(house: House) -> None:
    await sweep_letters(house.database, house.letters, now=now_us())


TIMETABLE = (
    Task("digests", 60, _digests),
    Task("old idempotency keys", 3_600, _old_keys),
    Task("old sessions", 3_600, _old_sessions),
    Task("drafts nobody came back for", 300, _old_drafts),
    Task("pictures nobody shows", 3_600, _unused_pictures),
    Task("videos nobody shows", 3_600, _lost_videos),
    Task("what was searched for long ago", 3_600, _old_searches),
    Task("captions of what is gone", 24 * 3_600, _lost_captions),
    Task("who is known how well", 3_600, _trust),
    Task("first audiences", 60, _ladder),
    Task("what Explore promised and kept", 60, _ledger),
    Task("how lively topics are", 30, _pulse),
    Task("members who leave", 60, _leavings),
    Task("messages whose time is over", 3_600, _old_messages),
    Task("pictures of messages nobody has", 60, _lost_letters),
    Task("learning what to read next", 300, _learn),
    Task("circles, once a day", 1_800, _circles),
)


def translate_ahead(settings: TranslateSettings, can: Can) -> Task:
    """Make the task that has what is spreading translated. `can`: which pairs have a route."""

    async def ahead(house: House) -> None:
        now = now_us()
        async with house.database.read() as tx:
            if await standing(tx, "translate_ahead") == "off":
                return
            views = [Views(*spread) for spread in await spreading(tx, now)]
        wanted = await want_ahead(house.database, views, can, settings=settings, now_us=now)
        if wanted:
            log.info("translated_ahead", texts=len(wanted))

    return Task("translate what is spreading", 60, ahead)


def figures(house: House, lanes: Sequence[tuple[str, str]]) -> Task:
    """Make the task that gathers what the operators' page shows. `lanes`: (lane, reaction)."""

    async def two_days(tx: ReadTx, now: Micros) -> list[Heard]:
        return list((await heard(tx, days=2, now=now)).days)

    gatherer = Gatherer(
        house.database,
        house.settings.data_dir,
        lanes,
        two_days,
        house.settings.translate.budgets.chars_per_day,
    )

    async def gather(_: House) -> None:
        await gatherer.gather(now_us())

    return Task("the operators' figures", 60, gather, first_s=1)


async def keep(house: House, *more: Task) -> None:
    """Do each task in its time, until cancelled."""
    async with asyncio.TaskGroup() as group:
        for task in (*TIMETABLE, *more):
            group.create_task(_every(house, task), name=task.name)


async def _every(house: House, task: Task) -> None:
    wait_s = task.every_s if task.first_s is None else task.first_s
    while True:
        await asyncio.sleep(wait_s)
        wait_s = task.every_s
        try:
            await task.run(house)
        except Exception:
            # the next turn comes anyway; one task must not end the others
            log.exception("task_failed", task=task.name)
