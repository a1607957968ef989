"""Looking at what a member did, and at what was made of it; always for the member herself.

Who she is elsewhere is not looked at: of `members` only what she chose (languages, region) and when
she came, never an address or a number.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from qiao.circles.models import Circle, Prior, Said
from qiao.circles.weighing import WINDOW_US, Facts, Touch, Use, circle_of
from qiao.kit.clock import DAY
from qiao.kit.db import ReadTx, Sql
from qiao.kit.db.sql import Param
from qiao.kit.langs import base_of
from qiao.people.models import Reading
from qiao.people.queries import read_choice
from qiao.search.families import family_of, kin_of

STAYED_MS = 5_000
"""Whoever leaves a note sooner has not read it."""
MOST = 400
"""So many uses and touches are looked at, the newest; more would say the same."""
FOLLOWED_US = 14 * DAY
MOST_FOLLOWED = 100
"""Of those she follows, what they wrote lately."""

_CHOSEN = Sql("select langs, ui_lang, region, joined_us, reading from members where id = :member")
# where a person wrote it again in another language nobody knows which of the two was read
_STAYED = Sql("""
    select n.id, n.lang, s.last_us from seen s join notes n on n.id = s.note_id
    where s.member_id = :member and s.last_us > :since_us and s.opens > 0
      and s.dwell_ms >= :stayed_ms and n.author_id <> :member
      and not exists (select 1 from note_versions v where v.note_id = n.id)
    order by s.last_us desc limit :most
""")
_SEARCHED = Sql("""
    select n.id, n.lang, max(l.at_us) from search_log l join notes n on n.id = l.note_id
    where l.member_id = :member and l.at_us > :since_us and n.author_id <> :member
    group by n.id, n.lang order by 3 desc limit :most
""")
_TRANSLATED = Sql("""
    select n.id, n.lang, l.lang, max(l.at_us) from reading_log l join notes n on n.id = l.note_id
    where l.member_id = :member and l.at_us > :since_us and l.kind = 'translate'
    group by n.id, n.lang, l.lang order by 4 desc limit :most
""")
_WROTE = Sql("""
    select lang, at_us from notes where author_id = :member and at_us > :since_us and brought = 0
    union all
    select lang, at_us from comments
      where author_id = :member and at_us > :since_us and deleted = 0
    order by 2 desc limit :most
""")
# notes of a momo are nobody's: whoever follows their author must not learn of them here
_TOUCHED = Sql("""
    select t.slug, d.why, d.at_us from (
      select note_id, 'liked' as why, at_us from likes
        where member_id = :member and at_us > :since_us
      union all
      select note_id, 'collected', at_us from collects
        where member_id = :member and at_us > :since_us
      union all
      select note_id, 'commented', max(at_us) from comments
        where author_id = :member and at_us > :since_us and deleted = 0 group by note_id
      union all
      select note_id, 'opened', last_us from seen
        where member_id = :member and last_us > :since_us and opens > 0 and hidden = 0
      order by 3 desc limit :most
    ) d join note_topics t on t.note_id = d.note_id
    order by d.at_us desc, t.slug
""")
_FOLLOWED = Sql("""
    select t.slug, d.at_us from (
      select n.id, n.at_us from follows f
      join notes n on n.author_id = f.followed_id and n.at_us > :since_us and n.momo = 0
        and n.standing = 'public' and n.audience = 'public'
      where f.follower_id = :member order by n.at_us desc limit :most
    ) d join note_topics t on t.note_id = d.id order by d.at_us desc, t.slug
""")
_ASKED = Sql("""
    select value, at_us from feed_wishes
    where member_id = :member and about = 'topic' and wish = 'more'
""")
_SAID = Sql("""
    select about, value, answer, at_us from circle_said where member_id = :member
    order by at_us desc, about, value
""")
_KEPT = Sql("select circle from circles where member_id = :member")
_ACTIVE = Sql("""
    select member_id from seen where last_us > :since_us
    union select author_id from notes where at_us > :since_us
    union select author_id from comments where at_us > :since_us
    union select member_id from likes where at_us > :since_us
    union select id from members where joined_us > :since_us
    order by 1
""")
_decode = msgspec.json.Decoder(Circle).decode


async def facts_of(tx: ReadTx, member: str, *, now_us: int) -> Facts | None:
    """Return what a member did lately; None where there is no such member."""
    chosen = await tx.one_or_none(tuple, _CHOSEN, member=member)
    if chosen is None:
        return None
    langs, app, region, joined_us, reading = chosen
    hers: dict[str, Param] = {"member": member, "since_us": now_us - WINDOW_US, "most": MOST}
    translated = await tx.all(tuple, _TRANSLATED, **hers)
    helped = {str(note) for note, *_ in translated}
    itself = read_choice(str(reading))
    stayed = await tx.all(tuple, _STAYED, stayed_ms=STAYED_MS, **hers)
    searched = await tx.all(tuple, _SEARCHED, **hers)
    touched = await tx.all(Touch, _TOUCHED, **hers)
    wrote: dict[str, Param] = {
        "member": member,
        "since_us": now_us - FOLLOWED_US,
        "most": MOST_FOLLOWED,
    }
    touched += [Touch(slug, "followed", at) for slug, at in await tx.all(tuple, _FOLLOWED, **wrote)]
    touched += [Touch(slug, "asked", at) for slug, at in await tx.all(tuple, _ASKED, member=member)]
    return Facts(
        declared=json.loads(str(langs)),
        app=str(app),
        region=str(region),
        joined_us=int(joined_us),
        stayed=_alone(stayed, helped, itself),
        searched=_alone(searched, helped, itself),
        translated_from=[Use(lang, at) for _, lang, _, at in translated],
        translated_into=[Use(into, at) for _, _, into, at in translated if into],
        wrote=await tx.all(Use, _WROTE, **hers),
        touched=touched,
        families=await kin_of(tx, {touch.slug for touch in touched}),
    )


async def circle_now(tx: ReadTx, member: str, *, now_us: int) -> Circle | None:
    """Return what is believed of a member at this moment; None where there is no such member."""
    facts = await facts_of(tx, member, now_us=now_us)
    if facts is None:
        return None
    return circle_of(facts, await said_by(tx, member), now_us=now_us)


async def said_by(tx: ReadTx, member: str) -> list[Said]:
    """Return a member's corrections, the newest first."""
    return await tx.all(Said, _SAID, member=member)


async def kept_of(tx: ReadTx, member: str) -> Circle | None:
    """Return the circle as it was last computed; None where it never was, or is not readable."""
    kept = await tx.value(_KEPT, member=member)
    try:
        return None if kept is None else _decode(str(kept))
    except msgspec.ValidationError:  # of another version: it is made again tonight
        return None


async def prior_of(tx: ReadTx, member: str) -> Prior:
    """Return what a member's feed begins from: what was computed, and her word before all."""
    kept = await kept_of(tx, member)
    said = await said_by(tx, member)
    langs = {one.lang: one.weight for one in kept.languages if not one.said} if kept else {}
    langs |= {one.value: float(one.answer == "yes") for one in said if one.about == "lang"}
    refused = [one.value for one in said if one.about == "topic" and one.answer == "no"]
    return Prior(
        langs,
        frozenset(one.value for one in said if one.about == "lang"),
        frozenset(await with_kin(tx, refused)),
        sum(one.at_us for one in said),
    )


async def with_kin(tx: ReadTx, slugs: Iterable[str]) -> set[str]:
    """Return these topics with all their other names."""
    found: set[str] = set()
    for slug in slugs:
        found |= {slug, *await family_of(tx, slug)}
    return found


async def active_since(tx: ReadTx, since_us: int) -> list[str]:
    """Return the members who read, wrote, liked or came since."""
    return [str(row[0]) for row in await tx.rows(_ACTIVE, {"since_us": since_us})]


def _alone(rows: Iterable[tuple[Any, ...]], helped: set[str], choice: Reading) -> list[Use]:
    """Return what she read without help. What her app translates by itself says nothing."""
    default = choice.default.mode == "automatic"
    by_base = {base_of(lang): one.mode == "automatic" for lang, one in choice.langs.items()}
    return [
        Use(lang, at)
        for note, lang, at in rows
        if note not in helped and not by_base.get(base_of(lang), default)
    ]
