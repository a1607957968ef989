"""The process in the background: carries events to those who hear them, keeps the timetable."""

import asyncio
import sys
from contextlib import suppress

from qiao import timetable
from qiao.assemble import (
    card_maker,
    embedders,
    model_store,
    open_house,
    pipeline,
    post,
    ringer,
    shelf,
    studio,
    transcriber,
)
from qiao.kit.lanes import Lanes
from qiao.media.sandbox import Sandbox
from qiao.media.video.jobs import Workshop
from qiao.reactions import LANES, Means, reactions
from qiao.review.gate import RateGate
from qiao.settings import Settings
from qiao.translate.clearance import Asked, Clearance
from qiao.translate.pictures.reader import PictureReader


async def work(settings: Settings, *, until_input_ends: bool = False) -> None:
    """Work until cancelled, or until standard input ends: then its starter is gone."""
    house = await open_house(settings, gives_way=True)
    found = embedders()
    films = studio(settings)
    means = Means(
        house.database,
        found,
        pipeline(settings, house.database, found),
        settings.translate,
        model_store(settings),
        house.blobs,
        PictureReader(),
        transcriber(settings),
        ringer(settings, house.database),
        post(settings, house.database),
        settings.travel,
        shelf(settings),
        Sandbox(at_once=1),
        house.letters,
        settings.address,
        card_maker(house),
        Workshop(house.database, house.blobs, films) if films else None,
        RateGate(settings.review),
    )
    public = means.pipeline.for_asked(Asked(Clearance.PUBLIC))
    ahead = timetable.translate_ahead(settings.translate, public.can)
    figures = timetable.figures(house, LANES)
    lanes = Lanes(house.database, reactions(means))
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(lanes.run(), name="lanes"),
                group.create_task(timetable.keep(house, ahead, figures), name="timetable"),
            ]
            if means.workshop is not None:
                tasks.append(group.create_task(means.workshop.run(), name="videos"))
            if until_input_ends:
                await asyncio.to_thread(sys.stdin.buffer.read)
                for task in tasks:
                    task.cancel()
    finally:
        await means.pictures.close()
        if means.transcriber is not None:
            await means.transcriber.close()
        await means.ringer.client.aclose()
        await means.cards.egress.close()
        with suppress(Exception):
            if means.pipeline.engines is not None:
                await means.pipeline.engines.close()
        await house.database.close()
