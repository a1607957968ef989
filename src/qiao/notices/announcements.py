"""What operators tell everybody: kept once for all, not once for each member."""

import msgspec

from qiao.kit.clock import Micros, rfc3339
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Forbidden, Invalid, NotFound
from qiao.kit.text import clean
from qiao.notices.events import Announced
from qiao.notices.models import MAX_ANNOUNCEMENT_CHARS, MAX_ANNOUNCEMENT_TITLE_CHARS
from qiao.notices.views import Announcement, Notice
from qiao.people.commands import checked_lang
from qiao.people.models import Caller
from qiao.people.queries import FACE_JOIN

MAX_LANGS = 20


class Words(msgspec.Struct, frozen=True):
    """An announcement in one language."""

    title: str
    body: str = ""


class TooManyVersions(Invalid):
    """Facts: field, max_langs."""

    code = "too_many_versions"


_MAKE = Sql("""
    insert into announcements (id, by_id, lang, texts, at_us)
    values (:id, :by, :lang, :texts, :now_us)
""")
_WITHDRAW = Sql("update announcements set gone = 1 where id = :id and gone = 0")
_COUNT = Sql("""
    select count(*) from announcements a join members m on m.id = :member
    left join notice_choices c on c.member_id = m.id
    where a.gone = 0 and a.at_us > m.joined_us and a.at_us > coalesce(c.announced_us, 0)
      and a.by_id <> :member
""")
_PAGE = Sql(f"""
    select a.id, a.lang, a.texts, a.at_us, m.handle,
           case when coalesce(c.announced_us, 0) > r.joined_us then c.announced_us
                else r.joined_us end, a.by_id
    from announcements a {FACE_JOIN.format(author="a.by_id")}
    join members r on r.id = :member left join notice_choices c on c.member_id = r.id
    where a.gone = 0 and a.at_us <= :before_us and a.at_us > r.joined_us - :grace_us
    order by a.at_us desc, a.id desc limit :limit_rows
""")
_ONE = Sql(f"""
    select a.id, a.lang, a.texts, a.at_us, m.handle, 0, a.by_id
    from announcements a {FACE_JOIN.format(author="a.by_id")} where a.id = :id and a.gone = 0
""")
GRACE_US = 7 * 24 * 3600 * 1_000_000
"""What was told in the week before somebody came is there to read, but not as news."""


async def announce(
    tx: WriteTx, by: Caller, lang: str, texts: dict[str, Words], *, now: Micros
) -> str:
    """Tell everybody something, in one language or several; return its id.

    Raises:
        Forbidden, TooManyVersions, LangUnknown, and those of `kit.text.clean`.
    """
    if not by.operator:
        raise Forbidden
    if len(texts) > MAX_LANGS:
        raise TooManyVersions(field="texts", max_langs=MAX_LANGS)
    lang = checked_lang(lang, field="lang")
    kept = {
        checked_lang(each, field="texts"): Words(
            clean(
                words.title,
                field="title",
                max_chars=MAX_ANNOUNCEMENT_TITLE_CHARS,
                lines=False,
                empty=False,
            ),
            clean(words.body, field="body", max_chars=MAX_ANNOUNCEMENT_CHARS),
        )
        for each, words in texts.items()
    }
    if lang not in kept:
        raise Invalid(field="lang")
    made = new_id(now)
    body = msgspec.json.encode(kept).decode()
    await tx.run(_MAKE, id=made, by=by.id, lang=lang, texts=body, now_us=now)
    await tell(tx, Announced(made))
    return made


async def withdraw(tx: WriteTx, by: Caller, announcement: str) -> None:
    """Take an announcement back. Raises Forbidden, NotFound."""
    if not by.operator:
        raise Forbidden
    if not await tx.run(_WITHDRAW, id=announcement):
        raise NotFound
    await tell(tx, Announced(announcement))


async def unseen(tx: ReadTx, member: str) -> int:
    """Return how many announcements came since the member joined, or looked."""
    return await tx.count(_COUNT, member=member)


async def page(
    tx: ReadTx, member: str, *, lang: str, before_us: int, limit: int
) -> list[tuple[int, Notice]]:
    """Return announcements with their time, newest first, in the language that fits best."""
    rows = await tx.all(
        tuple, _PAGE, member=member, before_us=before_us, grace_us=GRACE_US, limit_rows=limit
    )
    return [(int(row[3]), _notice(tuple(row), lang, member)) for row in rows]


async def one(tx: ReadTx, announcement: str, lang: str) -> Notice | None:
    """Return an announcement; None where it was taken back."""
    row = await tx.one_or_none(tuple, _ONE, id=announcement)
    return None if row is None else _notice(tuple(row), lang, "")


def _notice(row: tuple[object, ...], lang: str, member: str) -> Notice:
    id_, own, texts, at_us, handle, seen_us, by = row
    versions = msgspec.json.decode(str(texts), type=dict[str, Words])
    shown = lang if lang in versions else str(own)
    words = versions[shown]
    assert isinstance(at_us, int)
    assert isinstance(seen_us, int)
    told = Announcement(str(id_), shown, words.title, words.body, list(versions), str(handle))
    return Notice(
        id=str(id_),
        box="square",
        kind="announcement",
        at=rfc3339(at_us),
        fresh=at_us > seen_us and by != member,
        first=False,
        people=0,
        actors=[],
        announcement=told,
    )
