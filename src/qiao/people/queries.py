"""Looking at people, always for a named reader."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.people.beside import not_apart
from qiao.people.circles import kept
from qiao.people.models import (
    Caller,
    Counts,
    Face,
    Me,
    MemberId,
    Profile,
    Reading,
    avatar_urls,
    face,
)
from qiao.people.momo import momo, number_in

FACE = "m.handle, m.name, m.avatar_sha"
"""The columns of a face, for a statement that has FACE_JOIN."""

FACE_JOIN = "join members m on m.id = {author}"
"""The join that brings a face; others use it without seeing how members are stored."""

_CALLER = Sql("""
    select m.id, m.handle, m.operator, m.ui_lang, m.langs, s.seen_us
    from sessions s join members m on m.id = s.member_id
    where s.token_hash = :token_hash and s.expires_us > :now_us
""")

_LIVE = Sql("""
    select token_hash from sessions where token_hash in (:hashes...) and expires_us > :now_us
""")

_PROFILE = """
    select m.id, m.handle, m.name, m.bio, m.bio_lang, m.region, m.avatar_sha, m.langs, m.joined_us,
           c.notes, c.followers, c.following,
           exists (select 1 from follows f where f.follower_id = :reader and f.followed_id = m.id),
           m.learns, m.hides
    from members m join member_counts c on c.member_id = m.id
"""
_TOGETHER = f"""
    and {not_apart("m.id")}
"""
_BY_HANDLE = Sql(_PROFILE + "where m.handle = :handle" + _TOGETHER)
_BY_ID = Sql(_PROFILE + "where m.id = :id" + _TOGETHER)
_BIOS = Sql("select lang, body from member_bios where member_id = :member order by lang")
_SIGN_IN = Sql("select id, password_hash from members where handle = :handle")
_HANDLE_OF = Sql("select handle from members where id = :id")
_FACES = Sql("select id, handle, name, avatar_sha from members where id in (:ids...)")
_LANGS = Sql("select langs, ui_lang, count(*) from members group by langs, ui_lang")
_LANGS_OF = Sql("""
    select langs, ui_lang, count(*) from members where id in (:ids...) group by langs, ui_lang
""")
_ID_OF = Sql("select m.id from members m where m.handle = :handle" + _TOGETHER)
_FOLLOWED = Sql("select followed_id from follows where follower_id = :member")
_ME = Sql(
    "select ui_lang, operator, unread_statements, reading, who_may from members where id = :id"
)
_OPERATORS = Sql("select count(*) from members where operator = 1")


class _ProfileRow(NamedTuple):
    id: str
    handle: str
    name: str
    bio: str
    bio_lang: str
    region: str
    avatar_sha: str | None
    langs: str
    joined_us: int
    notes: int
    followers: int
    following: int
    followed: int
    learns: str
    hides: str


class SignIn(NamedTuple):
    """What is needed to check a password."""

    id: str
    password_hash: str


async def caller_by_token(tx: ReadTx, token_hash: bytes, *, now_us: int) -> Caller | None:
    """Return who holds a session, or None when it is unknown or over."""
    row = await tx.one_or_none(tuple, _CALLER, token_hash=token_hash, now_us=now_us)
    if row is None:
        return None
    member_id, handle, operator, ui_lang, langs, seen_us = row
    reads = tuple(json.loads(langs))
    return Caller(MemberId(member_id), handle, bool(operator), ui_lang, reads, seen_us)


async def live_sessions(tx: ReadTx, hashes: Sequence[bytes], *, now_us: int) -> set[bytes]:
    """Return which of these sessions are neither unknown nor over."""
    rows = await tx.rows(_LIVE, {"hashes": list(hashes), "now_us": now_us})
    return {bytes(row[0]) for row in rows if isinstance(row[0], bytes | memoryview)}


async def profile(tx: ReadTx, handle: str, *, reader: str | None) -> Profile:
    """Return the member with this handle; raises NotFound, also where one blocks the other."""
    row = await tx.one_or_none(_ProfileRow, _BY_HANDLE, handle=handle, reader=reader)
    return await _shown(tx, row, reader)


async def profile_by_id(tx: ReadTx, member: str, *, reader: str | None) -> Profile:
    """Return the member with this id; raises NotFound, also where one blocks the other."""
    row = await tx.one_or_none(_ProfileRow, _BY_ID, id=member, reader=reader)
    return await _shown(tx, row, reader)


async def _shown(tx: ReadTx, row: _ProfileRow | None, reader: str | None) -> Profile:
    if row is None:
        raise NotFound
    hides = tuple(json.loads(row.hides))
    counted = "counts" not in hides or row.id == reader
    bios = await tx.all(tuple, _BIOS, member=row.id) if row.bio else []
    return Profile(
        id=row.id,
        handle=row.handle,
        name=row.name,
        bio=row.bio,
        bio_lang=row.bio_lang,
        region=row.region,
        avatar=avatar_urls(row.avatar_sha),
        momo=not row.name and row.avatar_sha is None,
        langs=tuple(json.loads(row.langs)),
        counts=Counts(
            row.notes,
            row.followers if counted else None,
            row.following if counted else None,
        ),
        followed=bool(row.followed),
        self=row.id == reader,
        joined=rfc3339(row.joined_us),
        learns=tuple(json.loads(row.learns)),
        bios={str(lang): str(body) for lang, body in bios},
        hides=hides,
    )


async def sign_in_row(tx: ReadTx, handle: str) -> SignIn | None:
    """Return what a password is checked against."""
    return await tx.one_or_none(SignIn, _SIGN_IN, handle=handle)


async def handle_of(tx: ReadTx, member: str) -> str:
    """Return a member's handle; raises NotFound."""
    found = await tx.value(_HANDLE_OF, id=member)
    if found is None:
        raise NotFound
    return str(found)


async def faces(tx: ReadTx, ids: list[str]) -> dict[str, Face]:
    """Return the faces of these members by id; an alias has momo's."""
    rows = await tx.all(tuple, _FACES, ids=ids)
    found = {member: face(handle, name, sha) for member, handle, name, sha in rows}
    return found | {each: momo(number) for each in ids if (number := number_in(each))}


async def first_langs(tx: ReadTx) -> Counter[str]:
    """Count the square's members by the language that each of them reads before any other."""
    return _firsts(await tx.rows(_LANGS, {}))


async def first_langs_of(tx: ReadTx, members: list[str]) -> Counter[str]:
    """Count these members by the language that each of them reads before any other."""
    return _firsts(await tx.all(tuple, _LANGS_OF, ids=members)) if members else Counter()


def _firsts(rows: Iterable[Sequence[Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for langs, ui_lang, people in rows:
        found[first_lang(langs, ui_lang)] += int(people)
    return found


def first_lang(langs: str, ui_lang: str) -> str:
    """Return the language that a member reads before any other. `langs`: a JSON list."""
    read = json.loads(langs)
    # what the app speaks to her, unless she never said that she reads it
    return ui_lang if ui_lang in read or not read else str(read[0])


async def id_of(tx: ReadTx, handle: str, *, reader: str | None) -> MemberId:
    """Return a member's id; raises NotFound, also where a block keeps her from the reader."""
    found = await tx.value(_ID_OF, handle=handle, reader=reader)
    if found is None:
        raise NotFound
    return MemberId(str(found))


async def followed_by(tx: ReadTx, member: str) -> set[str]:
    """Return whom a member follows."""
    return {str(row[0]) for row in await tx.rows(_FOLLOWED, {"member": member})}


async def has_operator(tx: ReadTx) -> bool:
    """Say whether the square has an operator yet."""
    return await tx.count(_OPERATORS) > 0


async def me(tx: ReadTx, member: str) -> Me:
    """Return what a member sees of herself; raises NotFound."""
    row = await tx.one_or_none(tuple, _ME, id=member)
    if row is None:
        raise NotFound
    ui_lang, operator, unread, reading, who_may = row
    shown = await profile_by_id(tx, member, reader=member)
    return Me(
        shown,
        shown.langs,
        ui_lang,
        bool(operator),
        int(unread),
        read_choice(reading),
        kept(who_may),
    )


def read_choice(text: str) -> Reading:
    """Return a choice that was kept; what another version of Qiao wrote is no reason to fail."""
    try:
        return msgspec.json.decode(text, type=Reading)
    except msgspec.ValidationError:
        return Reading()
