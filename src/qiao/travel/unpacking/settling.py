"""What a member says of herself and has chosen, taken over as far as it fits here."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar, get_args

import msgspec

from qiao.circles.commands import correct
from qiao.circles.models import MAX_SAID
from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx
from qiao.kit.refusals import Refusal
from qiao.notices import commands as notices
from qiao.notices.models import Choices
from qiao.people.bios import MAX_BIOS, put_bio
from qiao.people.circles import WhoMay
from qiao.people.commands import ProfileChange, change_profile, checked_lang, set_bio_lang
from qiao.people.may import choose_who_may
from qiao.people.models import Hidden, MemberId, Reading
from qiao.people.mutes import MAX_WORDS, mute_word
from qiao.people.reading import choose_reading
from qiao.search import history
from qiao.topics.models import slug_of
from qiao.travel.packing import shapes
from qiao.travel.unpacking import reading
from qiao.travel.unpacking.checking import Unfit, checked_at
from qiao.travel.unpacking.pictures import Picture, Pictures
from qiao.travel.unpacking.way import Way

MAX_TOPICS = 200
Line = TypeVar("Line")

# the feed stands beside this slice: what is written here is what it would write
_DIALS = Sql("""
    insert into feed_dials (member_id, variety, other_langs, home, homeward, at_us)
    values (:member, :variety, :other_langs, :home, :homeward, :now_us)
    on conflict (member_id) do update set variety = excluded.variety,
      other_langs = excluded.other_langs, home = excluded.home, homeward = excluded.homeward,
      at_us = excluded.at_us
""")
_BIO = Sql("select lang from member_bios where member_id = :member and lang = :lang")
_HIDES = Sql("select hides from members where id = :member")
_MUTE_TOPIC = Sql("""
    insert into topic_mutes (member_id, slug, at_us) values (:member, :slug, :now_us)
    on conflict (member_id, slug) do nothing
""")


async def profile(way: Way, pictures: Pictures) -> None:
    """Take over what she says of herself and has chosen, where she wants it."""
    chosen = shapes.Chosen()
    async for batch in reading.lines(way.parcel, "chosen", shapes.Chosen, most=1):
        chosen = next((one for one in batch if not isinstance(one, Unfit)), chosen)
    async for found in reading.lines(way.parcel, "member", shapes.Profile, most=1):
        for one in found:
            if isinstance(one, Unfit):
                way.left.leave(one.why)
                continue
            face = await pictures.of([shapes.Photo(one.avatar)] if one.avatar else [])

            async def take(
                tx: WriteTx, one: shapes.Profile = one, face: Sequence[Picture] = face
            ) -> None:
                avatar = await pictures.written(tx, face[0]) if face else None
                await settle(tx, way.member, one, chosen, avatar, now=way.now)

            try:
                await way.db.write(take)
            except (Refusal, msgspec.ValidationError):
                await pictures.let_go(face)
                way.left.leave("profile")
    async for bios in reading.lines(way.parcel, "bios", shapes.Bio, most=MAX_BIOS * 2):
        for bio in bios:
            await _each(way, bio, _bio)
    async for words in reading.lines(way.parcel, "circle_said", shapes.Said, most=MAX_SAID * 2):
        for word in words:
            await _each(way, word, _word)


async def _each(
    way: Way, line: Line | Unfit, take: Callable[[WriteTx, Way, Line], Awaitable[object]]
) -> None:
    """Take a line over; one that does not fit here is counted, and the others come."""
    try:
        if isinstance(line, Unfit):
            raise line
        await way.db.write(take, way, line)
    except (Refusal, Unfit):
        way.left.leave("profile")


async def _word(tx: WriteTx, way: Way, said: shapes.Said) -> None:
    await correct(tx, way.member, said.about, said.value, said.answer, now=way.now)


async def _bio(tx: WriteTx, way: Way, bio: shapes.Bio) -> None:
    """Keep her bio in another language; where there was none it can be taken back."""
    lang = checked_lang(bio.lang, field="lang")
    before = await tx.value(_BIO, member=way.member, lang=lang)
    await put_bio(tx, way.member, lang, bio.body, now=Micros(checked_at(bio.at, way.now)))
    if before is None and bio.body:
        await way.keep(tx, "bio", way.source("bio", lang), lang)


async def settle(
    tx: WriteTx,
    member: str,
    profile: shapes.Profile,
    more: shapes.Chosen,
    avatar: str | None,
    *,
    now: Micros,
) -> None:
    """Take over a profile and choices; `avatar`: a picture of hers that is here by now.

    What she hides here stays hidden, whatever she showed elsewhere.

    Raises:
        Refusal, msgspec.ValidationError: something in it is not acceptable; nothing is changed.
    """
    change = ProfileChange(
        name=profile.name,
        bio=profile.bio,
        langs=tuple(profile.langs),
        region=profile.region,
        ui_lang=profile.ui_lang,
        avatar=avatar,
        learns=tuple(more.learns),
        hides=await _hides(tx, member, more.hides),
    )
    await change_profile(tx, MemberId(member), change)
    if profile.bio_lang not in ("und", "mul"):
        await set_bio_lang(tx, member, checked_lang(profile.bio_lang, field="bio_lang"))
    chosen = profile.choices
    if chosen.reading:
        await choose_reading(tx, MemberId(member), msgspec.convert(chosen.reading, Reading))
    if chosen.who_may:
        await choose_who_may(tx, member, msgspec.convert(chosen.who_may, WhoMay))
    if chosen.notices:
        await notices.choose(tx, member, msgspec.convert(chosen.notices, Choices))
    if chosen.remembers_searches is not None:
        await history.choose(tx, member, remember=chosen.remembers_searches)
    await _dials(tx, member, chosen.feed, now)
    for word in chosen.muted_words[:MAX_WORDS]:
        await mute_word(tx, MemberId(member), word, now=now)
        now = Micros(now + 1)  # they stay in their order
    for topic in chosen.muted_topics[:MAX_TOPICS]:
        if slug := slug_of(topic[:60]):
            await tx.run(_MUTE_TOPIC, member=member, slug=slug, now_us=now)


async def _hides(tx: WriteTx, member: str, hides: Sequence[str]) -> tuple[str, ...]:
    here = msgspec.json.decode(str(await tx.value(_HIDES, member=member) or "[]"), type=set[str])
    return tuple(one for one in get_args(Hidden) if one in here or one in hides)


async def _dials(tx: WriteTx, member: str, feed: dict[str, float | str], now: Micros) -> None:
    variety, other_langs = feed.get("variety"), feed.get("other_langs")
    home, homeward = feed.get("home"), feed.get("homeward", 0.5)
    if not isinstance(variety, float | int) or not isinstance(other_langs, float | int):
        return
    # an export of an older square has no such dial
    if not isinstance(homeward, float | int) or not 0 <= homeward <= 1:
        homeward = 0.5
    if 0 <= variety <= 1 and 0 <= other_langs <= 1 and home in ("explore", "following"):
        await tx.run(
            _DIALS, member=member, variety=float(variety), other_langs=float(other_langs),
            home=str(home), homeward=float(homeward), now_us=now,
        )  # fmt: skip
