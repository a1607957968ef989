"""Between two lessons: neighbours for notes with new engagement, by the recipe of the last."""

from dataclasses import replace

import msgspec
import numpy as np

from qiao.feed.learned import NEIGHBOURS, Learned, Neighbours
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.learning.square import neighbours as models
from qiao.feed.learning.square.gather import Ints
from qiao.feed.learning.square.matrix import Engagement, engagement
from qiao.feed.learning.square.meter import Meter
from qiao.feed.learning.square.report import Report
from qiao.feed.learning.square.train import open_school
from qiao.feed.settings import FeedSettings
from qiao.feed.versions import name_of, version_called
from qiao.kit.db import Database


class NothingUsed(Exception):
    """No version is used, so there is nothing to refresh."""


class NothingNew(Exception):
    """No note got new engagement since."""


async def refresh(
    database: Database, files: LearnedFiles, settings: FeedSettings, meter: Meter, *, now_us: int
) -> tuple[Learned, Report, int]:
    """Return the version in use with new neighbours where something happened since it was made.

    It is used unjudged: it differs in a few notes, and those know more than they did.

    Raises:
        NothingUsed, NothingNew.
    """
    school = await open_school(database, files, settings, meter, now_us=now_us)
    used, past = school.used, school.past
    if not used.version:
        raise NothingUsed
    async with database.read() as tx:
        row = await version_called(tx, used.version)
    told = msgspec.json.decode(row.report, type=Report)
    with meter.step("neighbours"):
        engaged = engagement(past, rows=len(school.feeds.index))
        fresh = np.unique(past.note[past.at_us > row.made_us])
        columns = engaged.column[fresh]
        columns = columns[columns >= 0].astype(np.int32)
        if not len(columns):
            raise NothingNew
        near = models.item_knn(engaged.matrix, only=columns, pool=NEIGHBOURS)
        ids = school.feeds.index.notes.texts
        merged = merge(used.neighbours, engaged, columns, near, ids, unit=told.knn_unit)
    named = name_of(now_us, refreshed=True)
    report = Report(
        version=named,
        made_us=now_us,
        used=True,
        why="refreshed",
        members=len(np.unique(past.by)),
        notes=len(merged.notes),
        deeds=len(past),
        ridge=dict(used.ridge),
        rates=dict(used.rates),
        share=told.share,
        second=told.second,
        knn_unit=told.knn_unit,
        rankers=used.rankers is not None,
        base=told.base or used.version,
        cpu_s=meter.cpu_s,
        peak_mb=meter.peak_mb,
    )
    return replace(used, version=named, neighbours=merged), report, school.seen_seq


def merge(
    kept: Neighbours,
    engaged: Engagement,
    columns: Ints,
    near: models.Near,
    ids: list[str],
    *,
    unit: float,
) -> Neighbours:
    """Return what is kept with new pairs in it; of what is told twice the nearer holds.

    Args:
        columns: those of the matrix that have new neighbours, `near`, by place in `columns`.
        unit: what item-kNN was told in when the recipe was made.
    """
    notes = list(kept.notes)
    position = {note: i for i, note in enumerate(notes)}
    for column in np.unique(np.concatenate((columns, near.near[near.near >= 0]))):
        note = ids[engaged.notes[column]]
        if note not in position:
            position[note] = len(notes)
            notes.append(note)
    places = np.array([position.get(ids[row], -1) for row in engaged.notes], dtype=np.int32)
    more = len(notes) - len(kept.notes)
    width = max(NEIGHBOURS, kept.near.shape[1] if kept.near.size else 0)
    to = np.full((len(notes), width), -1, dtype=np.int32)
    weights = np.zeros((len(notes), width), dtype=np.float32)
    if kept.near.size:
        to[: len(notes) - more, : kept.near.shape[1]] = kept.near
        weights[: len(notes) - more, : kept.near.shape[1]] = kept.weights
    new: dict[int, dict[int, float]] = {}
    for column, others, hows in zip(columns, near.near, near.weights / unit, strict=True):
        own = int(places[column])
        for other, how in zip(places[others[others >= 0]], hows[others >= 0], strict=True):
            new.setdefault(own, {})[int(other)] = float(how)
            # the other note has a new neighbour, too
            new.setdefault(int(other), {})[own] = float(how)
    for row, pairs in new.items():
        there = to[row] >= 0
        known = dict(zip(to[row][there].tolist(), weights[row][there].tolist(), strict=True))
        for other, how in pairs.items():
            known[other] = max(how, known.get(other, 0.0))
        to[row], weights[row] = -1, 0.0
        models.put_best(
            to, weights, row,
            np.array(list(known), dtype=np.int32), np.array(list(known.values()), dtype=np.float32),
        )  # fmt: skip
    return Neighbours(tuple(notes), to, weights, kept.scale)
