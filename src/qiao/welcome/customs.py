"""Customs of the place, written by its members: proposed, put better, taken in by operators."""

from typing import Literal, NamedTuple

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Conflict, Forbidden, NotFound, TooMany
from qiao.kit.text import clean
from qiao.notes.words import Words
from qiao.people.commands import checked_lang
from qiao.people.keys.logins import holder, together
from qiao.people.models import Caller, MemberId
from qiao.review.commands import file
from qiao.review.models import ReportId
from qiao.review.settings import ReviewSettings
from qiao.review.turns import take_turn
from qiao.welcome.customs_seen import Custom, custom
from qiao.welcome.events import CustomSettled

MAX_TITLE_CHARS = 60
MAX_BODY_CHARS = 400
MAX_EXAMPLE_CHARS = 200
MAX_REASON_CHARS = 500
MAX_WAITING = 5
"""Proposals of one person that may wait for an answer at a time."""
MAX_A_DAY = 10


class TooManyCustoms(TooMany):
    """So many proposals of one person wait, or came today. Facts: max, retry_s."""

    code = "too_many_customs"


class CustomDecided(Conflict):
    """Somebody was faster: it does not wait any more. Facts: state."""

    code = "custom_decided"


class Wording(NamedTuple):
    """What a custom says: short, with an example of how it is done."""

    lang: str
    title: str
    body: str
    example: str = ""


_MAKE = Sql("""
    insert into customs
      (id, lang, title, body, example, state, by_id, changes_id, at_us, changed_us)
    values (:id, :lang, :title, :body, :example, 'proposed', :by, :changes, :now_us, :now_us)
""")
_WAITING = Sql("select count(*) from customs where by_id in (:by...) and state = 'proposed'")
_LATELY = Sql("""
    select count(*) from custom_texts
    where by_id in (:by...) and did in ('proposed', 'edited') and at_us > :since_us
""")
# whoever changes a custom waits for whoever is at it
_TAKE = Sql("update customs set changed_us = :now_us where id = :id")
_SAY = Sql("""
    update customs set lang = :lang, title = :title, body = :body, example = :example where id = :id
""")
_DECIDE = Sql("""
    update customs set state = :state, decided_by_id = :by, reason = :reason where id = :id
""")
_KEEP = Sql("""
    insert into custom_texts
      (custom_id, no, by_id, did, lang, title, body, example, reason, at_us)
    select c.id, (select count(*) from custom_texts t where t.custom_id = c.id) + 1, :by, :did,
      c.lang, c.title, c.body, c.example, :reason, :now_us from customs c where c.id = :id
""")
_FORGET = (
    Sql("delete from custom_texts where custom_id = :id"),
    Sql("delete from customs where id = :id"),
)


def checked_wording(lang: str, title: str, body: str, example: str) -> Wording:
    """Return what a custom is to say, cleaned.

    Raises:
        LangUnknown, and those of `kit.text.clean`.
    """
    return Wording(
        checked_lang(lang, field="lang"),
        clean(title, field="title", max_chars=MAX_TITLE_CHARS, lines=False, empty=False),
        clean(body, field="body", max_chars=MAX_BODY_CHARS, empty=False),
        clean(example, field="example", max_chars=MAX_EXAMPLE_CHARS),
    )


async def propose(
    tx: WriteTx, by: MemberId, said: Wording, *, changes: str = "", now: Micros
) -> str:
    """Propose a custom, or other words for one that is taken in; return its id.

    Raises:
        NotFound: there is no such custom to put better.
        TooManyCustoms
    """
    if changes and (await custom(tx, changes, reader=by)).state != "accepted":
        raise NotFound(field="changes")
    await _take_turn(tx, by, now)
    if await tx.count(_WAITING, by=await together(tx, by)) >= MAX_WAITING:
        raise TooManyCustoms(max=MAX_WAITING, retry_s=3_600)
    made = new_id(now)
    await tx.run(_MAKE, id=made, by=by, changes=changes, now_us=now, **said._asdict())
    await _keep(tx, by, made, "proposed", now=now)
    return made


async def edit(tx: WriteTx, by: Caller, id: str, said: Wording, *, now: Micros) -> None:
    """Put a custom into other words: one's own while it waits; operators any.

    Raises:
        NotFound, Forbidden, TooManyCustoms
    """
    await _take(tx, by, id, now)
    found = await custom(tx, id, reader=by.id, operator=by.operator)
    if not by.operator:
        if not (found.mine and found.state == "proposed"):
            raise Forbidden
        await _take_turn(tx, by.id, now)
    await tx.run(_SAY, id=id, **said._asdict())
    await _keep(tx, by.id, id, "edited", now=now)


async def withdraw(tx: WriteTx, by: Caller, id: str, *, now: Micros) -> None:
    """Take back a proposal of one's own that waits, with all it said.

    Raises:
        NotFound, Forbidden
    """
    await _take(tx, by, id, now)
    found = await custom(tx, id, reader=by.id)
    if not (found.mine and found.state == "proposed"):
        raise Forbidden
    for statement in _FORGET:
        await tx.run(statement, id=id)


async def decide(
    tx: WriteTx,
    by: Caller,
    id: str,
    action: Literal["accept", "decline"],
    reason: str,
    *,
    now: Micros,
) -> None:
    """Take a custom in, or not, or out again with a reason that its writer reads.

    A change goes into the custom it is about, which keeps what it said before.

    Raises:
        CustomDecided: it is as it is asked for, or what it changes is there no more.
        NotFound, Forbidden, and those of `kit.text.clean`.
    """
    if not by.operator:
        raise Forbidden
    reason = clean(reason, field="reason", max_chars=MAX_REASON_CHARS, empty=action == "accept")
    await _take(tx, by, id, now)
    found = await custom(tx, id, reader=by.id, operator=True)
    state = "accepted" if action == "accept" else "declined"
    if found.state in ("merged", state):
        raise CustomDecided(state=found.state)
    if action == "accept" and found.changes:
        await _merge(tx, by, found, now)
        return
    await tx.run(_DECIDE, id=id, state=state, by=by.id, reason=reason)
    await _keep(tx, by.id, id, state, reason=reason, now=now)
    taken_out = state == "declined" and found.state == "accepted"
    await tell(tx, CustomSettled(id, "taken_out" if taken_out else state, now))


async def _merge(tx: WriteTx, by: Caller, change: Custom, now: Micros) -> None:
    await _take(tx, by, change.changes, now)
    about = await custom(tx, change.changes, reader=by.id, operator=True)
    if about.state != "accepted":
        raise CustomDecided(state=about.state)
    await tx.run(
        _SAY, id=about.id, lang=change.lang, title=change.title, body=change.body,
        example=change.example,
    )  # fmt: skip
    await _keep(tx, change.by, about.id, "changed", now=now)
    await tx.run(_DECIDE, id=change.id, state="merged", by=by.id, reason="")
    await tell(tx, CustomSettled(change.id, "merged", now))


async def report(
    tx: WriteTx,
    by: Caller,
    id: str,
    rule: str,
    text: str,
    settings: ReviewSettings,
    *,
    now: Micros,
) -> ReportId:
    """Report a custom; it becomes a case in the review queue, as notes do.

    Raises:
        NotFound, CannotReportOwn, RuleUnknown, ReportedTooMuch, and those of `kit.text.clean`.
    """
    found = await custom(tx, id, reader=by.id, operator=by.operator)
    author = str(await tx.value(_AUTHOR, id=id))
    words = Words(
        id=id, note="", author=author, momo=0, standing="public", lang=found.lang, mixed=(),
        title=found.title, body=told(found), alts=(), versions={},
    )  # fmt: skip
    made, _ = await file(tx, by.id, "custom", words, rule, text, settings, now=now)
    return made


_AUTHOR = Sql("select by_id from customs where id = :id")


def told(found: Custom) -> str:
    """Return a custom's body with its example, as it is read and translated."""
    return f"{found.body}\n\n{found.example}" if found.example else found.body


async def _take_turn(tx: WriteTx, by: MemberId, now: Micros) -> None:
    """Hold a person to her pace; raises TooManyCustoms."""
    await take_turn(tx, await holder(tx, by), now=now)
    lately = await tx.count(_LATELY, by=await together(tx, by), since_us=now - DAY)
    if lately >= MAX_A_DAY:
        raise TooManyCustoms(max=MAX_A_DAY, retry_s=3_600)


async def _take(tx: WriteTx, by: Caller, id: str, now: Micros) -> None:
    await custom(tx, id, reader=by.id, operator=by.operator)
    await tx.run(_TAKE, id=id, now_us=now)


async def _keep(tx: WriteTx, by: str, id: str, did: str, *, reason: str = "", now: Micros) -> None:
    await tx.run(_KEEP, id=id, by=by, did=did, reason=reason, now_us=now)
