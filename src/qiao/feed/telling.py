"""Putting titles, names and labels into reasons, for all cards of a session at once."""

from collections.abc import Callable, Sequence

from qiao.feed.models import Ground, Reason
from qiao.kit.db import ReadTx, Sql

_TITLES = Sql("select id, title, substr(body, 1, 60) from notes where id in (:ids...)")
_FACES = Sql("select id, handle, name from members where id in (:ids...)")
_LABELS = Sql("select slug, label from topics where slug in (:ids...)")

Facts = dict[str, dict[str, str]]


async def tell_reasons(tx: ReadTx, grounds: Sequence[Ground]) -> list[Reason]:
    """Return a reason for each ground; equal grounds share one."""
    wanted: dict[str, set[str]] = {"near": set(), "face": set(), "topic": set()}
    for code, about in grounds:
        kind = "face" if code in ("followed", "author") else code
        if kind in wanted:
            wanted[kind].add(about)
    known: dict[str, Facts] = {
        "near": await _facts(tx, _TITLES, wanted["near"], _note),
        "face": await _facts(tx, _FACES, wanted["face"], _face),
        "topic": await _facts(tx, _LABELS, wanted["topic"], _topic),
    }
    made: dict[Ground, Reason] = {}
    for ground in set(grounds):
        kind = "face" if ground.code in ("followed", "author") else ground.code
        facts = known.get(kind, {})
        if ground.about and ground.about not in facts:
            made[ground] = Reason.of("newest", {})  # it went between ranking and telling
        else:
            made[ground] = Reason.of(ground.code, facts.get(ground.about, {}))
    return [made[ground] for ground in grounds]


async def _facts(
    tx: ReadTx, sql: Sql, ids: set[str], as_facts: Callable[..., dict[str, str]]
) -> Facts:
    if not ids:
        return {}
    return {str(row[0]): as_facts(*row) for row in await tx.rows(sql, {"ids": sorted(ids)})}


def _note(note: str, title: str, body: str) -> dict[str, str]:
    return {"note": note, "title": title or " ".join(body.split())}


def _face(_member: str, handle: str, name: str) -> dict[str, str]:
    return {"handle": handle, "name": name}


def _topic(slug: str, label: str) -> dict[str, str]:
    return {"slug": slug, "topic": label}
