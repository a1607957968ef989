"""Showing how a page of Explore was made for somebody: stages, terms, reasons."""

import msgspec
import numpy as np
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from qiao.feed.models import PAGE, Reader
from qiao.feed.serving import Feeds, last_seen
from qiao.feed.telling import tell_reasons
from qiao.kit.db import ReadTx, Sql


class Line(msgspec.Struct, frozen=True):
    """One note of the page."""

    position: int  # from 1
    note: str
    title: str
    author: str  # handle
    lang: str
    sources: list[str]
    terms: dict[str, float]  # what each term added; they sum up to the score
    score: float
    slot: bool  # holds one of the places kept for fresh notes
    propensity: float  # chance that this reader's session held it in a slot; 1 outside of them
    reason: str
    facts: dict[str, str]


class Explanation(msgspec.Struct, frozen=True):
    """A page and how it was made. Encodes to JSON as it stands."""

    reader: str
    langs: dict[str, float]  # how well she reads each, 0 to 1
    topics: dict[str, float]  # the best-liked, -1 to 1
    interests: int
    notes_known: int
    steps: list[tuple[str, int, int]]  # stage, candidates after it, microseconds it took
    proposed: list[tuple[str, int, int]]  # source, notes it found, microseconds
    failed: list[tuple[str, str]]
    page: list[Line]


_HEADS = Sql("""
    select n.id, case when n.title <> '' then n.title else substr(n.body, 1, 40) end,
      case when n.momo = 0 then m.handle else 'momo' end
    from notes n join members m on m.id = n.author_id where n.id in (:ids...)
""")
TOPICS_TOLD = 8


async def explain(
    tx: ReadTx, feeds: Feeds, reader: Reader, *, now_us: int, limit: int = PAGE
) -> Explanation:
    """Rank a new session for `reader` and return its first notes with their account."""
    taste = await feeds.tastes.of(tx, reader, now_us=now_us)
    if reader.id is not None:
        await feeds.ladder.meet(tx, reader.id)
    nothing = np.zeros(0, dtype=np.int32)
    index, lens = feeds.index, feeds.tastes.lens(reader, taste, now_us=now_us)
    ranked, grounds, trace = feeds.rank(
        reader, lens, shown=nothing, now_us=now_us, last=last_seen(taste, index), told=limit
    )
    reasons = await tell_reasons(tx, grounds)
    ids = [index.notes.texts[row] for row in ranked.rows[:limit]]
    heads = {str(row[0]): row for row in await tx.rows(_HEADS, {"ids": ids})}
    best = sorted(lens.topics.items(), key=lambda pair: -abs(pair[1]))[:TOPICS_TOLD]
    lines = []
    for place, note in enumerate(ids):
        _, title, handle = heads.get(note, (note, "", ""))
        proposed = int(ranked.sources[place])
        lines.append(
            Line(
                position=place + 1,
                note=note,
                title=str(title),
                author=str(handle),
                lang=index.langs.texts[index.lang[ranked.rows[place]]],
                sources=[name for bit, name in enumerate(trace.sources) if proposed >> bit & 1],
                terms={
                    name: round(float(value), 3)
                    for name, value in zip(trace.terms, ranked.parts[place], strict=True)
                    if abs(value) >= 0.0005
                },
                score=round(float(ranked.scores[place]), 3),
                slot=bool(ranked.slot[place]),
                propensity=round(float(ranked.propensity[place]), 3),
                reason=reasons[place].code,
                facts=reasons[place].facts,
            )
        )
    return Explanation(
        reader=reader.id or "",
        langs={index.langs.texts[n]: round(w, 2) for n, w in lens.langs.items()},
        topics={index.topics.texts[n]: round(w, 2) for n, w in best},
        interests=sum(len(vectors) for vectors in lens.interests.values()),
        notes_known=len(index),
        steps=[(step.name, step.notes, step.us) for step in trace.steps],
        proposed=[(step.name, step.notes, step.us) for step in trace.proposed],
        failed=trace.failed,
        page=lines,
    )


def render(explained: Explanation) -> RenderableType:
    """Lay an explanation out for a terminal."""
    steps = "  →  ".join(f"{name} {count} ({us} µs)" for name, count, us in explained.steps)
    proposed = "  ".join(f"{name} {count} ({us} µs)" for name, count, us in explained.proposed)
    reads = f"reads {_weights(explained.langs)}; {explained.interests} interests by meaning"
    said = [
        f"[bold]{explained.notes_known}[/] notes known  →  {escape(steps)}",
        f"[dim]{escape(proposed)}[/]",
        f"{reads}; topics {_weights(explained.topics)}",
    ]
    said += [f"[red]{name} failed: {escape(error)}[/]" for name, error in explained.failed]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, style in (("#", "dim"), ("score", ""), ("note", ""), ("why", "green")):
        table.add_column(heading, style=style, overflow="fold")
    table.add_column("from", style="dim", overflow="fold")
    table.add_column("what it added up from", style="dim", overflow="fold")
    for line in explained.page:
        terms = sorted(line.terms.items(), key=lambda pair: -abs(pair[1]))
        about = next(
            iter(line.facts.get(k) for k in ("title", "handle", "topic") if k in line.facts), ""
        )
        table.add_row(
            f"{line.position}{'*' if line.slot else ''}",
            f"{line.score:.2f}",
            escape(f"{line.title[:36]} ({line.author}, {line.lang})"),
            escape(f"{line.reason} {about or ''}".strip()),
            " ".join(line.sources),
            " ".join(f"{name} {value:+.2f}" for name, value in terms),
        )
    return Group(*said, "", table, "[dim]* a place kept for a note that few have seen yet[/]")


def _weights(weights: dict[str, float]) -> str:
    return ", ".join(f"{escape(name)} {weight:g}" for name, weight in weights.items()) or "nothing"
