"""Going through the welcome: how far one has come, and the topics one picks."""

from collections.abc import Sequence

from qiao.feed.taste import About
from qiao.feed.wishes import make_wish, take_wish
from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx
from qiao.notes.visibility import Where, visible
from qiao.search.families import family_of
from qiao.topics.models import slug_of
from qiao.welcome.models import MAX_PICKED, STEPS, TooManyPicked

_STEP = Sql("""
    insert into welcomes (member_id, step, done_us, at_us)
    values (:member, :step, :done_us, :now_us)
    on conflict (member_id) do update set step = excluded.step,
      done_us = case when welcomes.done_us > 0 then welcomes.done_us else excluded.done_us end,
      at_us = excluded.at_us
""")
_NOTES_UNDER = Sql(
    """
    select distinct n.id, c.likes + 2 * c.collects + 2 * c.comments from note_topics t
    join notes n on n.id = t.note_id join note_counts c on c.note_id = n.id
    where t.slug = :slug and n.author_id <> :reader and """
    + visible("n", where=Where.OPEN)
    + " order by 2 desc, 1 desc limit :limit_rows"
)
_WISHED_ON = Sql("""
    select note_id, value from feed_wishes where member_id = :member and about = 'topic'
""")


async def go_on(tx: WriteTx, member: str, step: int, *, done: bool, now: Micros) -> None:
    """Keep how far a member has come; whoever was through once stays so."""
    step = max(0, min(step, STEPS - 1))
    await tx.run(_STEP, member=member, step=step, done_us=now if done else 0, now_us=now)


async def pick(tx: WriteTx, member: str, slugs: Sequence[str], *, now: Micros) -> list[str]:
    """Want more of these topics in one's feed; return those under which there is a note.

    A wish is made about a note that has the topic, as a reader would make it, so that it is listed
    with her other wishes and can be taken back there.

    Raises:
        TooManyPicked
    """
    asked = list(dict.fromkeys(slug for label in slugs if (slug := slug_of(label[:100]))))
    if len(asked) > MAX_PICKED:
        raise TooManyPicked(field="slugs", max_topics=MAX_PICKED)
    wished = await tx.all(tuple, _WISHED_ON, member=member)
    taken = {str(note) for note, _ in wished}
    topics = {str(slug) for _, slug in wished}
    made = []
    for slug in asked:
        if slug in topics:
            made.append(slug)
            continue
        # one wish about a topic for each note: the next note where another topic has this one
        rows = await tx.all(
            tuple, _NOTES_UNDER, slug=slug, reader=member, limit_rows=len(taken) + 1
        )
        note = next((str(note) for note, _ in rows if note not in taken), None)
        if note is None:
            continue
        await make_wish(tx, member, note, wish="more", about=About.TOPIC, value=slug, now=now)
        taken.add(note)
        made.append(slug)
    return made


async def unpick(tx: WriteTx, member: str, slug: str) -> None:
    """Want more of a topic, in any of its languages, no longer. Doing so twice is fine."""
    kin = set(await family_of(tx, slug_of(slug[:100])))
    for note, wished in await tx.all(tuple, _WISHED_ON, member=member):
        if wished in kin:
            await take_wish(tx, member, str(note), About.TOPIC)
