"""Reporting a message: reviewers get a copy of it and of a little around it, and no more."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import Forbidden, NotFound
from qiao.media.models import Sha
from qiao.messages.models import AROUND
from qiao.messages.pictures import pictures_of
from qiao.messages.queries import Row, row_of
from qiao.messages.visibility import other_in
from qiao.notes.words import Words
from qiao.people.models import Caller
from qiao.review.commands import file
from qiao.review.models import CaseId, ReportId
from qiao.review.settings import ReviewSettings

_BEFORE = Sql("""
    select id, author_id, body, lang, at_us from messages
    where conversation_id = :conversation and id < :message and gone = 0
    order by id desc limit :most
""")
_AFTER = Sql("""
    select id, author_id, body, lang, at_us from messages
    where conversation_id = :conversation and id > :message and gone = 0
    order by id limit :most
""")
_COPY = Sql("""
    insert into message_copies (case_id, pos, author_id, body, lang, pictures, at_us)
    values (:case, :pos, :author, :body, :lang, :pictures, :at_us)
    on conflict (case_id, pos) do nothing
""")
_COPIED = Sql("select count(*) from message_copies where case_id = :case")
_OF = Sql("""
    select case_id, pos, author_id, body, lang, pictures, at_us from message_copies
    where case_id in (:cases...) order by case_id, pos
""")


class CopiedPicture(msgspec.Struct, frozen=True):
    """A picture of a copied message; its files stay as long as the copy."""

    sha: str
    w: int
    h: int
    alt: str


class Copy(NamedTuple):
    """A message as it was when it, or one near it, was reported; `pos` 0 is the reported one."""

    case: str
    pos: int
    author: str
    body: str
    lang: str
    pictures: str
    at_us: int

    @property
    def shown(self) -> list[CopiedPicture]:
        """Its pictures."""
        return msgspec.json.decode(self.pictures, type=list[CopiedPicture])


async def report(
    tx: WriteTx,
    by: Caller,
    message: str,
    rule: str,
    text: str,
    settings: ReviewSettings,
    *,
    now: Micros,
) -> ReportId:
    """Report a message that somebody wrote to one. Both of the two may say more in other reports.

    Raises:
        NotFound: it is not there for this member.
        CannotReportOwn, RuleUnknown, ReportedTooMuch, and those of `kit.text.clean`.
    """
    row = await row_of(tx, by.id, message)
    await other_in(tx, by.id, row.conversation)
    if row.stub(by.id):
        raise NotFound
    words = Words(
        id=row.id, note="", author=row.author, momo=0, standing="public", lang=row.lang, mixed=(),
        title="", body=row.body, alts=(), versions={},
    )  # fmt: skip
    made, case = await file(tx, by.id, "message", words, rule, text, settings, now=now)
    if not await tx.count(_COPIED, case=case):
        await _copy(tx, case, row)
    return made


async def _copy(tx: WriteTx, case: CaseId, row: Row) -> None:
    before, after = [
        await tx.all(tuple, sql, conversation=row.conversation, message=row.id, most=AROUND)
        for sql in (_BEFORE, _AFTER)
    ]
    own = (row.id, row.author, row.body, row.lang, row.at_us)
    lines = [*reversed(before), own, *after]
    sent = await pictures_of(tx, [str(line[0]) for line in lines])
    for pos, (id_, author, body, lang, at_us) in enumerate(lines, start=-len(before)):
        shown = [CopiedPicture(p.sha, p.w, p.h, p.alt) for p in sent.get(str(id_), ())]
        await tx.run(
            _COPY,
            case=case,
            pos=pos,
            author=author,
            body=body,
            lang=lang,
            pictures=msgspec.json.encode(shown).decode(),
            at_us=at_us,
        )


async def copies(tx: ReadTx, cases: Sequence[str]) -> dict[str, list[Copy]]:
    """Return what was copied for each of these cases, in the order it was said."""
    found: dict[str, list[Copy]] = {}
    for copy in await tx.all(Copy, _OF, cases=list(cases)) if cases else ():
        found.setdefault(copy.case, []).append(copy)
    return found


async def copied_picture(tx: ReadTx, case: str, sha: str, reader: Caller) -> Sha:
    """Return a picture that a case has a copy of.

    Raises:
        Forbidden: the reader is no operator.
        NotFound: there is no such case, or no such picture in it.
    """
    if not reader.operator:
        raise Forbidden
    for copy in (await copies(tx, [case])).get(case, ()):
        if any(picture.sha == sha for picture in copy.shown):
            return Sha(sha)
    raise NotFound
