"""Putting titles, names and labels into reasons, for all cards of a session at once."""

from collections.abc import Callable, Sequence

from qiao.feed.models import Ground, Reason
from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import Where, visible

# one of hers may have gone out of sight since she liked it: its title is nobody's any more
_TITLES = Sql(
    "select n.id, n.title, substr(n.body, 1, 60) from notes n where n.id in (:ids...) and "
    + visible("n", where=Where.DIRECT)
)
_FACES = Sql("select id, handle, name from members where id in (:ids...)")
_LABELS = Sql("select slug, label from topics where slug in (:ids...)")

_ABOUT = {
    "near": "note",
    "readers_also": "note",
    "wished": "note",
    "wrote_what_you_liked": "note",
    "followed": "face",
    "author": "face",
    "topic": "topic",
    "same_topics": "topic",
}
"""What the id in a ground is of, by its code. Others name nothing, or say it themselves."""
_PLAIN = {"bridging": "lang", "region": "region"}

Facts = dict[str, dict[str, str]]


async def tell_reasons(tx: ReadTx, grounds: Sequence[Ground]) -> list[Reason]:
    """Return a reason for each ground; equal grounds share one."""
    wanted: dict[str, set[str]] = {"note": set(), "face": set(), "topic": set()}
    for code, about in grounds:
        if code in _ABOUT:
            wanted[_ABOUT[code]].add(about)
    known: dict[str, Facts] = {
        "note": await _facts(tx, _TITLES, wanted["note"], _note, reader=None, reviewer=0),
        "face": await _facts(tx, _FACES, wanted["face"], _face),
        "topic": await _facts(tx, _LABELS, wanted["topic"], _topic),
    }
    made = {ground: _reason(ground, known) for ground in set(grounds)}
    return [made[ground] for ground in grounds]


def _reason(ground: Ground, known: dict[str, Facts]) -> Reason:
    if ground.code in _PLAIN:
        return Reason.of(ground.code, {_PLAIN[ground.code]: ground.about})
    facts = known.get(_ABOUT.get(ground.code, ""), {})
    if ground.about and ground.about not in facts:
        return Reason.of("newest", {})  # it went between ranking and telling
    return Reason.of(ground.code, facts.get(ground.about, {}))


async def _facts(
    tx: ReadTx,
    sql: Sql,
    ids: set[str],
    as_facts: Callable[..., dict[str, str]],
    **more: int | None,
) -> Facts:
    if not ids:
        return {}
    rows = await tx.rows(sql, {"ids": sorted(ids), **more})
    return {str(row[0]): as_facts(*row) for row in rows}


def _note(note: str, title: str, body: str) -> dict[str, str]:
    return {"note": note, "title": title or " ".join(body.split())}


def _face(_member: str, handle: str, name: str) -> dict[str, str]:
    return {"handle": handle, "name": name}


def _topic(slug: str, label: str) -> dict[str, str]:
    return {"slug": slug, "topic": label}
