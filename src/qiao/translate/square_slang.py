"""Slang of the square: members propose what a term means here and vote; operators decide."""

from __future__ import annotations

from typing import Literal, NamedTuple

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Conflict, Invalid, NotFound, TooMany
from qiao.kit.text import clean
from qiao.people.commands import checked_lang
from qiao.people.keys.logins import together
from qiao.translate.events import SlangAccepted, SlangProposed, SlangRefused, WordsChanged
from qiao.translate.models import ZH_HANS, ZH_HANT
from qiao.translate.spans import spans
from qiao.translate.square_words import bump_words

MAX_OPEN_A_MEMBER = 20
"""Proposals of one member that may wait for an answer at a time."""

MAX_A_DAY = 30
MAX_VOTES_A_DAY = 500
PAGE = 50

State = Literal["proposed", "accepted", "refused"]


class TermTaken(Conflict):
    """The term is listed or proposed already: vote for it. Facts: id, state."""

    code = "term_taken"


class TermIsEntity(Invalid):
    """Links, mentions and topics are no slang. Facts: field."""

    code = "term_is_entity"


class GlossMissing(Invalid):
    """A meaning in English or in Chinese is needed. Facts: field."""

    code = "gloss_missing"


class ExampleWithoutTerm(Invalid):
    """The example must be a sentence with the term in it. Facts: field."""

    code = "example_without_term"


class TooManyProposals(TooMany):
    """Facts: max_open, retry_s."""

    code = "too_many_proposals"


class TooManyVotes(TooMany):
    """Facts: retry_s."""

    code = "too_many_votes"


class Proposal(NamedTuple):
    """What somebody says a term means, checked."""

    lang: str
    term: str
    normal: str
    gloss_en: str
    gloss_zh: str
    register: str
    ambiguous: bool
    example: str


class SlangEntry(NamedTuple):
    """A term as it is listed. `voted`: by the reader."""

    id: str
    lang: str
    term: str
    normal: str
    gloss_en: str
    gloss_zh: str
    register: str
    ambiguous: int
    example: str
    by_handle: str
    state: str
    votes: int
    at_us: int
    voted: int
    mine: int


_ROW = """
    select s.id, s.lang, s.term, s.normal, s.gloss_en, s.gloss_zh, s.register, s.ambiguous,
      s.example, coalesce(m.handle, ''), s.state, s.votes, s.at_us,
      case when v.member_id is null then 0 else 1 end,
      case when s.by_id = :reader then 1 else 0 end
    from slang_entries s left join members m on m.id = s.by_id
    left join slang_votes v on v.entry_id = s.id and v.member_id = :reader
"""
_LIST = Sql(
    _ROW
    + """
    where s.state = :state and (:lang = '' or s.lang = :lang)
      and (s.votes < :votes or (s.votes = :votes and s.id < :before))
    order by s.votes desc, s.id desc limit :limit_rows
"""
)
_ONE = Sql(_ROW + "where s.id = :id")
_SAME = Sql("select id, state from slang_entries where lang = :lang and term = :term")
_PROPOSE = Sql("""
    insert into slang_entries
      (id, lang, term, normal, gloss_en, gloss_zh, register, ambiguous, example, by_id, state,
       votes, at_us)
    values (:id, :lang, :term, :normal, :gloss_en, :gloss_zh, :register, :ambiguous, :example, :by,
       'proposed', 0, :now_us)
""")
_AGAIN = Sql("""
    update slang_entries set normal = :normal, gloss_en = :gloss_en, gloss_zh = :gloss_zh,
      register = :register, ambiguous = :ambiguous, example = :example, by_id = :by,
      state = 'proposed', at_us = :now_us, decided_by_id = null, decided_us = null
    where id = :id and state = 'refused'
""")
_OPEN = Sql("select count(*) from slang_entries where by_id in (:by...) and state = 'proposed'")
_LATELY = Sql("""
    select count(*) from slang_entries where by_id in (:by...) and at_us > :since_us
""")
_VOTES_LATELY = Sql(
    "select count(*) from slang_votes where member_id in (:person...) and at_us > :since_us"
)
_VOTED = Sql("select count(*) from slang_votes where entry_id = :id and member_id in (:person...)")
_VOTE = Sql("""
    insert into slang_votes (entry_id, member_id, at_us) values (:id, :member, :now_us)
    on conflict (entry_id, member_id) do nothing
""")
_UNVOTE = Sql("delete from slang_votes where entry_id = :id and member_id = :member")
_COUNT = Sql("update slang_entries set votes = votes + :step where id = :id")
_DECIDE = Sql("""
    update slang_entries set state = :state, decided_by_id = :by, decided_us = :now_us
    where id = :id and state <> :state
""")


def checked_proposal(
    *,
    lang: str,
    term: str,
    normal: str = "",
    gloss_en: str = "",
    gloss_zh: str = "",
    register: Literal["neutral", "vulgar", "insult"] = "neutral",
    ambiguous: bool = False,
    example: str = "",
) -> Proposal:
    """Return a proposal fit to be kept, each field clean and without links or mentions.

    Raises:
        TermIsEntity, GlossMissing, ExampleWithoutTerm, LangUnknown, those of `kit.text.clean`.
    """
    lang = checked_lang(lang, field="lang")
    if lang == ZH_HANT:
        lang = ZH_HANS  # one list for both, as the shipped one
    term = " ".join(_plain(term, "term", 40, empty=False).split())
    if not any(c.isalnum() for c in term) or (len(term) == 1 and term.isascii()):
        # a mark or a single letter stands in every text
        raise TermIsEntity(field="term")
    proposal = Proposal(
        lang,
        term,
        _plain(normal, "normal", 80),
        _plain(gloss_en, "gloss_en", 160),
        _plain(gloss_zh, "gloss_zh", 80),
        register,
        ambiguous,
        clean(example, field="example", max_chars=200, lines=False),
    )
    if not (proposal.gloss_en or proposal.gloss_zh):
        raise GlossMissing(field="gloss_en")
    if proposal.example and term.casefold() not in proposal.example.casefold():
        raise ExampleWithoutTerm(field="example")
    return proposal


def _plain(text: str, field: str, max_chars: int, *, empty: bool = True) -> str:
    text = clean(text, field=field, max_chars=max_chars, lines=False, empty=empty)
    if any(span.kind in {"link", "mention", "topic"} for span in spans(text)) or "<" in text:
        # it would stand in other people's sentences
        raise TermIsEntity(field=field)
    return text


async def propose(tx: WriteTx, member: str, proposal: Proposal, *, now: Micros) -> str:
    """Propose what a term means here, with one's own vote for it; return the entry's id.

    Raises:
        TermTaken, TooManyProposals
    """
    person = await together(tx, member)
    if await tx.count(_OPEN, by=person) >= MAX_OPEN_A_MEMBER:
        raise TooManyProposals(max_open=MAX_OPEN_A_MEMBER, retry_s=3_600)
    if await tx.count(_LATELY, by=person, since_us=now - DAY) >= MAX_A_DAY:
        raise TooManyProposals(max_open=MAX_OPEN_A_MEMBER, retry_s=3_600)
    fields = {**proposal._asdict(), "ambiguous": int(proposal.ambiguous)}
    same = await tx.one_or_none(tuple, _SAME, lang=proposal.lang, term=proposal.term)
    if same is not None:
        entry = str(same[0])
        fields.pop("lang"), fields.pop("term")
        if not await tx.run(_AGAIN, id=entry, by=member, now_us=now, **fields):
            raise TermTaken(id=entry, state=str(same[1]))
    else:
        entry = new_id(now)
        await tx.run(_PROPOSE, id=entry, by=member, now_us=now, **fields)
    await _vote_once(tx, person, member, entry, now=now)
    await tell(tx, SlangProposed(entry, member))
    return entry


async def vote(tx: WriteTx, member: str, entry: str, *, now: Micros) -> int:
    """Say that a term does mean this; return its votes. Voting twice is fine.

    Raises:
        NotFound, TooManyVotes
    """
    if await tx.one_or_none(tuple, _ONE, id=entry, reader=member) is None:
        raise NotFound
    person = await together(tx, member)
    if await tx.count(_VOTES_LATELY, person=person, since_us=now - DAY) >= MAX_VOTES_A_DAY:
        raise TooManyVotes(retry_s=3_600)
    await _vote_once(tx, person, member, entry, now=now)
    return (await one(tx, entry, reader=member)).votes


async def _vote_once(
    tx: WriteTx, person: list[str], member: str, entry: str, *, now: Micros
) -> None:
    """Count a vote, one for all identities of a person."""
    if await tx.count(_VOTED, id=entry, person=person):
        return
    if await tx.run(_VOTE, id=entry, member=member, now_us=now):
        await tx.run(_COUNT, id=entry, step=1)


async def unvote(tx: WriteTx, member: str, entry: str) -> int:
    """Take one's vote back; return the votes. Doing so twice is fine. Raises NotFound."""
    if await tx.run(_UNVOTE, id=entry, member=member):
        await tx.run(_COUNT, id=entry, step=-1)
    return (await one(tx, entry, reader=member)).votes


async def decide(
    tx: WriteTx, operator: str, entry: str, state: Literal["accepted", "refused"], *, now: Micros
) -> None:
    """Take a term into the square's slang, or not (or out again). Raises NotFound.

    What it touches is translated anew: every process hears `WordsChanged`.
    """
    before = await one(tx, entry, reader=operator)
    if not await tx.run(_DECIDE, id=entry, state=state, by=operator, now_us=now):
        return
    await tell(tx, SlangAccepted(entry) if state == "accepted" else SlangRefused(entry))
    if "accepted" in (state, before.state):
        await bump_words(tx)
        # letter slang is read in any language's text
        await tell(tx, WordsChanged((before.term,), "*", "*"))


async def one(tx: ReadTx, entry: str, *, reader: str | None) -> SlangEntry:
    """Return one entry as a reader sees it; raises NotFound."""
    found = await tx.one_or_none(SlangEntry, _ONE, id=entry, reader=reader)
    if found is None:
        raise NotFound
    return found


async def entries(
    tx: ReadTx, *, lang: str, state: State, reader: str | None, after: tuple[int, str] | None
) -> list[SlangEntry]:
    """Return a page of entries, most votes first. `after`: votes and id of the last one shown."""
    votes, before = after or (1 << 40, "")
    return await tx.all(
        SlangEntry,
        _LIST,
        lang=ZH_HANS if lang == ZH_HANT else lang,
        state=state,
        reader=reader,
        votes=votes,
        before=before,
        limit_rows=PAGE,
    )
