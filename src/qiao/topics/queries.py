"""Looking at topics."""

from collections.abc import Iterable

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.topics.models import Topic, slug_of

_ONE = Sql("select slug, label, notes from topics where slug = :slug and known = 1")
_LABELS = Sql("select slug, label from topics where slug in (:slugs...) and known = 1")
_LIKE = Sql("""
    select slug, label, notes from topics
    where slug >= :first and slug < :beyond and notes > 0 order by notes desc, slug limit 12
""")
_TOP = Sql(
    "select slug, label, notes from topics where notes > 0 order by notes desc, slug limit 24"
)


async def topic(tx: ReadTx, slug: str) -> Topic:
    """Return a topic by its key or a spelling of it; raises NotFound."""
    found = await tx.one_or_none(Topic, _ONE, slug=slug_of(slug))
    if found is None:
        raise NotFound
    return found


async def labels_of(tx: ReadTx, slugs: Iterable[str]) -> dict[str, str]:
    """Return how each of these topics was first written; those that are known."""
    asked = sorted(set(slugs))
    rows = await tx.all(tuple, _LABELS, slugs=asked) if asked else []
    return {str(slug): str(label) for slug, label in rows}


async def suggestions(tx: ReadTx, begun: str) -> list[Topic]:
    """Return topics that begin so, the most used first; the most used of all for an empty text."""
    slug = slug_of(begun)
    if not slug:
        return await tx.all(Topic, _TOP)
    return await tx.all(Topic, _LIKE, first=slug, beyond=slug + "\U0010ffff")
