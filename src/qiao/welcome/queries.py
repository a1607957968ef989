"""What a newcomer is shown of this square: real notes, topics that are alive, others' hellos."""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import RECOMMENDABLE, Where, visible
from qiao.search.families import family_of, topics_of_family
from qiao.topics.models import Topic
from qiao.topics.queries import suggestions
from qiao.welcome.models import STEPS, Family, Progress

NEWEST = 5_000
"""So many of the newest notes are looked at: a square's age does not slow a welcome."""
CARDS = 6
HELLOS = 6
FAMILIES = 18
FEW_FAMILIES = 6
NEWCOMERS = 1_000
SAMPLE_CHARS = 280

_WARM = "c.likes + 2 * c.collects + 2 * c.comments"
_RECENT = f"""
    with recent as (
      select n.id, n.lang, n.author_id, n.momo from notes n
      where {RECOMMENDABLE} order by n.id desc limit {NEWEST})
"""
_SEEN = visible("n", where=Where.OPEN)
_WARMEST = Sql(
    _RECENT
    + f"""
    select n.id, n.author_id from recent r join notes n on n.id = r.id
    join note_counts c on c.note_id = n.id
    where r.lang in (:langs...) and r.momo = 0 and {_SEEN}
    order by case n.kind when 'photo' then 0 else 1 end, {_WARM} desc, n.id desc
    limit {CARDS * 5}
"""
)
# first notes in their own names, of those who came last, that somebody answered
_HELLOS = Sql(
    f"""
    with firsts as (
      select x.author_id, min(x.id) as id from notes x
      where x.momo = 0 and x.audience = 'public' and x.author_id in (
        select m.id from members m order by m.id desc limit {NEWCOMERS})
      group by x.author_id)
    select n.id from firsts f join notes n on n.id = f.id
    join note_counts c on c.note_id = n.id
    where c.comments > 0 and n.lang in (:langs...) and {_SEEN}
    order by n.id desc limit {HELLOS}
"""
)
_SAMPLE = Sql(
    _RECENT
    + f"""
    select n.id from recent r join notes n on n.id = r.id
    join note_counts c on c.note_id = n.id
    where r.lang not in (:langs...) and r.lang not in ('und', 'mul') and n.body <> ''
      and length(n.body) <= {SAMPLE_CHARS} and {_SEEN}
      and (r.lang in (:spoken...)
        or exists (select 1 from note_versions v where v.note_id = n.id and v.lang = :to))
    order by case when r.lang in (:spoken...) then 0 else 1 end, {_WARM} desc, n.id desc limit 1
"""
)
_ALIVE = Sql(
    _RECENT
    + """
    select p.slug, p.label, count(*) from recent r join note_topics t on t.note_id = r.id
    join topics p on p.slug = t.slug
    where r.lang in (:langs...) and p.notes > 0
    group by p.slug, p.label order by 3 desc, p.slug limit 80
"""
)
_WISHED = Sql("""
    select value from feed_wishes where member_id = :member and about = 'topic' and wish = 'more'
""")
_PROGRESS = Sql("select step, done_us from welcomes where member_id = :member")
_FIRST_NOTE = Sql("""
    select id from notes where author_id = :member order by id limit 1
""")


class _Seen(NamedTuple):
    id: str
    author: str


async def progress(tx: ReadTx, member: str) -> Progress:
    """Return how far a member has come in her welcome; one who never began is at its start."""
    row = await tx.one_or_none(tuple, _PROGRESS, member=member)
    step, done_us = row or (0, 0)
    first = await tx.value(_FIRST_NOTE, member=member)
    return Progress(
        step=min(int(step), STEPS - 1),
        done=rfc3339(int(done_us)) if done_us else None,
        first_note=None if first is None else str(first),
    )


async def cards(tx: ReadTx, reader: str, langs: Sequence[str]) -> list[str]:
    """Return ids of notes that show what people do here, in her languages, of many authors."""
    rows = await tx.all(_Seen, _WARMEST, reader=reader, langs=list(langs))
    of_each: dict[str, str] = {}
    others = [row for row in rows if row.author != reader]
    for row in others:
        of_each.setdefault(row.author, row.id)
    # where few write in her languages, more of each
    chosen = dict.fromkeys((*of_each.values(), *(row.id for row in others)))
    return list(chosen)[:CARDS]


async def hellos(tx: ReadTx, reader: str, langs: Sequence[str]) -> list[str]:
    """Return ids of first notes by others that were answered, the newest first."""
    return await tx.all(str, _HELLOS, reader=reader, langs=list(langs))


async def sample(
    tx: ReadTx, reader: str, *, langs: Sequence[str], to: str, spoken: Sequence[str]
) -> str | None:
    """Return a short note that she does not read and may have translated into `to`.

    `spoken`: from which languages the square's engines translate into it.
    """
    found = await tx.value(_SAMPLE, reader=reader, langs=list(langs), to=to, spoken=list(spoken))
    return None if found is None else str(found)


async def alive(tx: ReadTx, reader: str, langs: Sequence[str]) -> list[Family]:
    """Return families of topics by what is alive in her languages, the liveliest first."""
    wished = {str(row[0]) for row in await tx.rows(_WISHED, {"member": reader})}
    found: dict[str, Family] = {}
    named: set[str] = set()
    here = [Topic(*row) for row in await tx.all(tuple, _ALIVE, langs=list(langs))]
    for topic in here:
        await _add(tx, topic, found, named, wished)
    if len(found) < FEW_FAMILIES:
        # hardly anybody writes in her languages yet: what the whole square talks about
        for topic in await suggestions(tx, ""):
            await _add(tx, topic, found, named, wished)
    return list(found.values())[:FAMILIES]


async def _add(
    tx: ReadTx, topic: Topic, found: dict[str, Family], named: set[str], wished: set[str]
) -> None:
    if topic.slug in named or len(found) >= FAMILIES:
        return
    slugs = await family_of(tx, topic.slug)
    kin = await topics_of_family(tx, topic.slug)
    named.update(slugs, (topic.slug,))
    found[topic.slug] = Family(
        slug=topic.slug,
        label=topic.label,
        also=[one.label for one in kin][:3],
        notes=topic.notes + sum(one.notes for one in kin),
        picked=not wished.isdisjoint(slugs),
    )
