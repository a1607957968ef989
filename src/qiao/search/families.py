"""The same topic in several languages: one family."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.topics.models import Topic, slug_of

MAX_FAMILY = 24

_FAMILY = Sql("select family from topic_families where slug = :slug")
_MEMBERS = Sql("select slug from topic_families where family = :family order by slug")
_PUT = Sql("""
    insert into topic_families (slug, family, made) values (:slug, :family, :made)
    on conflict (slug) do update set family = excluded.family, made = excluded.made
""")
_MOVE = Sql("update topic_families set family = :family where family = :before")
_ALONE = Sql("""
    insert into topic_families (slug, family, made) values (:slug, :family, 'operator')
    on conflict (slug) do update set family = excluded.family, made = excluded.made
""")
_PUT_BY_OPERATORS = Sql("select slug, family from topic_families where slug in (:slugs...)")
_TOPICS = Sql("""
    select slug, label, notes from topics where slug in (:slugs...) and notes > 0
    order by notes desc, slug
""")


@cache
def shipped() -> dict[str, tuple[str, ...]]:
    """Return slug -> its family, for the topics that this package knows."""
    rows = tomllib.loads((files(__package__) / "families.toml").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for row in rows["family"]:
        slugs = tuple(dict.fromkeys(slug_of(label) for label in row))
        found.update(dict.fromkeys(slugs, slugs))
    return found


async def family_of(tx: ReadTx, slug: str) -> list[str]:
    """Return the slugs of a topic's family, itself among them.

    What an operator said goes before what this package knows.
    """
    family = await tx.value(_FAMILY, slug=slug)
    if family is None:
        own = list(shipped().get(slug, (slug,)))
        if len(own) == 1:
            return own
        # an operator may have put one of them elsewhere, or others beside them
        elsewhere = await tx.rows(
            Sql("select slug, family from topic_families where slug in (:slugs...)"),
            {"slugs": own},
        )
        taken = {str(row[0]) for row in elsewhere}
        return [one for one in own if one not in taken][:MAX_FAMILY]
    rows = await tx.rows(_MEMBERS, {"family": str(family)})
    return [str(row[0]) for row in rows][:MAX_FAMILY]


async def kin_of(tx: ReadTx, slugs: Iterable[str]) -> dict[str, str]:
    """Return for each slug a key that all names of the same topic share.

    For a family this package knows it is the family's first name, else an operator's family's id.
    """
    asked = sorted(set(slugs))
    found = {slug: family[0] for slug in asked if (family := shipped().get(slug))}
    for start in range(0, len(asked), 500):
        some = asked[start : start + 500]
        for slug, family in await tx.all(tuple, _PUT_BY_OPERATORS, slugs=some):
            found[str(slug)] = str(family)
    return {slug: found.get(slug, slug) for slug in asked}


async def topics_of_family(tx: ReadTx, slug: str) -> list[Topic]:
    """Return the other topics of a family that notes carry, the most used first."""
    slugs = [one for one in await family_of(tx, slug) if one != slug]
    return await tx.all(Topic, _TOPICS, slugs=slugs) if slugs else []


async def join_family(tx: WriteTx, slugs: Sequence[str], *, now: Micros) -> None:
    """Make one family of these topics and of the families they are in; an operator says so."""
    family = new_id(now)
    for slug in slugs:
        before = await tx.value(_FAMILY, slug=slug)
        together = await family_of(tx, slug)
        if before is not None:
            await tx.run(_MOVE, family=family, before=str(before))
        for one in together:
            await tx.run(_PUT, slug=one, family=family, made="operator")


async def leave_family(tx: WriteTx, slug: str, *, now: Micros) -> None:
    """Make a topic stand for itself; an operator says so."""
    await tx.run(_ALONE, slug=slug, family=new_id(now))
