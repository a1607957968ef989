"""What a member says of herself in other languages, in her own words."""

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.refusals import Invalid
from qiao.kit.text import clean
from qiao.people.commands import MAX_BIO_CHARS, checked_lang
from qiao.people.events import MemberChanged

MAX_BIOS = 12

_PUT = Sql("""
    insert into member_bios (member_id, lang, body, at_us) values (:member, :lang, :body, :now_us)
    on conflict (member_id, lang) do update set body = excluded.body, at_us = excluded.at_us
""")
_DROP = Sql("delete from member_bios where member_id = :member and lang = :lang")
_COUNT = Sql("select count(*) from member_bios where member_id = :member and lang <> :lang")


class TooManyBios(Invalid):
    """Facts: field, max_langs."""

    code = "too_many_langs"


async def put_bio(tx: WriteTx, member: str, lang: str, body: str, *, now: Micros) -> None:
    """Keep one's bio in another language; an empty one is taken away.

    Raises:
        LangUnknown, TooManyBios, and those of `kit.text.clean`.
    """
    lang = checked_lang(lang, field="lang")
    body = clean(body, field="bio", max_chars=MAX_BIO_CHARS)
    if not body:
        await tx.run(_DROP, member=member, lang=lang)
    else:
        if await tx.count(_COUNT, member=member, lang=lang) >= MAX_BIOS:
            raise TooManyBios(field="lang", max_langs=MAX_BIOS)
        await tx.run(_PUT, member=member, lang=lang, body=body, now_us=now)
    await tell(tx, MemberChanged(member))
