"""Counting topics as notes come and go."""

from qiao.kit.db import Sql, WriteTx

_COUNT = Sql("""
    insert into topics (slug, label, notes) values (:slug, :label, 1)
    on conflict (slug) do update set notes = topics.notes + 1, known = 1
""")
_KNOW = Sql("""
    insert into topics (slug, label, notes, known) values (:slug, :label, 0, 0)
    on conflict (slug) do nothing
""")
_COUNT_AGAIN = Sql("update topics set notes = notes + 1, known = 1 where slug = :slug")
_DISCOUNT = Sql("update topics set notes = notes - 1 where slug = :slug")


async def count_note(tx: WriteTx, topics: dict[str, str]) -> None:
    """A note with these topics (slug → label) has come. In one order: no two lock each other."""
    for slug in sorted(topics):
        await tx.run(_COUNT, slug=slug, label=topics[slug])


async def know(tx: WriteTx, topics: dict[str, str]) -> None:
    """A note with these topics has come that not everybody may know of: they are not counted.

    A topic that only such notes have is no topic to anybody else.
    """
    for slug in sorted(topics):
        await tx.run(_KNOW, slug=slug, label=topics[slug])


async def count_again(tx: WriteTx, slugs: list[str]) -> None:
    """Everybody may know of a note with these topics from now on."""
    for slug in sorted(slugs):
        await tx.run(_COUNT_AGAIN, slug=slug)


async def discount_note(tx: WriteTx, slugs: list[str]) -> None:
    """A note with these topics has gone."""
    for slug in sorted(slugs):
        await tx.run(_DISCOUNT, slug=slug)
