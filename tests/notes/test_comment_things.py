"""Pictures and stickers in comments: whose they are, who sees them, what is left of them."""

from typing import Any

import msgspec
import pytest

from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextEmpty
from qiao.media.models import MediaNotFound
from qiao.notes import comment_edits, comments, queries, stickers
from qiao.notes.commands import delete_note, set_audience, set_standing
from qiao.notes.gate import OpenGate
from qiao.notes.models import (
    Audience,
    CommentThings,
    Standing,
    StickerUnknown,
    TooManyPhotos,
    checked_things,
)
from qiao.notes.momos import MomoPhotoKnown
from qiao.notes.threads import Threads
from qiao.people.models import Caller
from tests import make

USED = Sql("select used from media where id = :id")
ROWS = Sql("select count(*) from comment_media")
SHA = Sql("select sha from media where id = :id")


async def said(
    db: Database,
    who: Caller,
    note: str,
    body: str = "",
    *,
    momo: bool = False,
    sticker: str = "",
    photos: Any = (),
) -> str:
    things = checked_things([(photo, f"alt of {body}") for photo in photos], sticker)
    return await db.write(
        comments.publish_comment,
        who.id,
        note,
        body,
        OpenGate(),
        now=make.moment(),
        momo=momo,
        things=things,
    )


async def thread(db: Database, note: str, author: Caller) -> list[dict[str, Any]]:
    async with db.read() as tx:
        page = await Threads().page(tx, note, author=author.id, reader=None)
    found: list[dict[str, Any]] = msgspec.json.decode(page)["items"]
    return found


async def shown(db: Database, photo: str, reader: str | None = None) -> bool:
    async with db.read() as tx:
        return await queries.is_shown_to(tx, str(await tx.value(SHA, id=photo)), reader)


async def test_a_picture_or_a_sticker_says_enough(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)
    photo = await make.picture(database, ana)

    await said(database, ana, note, photos=[photo])
    await said(database, ana, note, sticker="qiao/tea")
    with pytest.raises(TextEmpty):
        await said(database, ana, note)

    first, second = await thread(database, note, ana)
    assert [one["media"] for one in first["photos_list"]] == [photo]
    assert (first["photos_list"][0]["alt"], first["sticker"]) == ("alt of", None)
    assert second["sticker"]["src"] == "/stickers/tea.svg"
    assert second["sticker"]["names"]["zh-Hans"] == "喝杯热茶"


async def test_no_more_than_three_pictures_and_only_ones_own(sqlite: Database):
    ana, bo = await make.member(sqlite), await make.member(sqlite, "bob")
    note = await make.note(sqlite, ana)
    hers = await make.picture(sqlite, ana)

    with pytest.raises(TooManyPhotos):
        checked_things([(str(n), "") for n in range(4)], "")
    with pytest.raises(MediaNotFound):
        await said(sqlite, bo, note, photos=[hers])
    with pytest.raises(StickerUnknown):
        await said(sqlite, bo, note, sticker="qiao/none")
    assert await thread(sqlite, note, ana) == []


async def test_what_is_taken_away_leaves_no_picture(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)
    photos = [await make.picture(database, ana, full=b"full %d" % n) for n in range(3)]
    gone = await said(database, ana, note, photos=photos[:1], sticker="qiao/tea")
    await database.write(
        comments.publish_comment, ana.id, note, "answer", OpenGate(), now=make.moment(), parent=gone
    )
    await said(database, ana, note, photos=photos[1:])

    await database.write(comments.delete_comment, ana.id, gone)

    stub, other = await thread(database, note, ana)
    assert (stub["deleted"], stub["photos_list"], stub["sticker"]) == (True, [], None)
    assert len(other["photos_list"]) == 2
    assert not await shown(database, photos[0])
    await database.write(delete_note, ana.id, note)
    async with database.read() as tx:
        assert await tx.count(ROWS) == 0
        assert [await tx.count(USED, id=photo) for photo in photos] == [0, 0, 0]


async def test_a_picture_is_seen_by_whom_its_note_is_for(database: Database):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyd")]
    note = await make.note(database, ana)
    photo = await make.picture(database, bo)
    comment = await said(database, bo, note, photos=[photo])
    assert await shown(database, photo, cy.id)

    await database.write(set_audience, ana.id, note, Audience.CHOSEN, ["bob"])
    assert not await shown(database, photo, cy.id)
    assert await shown(database, photo, bo.id)
    async with database.read() as tx:
        assert await queries.shown_openly_by(tx, str(await tx.value(SHA, id=photo))) is None

    await database.write(set_audience, ana.id, note, Audience.PUBLIC)
    await database.write(set_standing, "comment", comment, Standing.HELD)
    assert not await shown(database, photo, cy.id)


async def test_no_picture_ties_a_momo_to_her_name(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    note, other = await make.note(database, ana), await make.note(database, ana)
    photo = await make.picture(database, bo)

    await said(database, bo, note, "named", photos=[photo])
    for thread_ in (note, other):
        with pytest.raises(MomoPhotoKnown):
            await said(database, bo, thread_, "momo", photos=[photo], momo=True)
    hidden = await make.picture(database, bo, full=b"another")
    await said(database, bo, note, "momo", photos=[hidden], momo=True)
    # her number says in this thread that it is she; nowhere else
    await said(database, bo, note, "momo again", photos=[hidden], momo=True)
    with pytest.raises(MomoPhotoKnown):
        await said(database, bo, other, "momo", photos=[hidden], momo=True)
    with pytest.raises(MomoPhotoKnown):
        await said(database, bo, note, "named", photos=[hidden])
    with pytest.raises(MomoPhotoKnown):
        await make.note(database, bo, photos=[hidden])


async def test_words_may_be_taken_out_beside_a_picture_and_the_picture_stays(sqlite: Database):
    ana = await make.member(sqlite)
    note = await make.note(sqlite, ana)
    photo = await make.picture(sqlite, ana)
    comment = await said(sqlite, ana, note, "words", photos=[photo])
    alone = await said(sqlite, ana, note, "words alone")

    await sqlite.write(
        comment_edits.edit_comment, ana.id, comment, "", OpenGate(), now=make.moment()
    )

    with pytest.raises(TextEmpty):
        await sqlite.write(
            comment_edits.edit_comment, ana.id, alone, "", OpenGate(), now=make.moment()
        )
    first, _ = await thread(sqlite, note, ana)
    assert first["body"] == ""
    assert len(first["photos_list"]) == 1


async def test_operators_offer_stickers_and_withdraw_them(database: Database):
    ana = await make.member(database, operator=True)
    note = await make.note(database, ana)
    photo = await make.picture(database, ana)
    made = await database.write(
        stickers.add_sticker, ana.id, photo, "Harbour", {"en": "a boat"}, now=make.moment()
    )
    await said(database, ana, note, sticker=made.id)
    async with database.read() as tx:
        own, harbour = await stickers.offered(tx)
    assert len(own.items) >= 24
    assert [one.id for one in harbour.items] == [made.id]

    await database.write(stickers.withdraw_sticker, made.id)

    assert (await thread(database, note, ana))[0]["sticker"] is None
    with pytest.raises(StickerUnknown):
        await said(database, ana, note, sticker=made.id)
    with pytest.raises(NotFound):
        await database.write(stickers.withdraw_sticker, made.id)
    async with database.read() as tx:
        assert await tx.count(USED, id=photo) == 0


def test_things_are_something_or_nothing():
    assert not CommentThings()
    assert CommentThings(sticker="qiao/tea")
