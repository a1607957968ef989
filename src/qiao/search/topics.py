"""Finding topics by a part of their name in any language; the same topic elsewhere comes along."""

from qiao.kit.db import ReadTx, Sql
from qiao.search.families import family_of
from qiao.search.tokens import pieces
from qiao.topics.models import Topic, slug_of

MAX_TOPICS = 20

_HOLDING = Sql("""
    select slug, label, notes from topics
    where notes > 0 and (slug like :held or slug like :folded)
    order by case when slug in (:slug, :other) then 0 when slug like :begun then 1 else 2 end,
      notes desc, slug
    limit :limit_rows
""")
_OF = Sql("select slug, label, notes from topics where slug in (:slugs...) and notes > 0")


async def topics_named(
    tx: ReadTx, query: str, *, limit: int = MAX_TOPICS
) -> list[tuple[Topic, list[str]]]:
    """Return topics whose name holds the query, each with labels of its family elsewhere."""
    slug = slug_of(query.strip().lstrip("#"))[:60]
    if not slug:
        return []
    folded = "".join(piece.text for piece in pieces(slug)) or slug
    # a slug is letters, marks, digits and emoji: nothing in it means anything to LIKE
    found = await tx.all(
        Topic,
        _HOLDING,
        held=f"%{slug}%",
        folded=f"%{folded}%",
        begun=f"{slug}%",
        slug=slug,
        other=folded,
        limit_rows=limit,
    )
    relatives = await family_of(tx, slug)
    if len(relatives) > 1:
        have = {topic.slug for topic in found}
        missing = [one for one in relatives if one not in have]
        kin = await tx.all(Topic, _OF, slugs=missing) if missing else []
        found = sorted(
            [*found, *kin],
            key=lambda topic: (topic.slug != slug, topic.slug not in relatives, -topic.notes),
        )[:limit]
    return [(topic, await _elsewhere(tx, topic.slug)) for topic in found]


async def _elsewhere(tx: ReadTx, slug: str) -> list[str]:
    others = [one for one in await family_of(tx, slug) if one != slug]
    if not others:
        return []
    known = sorted(await tx.all(Topic, _OF, slugs=others), key=lambda topic: -topic.notes)
    return [topic.label for topic in known]
