"""Customs of the place as a reader sees them: what is so here, what is proposed, one's own."""

from typing import Literal, NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.people.beside import not_apart

PAGE = 50

State = Literal["proposed", "accepted", "declined", "merged"]
"""`merged`: a change of another custom that was taken into it."""
Listed = Literal["accepted", "proposed", "mine", "declined"]


class Custom(NamedTuple):
    """A custom as a reader sees it.

    `by`: who proposed it, "" where she left or a block stands between. `changes`: the custom that
    this is meant to put into better words, or "". `removed`: review took it down.
    """

    id: str
    lang: str
    title: str
    body: str
    example: str
    state: State
    by: str
    changes: str
    reason: str
    at_us: int
    mine: int
    removed: int
    texts: int


class Text(NamedTuple):
    """What was done to a custom, and what it said from then on."""

    did: str
    lang: str
    title: str
    body: str
    example: str
    reason: str
    at_us: int


_REMOVED = """
    coalesce((select e.action from review_events e join cases k on k.id = e.case_id
      where k.of_kind = 'custom' and k.of_id = c.id and e.kind = 'decision'
        and e.action <> 'keep' order by e.seq desc limit 1), '') = 'remove'
"""
_APART = not_apart("c.by_id")
_ROW = f"""
    select c.id, c.lang, c.title, c.body, c.example, c.state,
      case when {_APART} then c.by_id else '' end, c.changes_id, c.reason, c.at_us,
      case when c.by_id = :reader then 1 else 0 end, case when {_REMOVED} then 1 else 0 end,
      (select count(*) from custom_texts t where t.custom_id = c.id)
    from customs c
"""
# what was taken in is the square's and for everybody; a proposal is for members, and one member's
_SEEN = f"""
    (c.by_id = :reader or :operator = 1
      or (c.state = 'accepted' and not {_REMOVED})
      or (c.state = 'proposed' and :member = 1 and {_APART} and not {_REMOVED}))
"""
_ONE = Sql(f"{_ROW} where c.id = :id and {_SEEN}")
_WHICH: dict[Listed, str] = {
    "accepted": f"c.state = 'accepted' and not {_REMOVED}",
    "proposed": f"c.state = 'proposed' and not {_REMOVED}",
    "mine": "c.by_id = :reader",
    "declined": "c.state = 'declined'",
}
_LISTS: dict[Listed, Sql] = {
    listed: Sql(
        f"{_ROW} where {which} and {_SEEN} and c.id > :after order by c.id limit :limit_rows"
    )
    for listed, which in _WHICH.items()
}
_TEXTS = Sql("""
    select did, lang, title, body, example, reason, at_us from custom_texts
    where custom_id = :id order by no
""")


def _who(reader: str | None, *, operator: bool) -> dict[str, str | int | None]:
    return {"reader": reader, "operator": int(operator), "member": int(reader is not None)}


async def customs(
    tx: ReadTx, listed: Listed, *, reader: str | None, operator: bool, after: str = ""
) -> list[Custom]:
    """Return a page of customs, oldest first, that come after the id `after`."""
    who = _who(reader, operator=operator)
    return await tx.all(Custom, _LISTS[listed], after=after, limit_rows=PAGE, **who)


async def custom(tx: ReadTx, id: str, *, reader: str | None, operator: bool = False) -> Custom:
    """Return a custom as a reader sees it; raises NotFound."""
    found = await tx.one_or_none(Custom, _ONE, id=id, **_who(reader, operator=operator))
    if found is None:
        raise NotFound
    return found


async def texts(tx: ReadTx, id: str) -> list[Text]:
    """Return what a custom said, oldest first; who may read it is asked before."""
    return await tx.all(Text, _TEXTS, id=id)
