"""A member with some of everything, for tests of moving house."""

from io import BytesIO
from pathlib import Path

import msgspec
from PIL import Image

from qiao.kit.clock import DAY, SECOND, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.media.child.develop import Bounds, develop
from qiao.media.commands import add
from qiao.media.models import Decoded, MediaId
from qiao.media.providers.folder import Folder
from qiao.notes.commands import publish, put_version, set_audience
from qiao.notes.comments import publish_comment, put_comment_version
from qiao.notes.editing import edit_note
from qiao.notes.gate import OpenGate
from qiao.notes.keeping import collect, make_board
from qiao.notes.linking import choose_who_answers
from qiao.notes.models import Audience, Label, Question, Unit, checked_draft
from qiao.notes.places import checked_place
from qiao.people.circles import Circle, WhoMay
from qiao.people.commands import ProfileChange, change_profile, set_bio_lang
from qiao.people.may import choose_who_may
from qiao.people.models import Caller, MemberId
from qiao.people.mutes import mute_word
from tests import make

LANGS = ("en", "zh-Hans", "ar", "ja")
BODIES = {
    "en": "The bread rested for {n} hours, and then some.",
    "zh-Hans": "面包醒了{n}个小时，然后又等了一会儿。",
    "ar": "ارتاح الخبز {n} ساعات ثم زيادة.",
    "ja": "パンは{n}時間休ませて、それからもう少し。",
}
AUDIENCES = (Audience.PUBLIC, Audience.PUBLIC, Audience.MUTUALS, Audience.PRIVATE, Audience.CHOSEN)
PINS = Sql("insert into note_pins (note_id, comment_id) values (:note, :comment)")
CAPTIONS = Sql("""
    insert into captions (id, media_id, lang, vtt, state, reason, by_id, at_us)
    values (:id, :media, 'en', :vtt, 'published', '', :by, :at_us)
""")
VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHow the dough is folded\n"


FIRST: dict[Database, str] = {}
"""The first note of each square; later ones answer it."""


class InThisProcess:
    """Decodes as the child does, without the child: tests of 500 notes need no jail for each."""

    async def decode(self, data: bytes) -> Decoded:
        from qiao.media.child.headers import kind_of
        from qiao.media.models import MediaNotAnImage

        if not kind_of(data[:12]):
            raise MediaNotAnImage
        made = develop(data, Bounds(50_000_000, 12_000, 200_000_000))
        return Decoded(made.card, made.full, made.w, made.h, made.kind)


def painted(number: int, side: int = 24) -> bytes:
    """Return a small picture that no other number has."""
    colour = (number * 37 % 256, number * 91 % 256, number * 13 % 256)
    out = BytesIO()
    Image.new("RGB", (side + number % 7, side), colour).save(out, "PNG")
    return out.getvalue()


async def kept_picture(db: Database, blobs: Folder, owner: Caller, number: int) -> MediaId:
    """Take in a picture of her own."""
    decoded = await InThisProcess().decode(painted(number))
    await blobs.put(decoded)
    return (await db.write(add, owner.id, decoded, now_us=make.NOW + number)).id


async def fill(db: Database, blobs: Folder, ana: Caller, bo: Caller, *, notes: int) -> None:
    """Give ana a profile and so many notes, with some of everything hanging on them."""
    face = await kept_picture(db, blobs, ana, 0)
    change = ProfileChange(
        name="Ana 安娜", bio="I bake.\nDaily.", langs=("pt", "ar"), region="BR", avatar=face
    )
    await db.write(change_profile, MemberId(ana.id), change)
    await db.write(set_bio_lang, ana.id, "en")
    await db.write(choose_who_may, ana.id, WhoMay(comment=Circle.FOLLOWING))
    await db.write(mute_word, MemberId(ana.id), "spoiler", now=make.NOW)
    await db.write(mute_word, MemberId(ana.id), "剧透", now=Micros(make.NOW + 5))
    boards = [
        await db.write(make_board, ana.id, f"Board {n}", now=Micros(make.NOW + n * SECOND))
        for n in range(3)
    ]
    for number in range(notes):
        await _note(db, blobs, ana, bo, boards, number)


async def _note(
    db: Database, blobs: Folder, ana: Caller, bo: Caller, boards: list[str], number: int
) -> None:
    lang = LANGS[number % 4]
    at = Micros(make.NOW + number * 3_600 * SECOND + number)
    audience = AUDIENCES[number % 5]
    momo = number % 40 == 3  # of those that are private
    photos = [
        (await kept_picture(db, blobs, ana, number * 3 + n + 1), f"Loaf {number}.{n}")
        for n in range(number % 3)
    ]
    body = BODIES[lang].format(n=number)
    draft = checked_draft(
        title=f"№ {number}" if number % 2 else "",
        body=body,
        topics=["bread", f"面包{number % 11}"][: 1 + number % 2],
        photos=photos,
        audience=Audience.PRIVATE if momo else audience,
        chosen=["bob"] if audience == Audience.CHOSEN else (),
        momo=momo,
        place=checked_place(("Lisbon", "大理", "our kitchen", "")[number % 4]),
        labels=[Label.AI] if number % 9 == 0 else [Label.PAID] if number % 10 == 0 else [],
    )
    if number % 12 == 5 and not momo:
        draft = msgspec.structs.replace(draft, asks=Question(Unit.FREE, "loaves"))
    if number % 25 == 2:
        draft = msgspec.structs.replace(draft, answers=FIRST[db])
    note = await db.write(publish, ana.id, draft, OpenGate(), now=at, lang=lang)
    FIRST.setdefault(db, note)
    if number % 30 == 1:
        await db.write(choose_who_answers, ana.id, note, Circle.FOLLOWING)
    if number % 5 == 1:
        await db.write(
            put_version, ana.id, note, "fr", title="Pain", body=f"Du pain, {number}", now=at
        )
    if number % 7 == 2:
        again = msgspec.structs.replace(draft, body=body + " Edited.")
        await db.write(edit_note, ana.id, note, again, OpenGate(), now=Micros(at + 4_000 * SECOND))
    if number % 20 == 6 and audience == Audience.PUBLIC:
        await db.write(set_audience, ana.id, note, Audience.PRIVATE)
    if number % 4 == 0:
        said = await db.write(
            publish_comment, ana.id, note, f"And salt, of course {number}", OpenGate(),
            now=Micros(at + 60 * SECOND), lang="en",
        )  # fmt: skip
        await db.write(
            publish_comment, ana.id, note, "A pinch", OpenGate(),
            now=Micros(at + 90 * SECOND), parent=said, lang="en",
        )  # fmt: skip
        await db.write(put_comment_version, ana.id, said, "fr", "Et du sel", now=at)
        if number % 8 == 0:
            await db.write(_run, PINS, note=note, comment=said)
    if number % 6 == 0:
        board = boards[number % 3] if number % 4 else None
        await db.write(collect, ana.id, note, now=Micros(at + DAY), board=board)
    if photos and number % 10 == 1:
        media = photos[0][0]
        await db.write(
            _run, CAPTIONS, id=f"c{media}"[:26], media=media, vtt=VTT, by=ana.id, at_us=at
        )


async def _run(tx: WriteTx, sql: Sql, **params: object) -> None:
    await tx.run(sql, **params)  # type: ignore[arg-type]


def at(path: Path, name: str) -> Path:
    """Return a place for a file, its folder made."""
    path.mkdir(parents=True, exist_ok=True)
    return path / name
