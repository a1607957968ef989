"""Counting topics as notes come and go."""

from qiao.kit.db import Sql, WriteTx

_COUNT = Sql("""
    insert into topics (slug, label, notes) values (:slug, :label, 1)
    on conflict (slug) do update set notes = topics.notes + 1
""")
_DISCOUNT = Sql("update topics set notes = notes - 1 where slug = :slug")


async def count_note(tx: WriteTx, topics: dict[str, str]) -> None:
    """A note with these topics (slug → label) has come. In one order: no two lock each other."""
    for slug in sorted(topics):
        await tx.run(_COUNT, slug=slug, label=topics[slug])


async def discount_note(tx: WriteTx, slugs: list[str]) -> None:
    """A note with these topics has gone."""
    for slug in sorted(slugs):
        await tx.run(_DISCOUNT, slug=slug)
