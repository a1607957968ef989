"""Keeping circles: what a member corrects, and what was computed."""

from collections.abc import Mapping

import msgspec

from qiao.circles.events import CircleCorrected
from qiao.circles.models import MAX_SAID, About, Answer, Circle, TooManyCorrections
from qiao.circles.queries import circle_now
from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.langs import base_of
from qiao.people.commands import checked_lang
from qiao.search.families import family_of
from qiao.topics.models import slug_of
from qiao.topics.queries import topic

_SAY = Sql("""
    insert into circle_said (member_id, about, value, answer, at_us)
    values (:member, :about, :value, :answer, :now_us)
    on conflict (member_id, about, value) do update set
      answer = excluded.answer, at_us = excluded.at_us
""")
_TAKE = Sql("""
    delete from circle_said where member_id = :member and about = :about and value in (:values...)
""")
_COUNT = Sql("select count(*) from circle_said where member_id = :member")
_KEEP = Sql("""
    insert into circles (member_id, circle, at_us) select m.id, :circle, :now_us
    from members m where m.id = :member
    on conflict (member_id) do update set circle = excluded.circle, at_us = excluded.at_us
      where circles.at_us <= excluded.at_us
""")
_OLD = Sql("delete from circles where at_us < :before_us")
KEPT_US = 90 * DAY
"""A circle nobody came back to is forgotten: it would say what is no longer so."""
SPELLINGS = frozenset(("zh-Latn", "ar-Latn"))
"""Spellings in Latin letters that are read as languages of their own."""
_encode = msgspec.json.Encoder().encode


async def correct(
    tx: WriteTx, member: str, about: About, value: str, answer: Answer | None, *, now: Micros
) -> Circle | None:
    """Take a member's word for what is so; with no `answer` take it back. Safe to say twice.

    Raises:
        LangUnknown: `value` is no language.
        NotFound: there is no such topic.
        TooManyCorrections
    """
    if about == "lang":
        value = value if value in SPELLINGS else base_of(checked_lang(value, field="value"))
        names = [value]
    else:
        value = slug_of(value[:100]) if answer is None else (await topic(tx, value[:100])).slug
        names = [value, *await family_of(tx, value)]
    await tx.run(_TAKE, member=member, about=about, values=names)
    if answer is not None:
        if await tx.count(_COUNT, member=member) >= MAX_SAID:
            raise TooManyCorrections(max_said=MAX_SAID)
        await tx.run(_SAY, member=member, about=about, value=value, answer=answer, now_us=now)
    await tell(tx, CircleCorrected(member))
    return await keep(tx, member, now=now)


async def keep(tx: WriteTx, member: str, *, now: Micros) -> Circle | None:
    """Compute a member's circle and keep it; None where she has left meanwhile."""
    circle = await circle_now(tx, member, now_us=now)
    if circle is not None:
        await tx.run(_KEEP, member=member, circle=_encode(circle).decode(), now_us=now)
    return circle


async def keep_many(tx: WriteTx, circles: Mapping[str, Circle], *, now: Micros) -> None:
    """Keep circles that were computed at `now`; what was kept since then stays."""
    await tx.run_many(
        _KEEP,
        [
            {"member": member, "circle": _encode(circle).decode(), "now_us": now}
            for member, circle in circles.items()
        ],
    )


async def forget_old(tx: WriteTx, *, now: Micros) -> int:
    """Forget circles of members who have not been here for long; return how many."""
    return await tx.run(_OLD, before_us=now - KEPT_US)
