"""What the wave left in the square, and how that compares with a rehearsal of it."""

import json
import math
from pathlib import Path
from typing import Any

import apsw
import msgspec

from qiao.feed.features import NEWCOMER_US
from qiao.operator.figures.pages import Judged
from qiao.translate.models import Passage
from qiao.translate.tidy import passage_of

WITHIN = 0.25
"""So far apart the wave and its rehearsal may be."""
CASES_FOR_A_SHARE = 30
"""Fewer cases than these are chance: three standard deviations of so many are more than half."""


def told(run: Path, since_us: int) -> dict[str, float]:
    """Read home share, backlog and translation from the database alone."""
    file = apsw.Connection(str(run / "square.db"), flags=apsw.SQLITE_OPEN_READONLY)
    decode = msgspec.json.Decoder(Judged).decode
    cards = home = newcomers = pages = broken = 0
    for joined_us, at_us, page in file.execute(
        "select m.joined_us, p.at_us, p.page from served_pages p join members m"
        " on m.id = p.member_id where p.at_us >= ? and p.feed = 'explore'",
        (since_us,),
    ):
        if int(joined_us) > int(at_us) - NEWCOMER_US:
            continue
        judged = decode(str(page))
        if not judged.promises:
            continue
        pages += 1
        cards += len(judged.n)
        home += judged.h.bit_count()
        newcomers += judged.w.bit_count()
        broken += judged.broken
    # no engine is here, so what is asked for again is wanted again: the first time counts
    wanted = [
        letters(passage_of(str(text)))
        for (text,) in file.execute(
            "select t.text from translations t join"
            " (select body ->> 'text_hash' as text_hash, body ->> 'target' as target,"
            "  min(at_us) as at_us from events where name = 'TranslationWanted' group by 1, 2) w"
            " on w.text_hash = t.text_hash and w.target = t.target"
            " where w.at_us >= ? and substr(t.policy, 1, 1) <> '~'",
            (since_us,),
        )
    ]
    # a queue is what waits, whenever it was opened
    opened, waiting = file.execute(
        "select coalesce(sum(opened_us >= ?), 0), coalesce(sum(state in ('open', 'appeal')), 0)"
        " from cases",
        (since_us,),
    ).fetchall()[0]
    file.close()
    return {
        "home_share_locals": home / cards if cards else math.nan,
        "newcomer_share_locals": newcomers / cards if cards else math.nan,
        "pages_judged": pages,
        "pages_broken": broken,
        "chars_translated": sum(wanted),
        "texts_translated": len(wanted),
        "cases_opened": int(opened),
        "backlog_end": int(waiting),
    }


def letters(passage: Passage) -> int:
    """Return how many letters of a passage are translated, as budgets count them."""
    return sum(map(len, (passage.title, passage.body, *passage.alt)))


def compared(wave: dict[str, float], rehearsal: Path, locals_: int) -> list[dict[str, Any]]:
    """Hold the wave against the run "ours" of `qiao rehearse --json`; a line for each figure."""
    runs = json.loads(rehearsal.read_text())
    ours = next(run for run in runs if run["feed"] == "ours")
    size = locals_ / ours["about"]["locals"]
    lines = []
    for name, grows in (
        ("home_share_locals", False), ("backlog_end", True), ("chars_translated", True),
    ):  # fmt: skip
        value = ours["figures"][name][0]
        expected = math.nan if value is None else value * (size if grows else 1.0)
        found = wave[name]
        near = bool(expected) and abs(found / expected - 1.0) <= WITHIN
        if name == "backlog_end" and max(found, expected) < CASES_FOR_A_SHARE:
            lines.append({"figure": name, "wave": found, "rehearsal": expected, "within": None})
            continue
        lines.append({"figure": name, "wave": found, "rehearsal": expected, "within": near})
    return lines
