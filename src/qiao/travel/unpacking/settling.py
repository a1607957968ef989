"""What a member says of herself and has chosen, taken over as far as it fits here."""

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx
from qiao.kit.refusals import Refusal
from qiao.notices import commands as notices
from qiao.notices.models import Choices
from qiao.people.circles import WhoMay
from qiao.people.commands import ProfileChange, change_profile, checked_lang, set_bio_lang
from qiao.people.may import choose_who_may
from qiao.people.models import MemberId, Reading
from qiao.people.mutes import MAX_WORDS, mute_word
from qiao.people.reading import choose_reading
from qiao.search import history
from qiao.topics.models import slug_of
from qiao.translate.speech.captions import parse
from qiao.translate.speech.store import put_captions as put
from qiao.travel.packing import shapes
from qiao.travel.unpacking.checking import checked_at

MAX_TOPICS = 200

# the feed stands beside this slice: what is written here is what it would write
_DIALS = Sql("""
    insert into feed_dials (member_id, variety, other_langs, home, homeward, at_us)
    values (:member, :variety, :other_langs, :home, :homeward, :now_us)
    on conflict (member_id) do update set variety = excluded.variety,
      other_langs = excluded.other_langs, home = excluded.home, homeward = excluded.homeward,
      at_us = excluded.at_us
""")
_MUTE_TOPIC = Sql("""
    insert into topic_mutes (member_id, slug, at_us) values (:member, :slug, :now_us)
    on conflict (member_id, slug) do nothing
""")


async def settle(
    tx: WriteTx, member: str, profile: shapes.Profile, avatar: str | None, *, now: Micros
) -> None:
    """Take over a profile and choices; `avatar`: a picture of hers that is here by now.

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


async def put_captions(
    tx: WriteTx, member: str, media: str, captions: shapes.Captions, *, now: Micros
) -> bool:
    """Keep captions of one of her media; return whether they could be read."""
    try:
        lang = checked_lang(captions.lang, field="lang")
        cues = parse(captions.vtt)
    except Refusal:
        return False
    at_us = checked_at(captions.at, now) or now
    await put(
        tx, media, lang, member, cues, publish=captions.state == "published", now_us=at_us
    )  # fmt: skip
    return True
