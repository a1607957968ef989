"""Finding topics by a part of their name in any language; the same topic elsewhere comes along."""

from collections.abc import Sequence

from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.search.families import family_of
from qiao.search.tokens import pieces
from qiao.topics.models import Topic, slug_of

MAX_TOPICS = 20

_HOLDING = Sql("""
    select t.slug, t.label, t.notes from topics t left join search_topics s on s.slug = t.slug
    where t.notes > 0 and (t.slug like :held or s.folded like :folded)
    order by case when t.slug = :slug or s.folded = :other then 0
        when t.slug like :begun or s.folded like :begun_folded then 1 else 2 end,
      t.notes desc, t.slug
    limit :limit_rows
""")
_KEEP = Sql("""
    insert into search_topics (slug, folded) values (:slug, :folded)
    on conflict (slug) do update set folded = excluded.folded
      where search_topics.folded <> excluded.folded
""")
_OF = Sql("select slug, label, notes from topics where slug in (:slugs...) and notes > 0")


def folded_name(slug: str) -> str:
    """Return a topic's name as all its spellings have it in common."""
    return "".join(piece.text for piece in pieces(slug)) or slug


async def keep_topics(tx: WriteTx, labels: Sequence[str]) -> None:
    """Keep these topics findable in every spelling."""
    for slug in sorted({slug_of(label) for label in labels}):
        await tx.run(_KEEP, slug=slug, folded=folded_name(slug))


async def topics_named(
    tx: ReadTx, query: str, *, limit: int = MAX_TOPICS
) -> list[tuple[Topic, list[str]]]:
    """Return topics whose name holds the query, each with labels of its family elsewhere."""
    slug = slug_of(query.strip().lstrip("#"))[:60]
    if not slug:
        return []
    folded = folded_name(slug)
    # a slug is letters, marks, digits and emoji: nothing in it means anything to LIKE
    found = await tx.all(
        Topic,
        _HOLDING,
        held=f"%{slug}%",
        folded=f"%{folded}%",
        begun=f"{slug}%",
        begun_folded=f"{folded}%",
        slug=slug,
        other=folded,
        limit_rows=limit,
    )
    if found and folded_name(found[0].slug) == folded:
        slug = found[0].slug  # typed in another spelling
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
