"""Putting the demo community into an empty square; into one that has it already, nothing."""

import json
from collections.abc import Callable, Sequence

from qiao.demo import content, engagement, paint, talk
from qiao.demo.content import DemoMember, DemoNote
from qiao.feed.commands import Read, log_reading
from qiao.kit.clock import DAY, HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.kit.ids import named_id
from qiao.media import commands as media
from qiao.media.blobs import BlobStore
from qiao.media.models import Decoded
from qiao.notes import commands, comments, keeping
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.people import commands as people
from qiao.people.models import MemberId
from qiao.people.passwords import NO_PASSWORD

SEED = 20250113
BATCH = 200

_LOADED = Sql("select value from facts where name = 'demo'")
_MARK = Sql("insert into facts (name, value) values (:name, :value)")
_MEMBERS = Sql("select count(*) from members")
_BIO = Sql("update members set bio = :bio, bio_lang = :lang where id = :id")

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and of how much."""


class SquareNotEmpty(Exception):
    """The square has members of its own; the demo community is for an empty one."""


async def load_demo(
    database: Database, blobs: BlobStore, *, now: Micros, progress: Progress
) -> bool:
    """Make the demo community; return whether there was anything to do.

    Raises:
        SquareNotEmpty: the square has members and no demo community.
    """
    async with database.read() as tx:
        if await tx.value(_LOADED) is not None:
            return False
        if await tx.count(_MEMBERS):
            raise SquareNotEmpty
    loader = _Loader(database, blobs, now, progress)
    await loader.pictures()
    await loader.members()
    await loader.notes()
    await loader.month()
    await loader.talk()
    return True


class _Loader:
    def __init__(
        self, database: Database, blobs: BlobStore, now: Micros, progress: Progress
    ) -> None:
        self._db = database
        self._blobs = blobs
        self._now = now
        self._progress = progress
        self._members = content.members()
        self._notes = content.notes()
        self._month = engagement.month(self._members, self._notes, seed=SEED)
        self._painted: dict[paint.Wanted, Decoded] = {}
        self._ids: dict[str, str] = {}

    def _at(self, day: float) -> Micros:
        return Micros(self._now - int(day * DAY))

    async def pictures(self) -> None:
        """Draw what is shown."""
        wanted = {picture for note in self._notes for picture in paint.of_note(note)}
        wanted |= {paint.of_member(m) for m in self._members if m.picture}
        for number, (which, picture) in enumerate(paint.paint_all(wanted), start=1):
            await self._blobs.put(picture)
            self._painted[which] = picture
            self._progress("pictures", number, len(wanted))

    async def members(self) -> None:
        """Make the cast and the quiet readers."""
        cast = {m.handle: m for m in self._members}
        await self._db.write(self._join_all, cast)

    async def _join_all(self, tx: WriteTx, cast: dict[str, DemoMember]) -> None:
        for reader in self._month.readers:
            member = cast.get(reader.handle)
            joined = self._at(reader.joined_day)
            joining = people.checked_joining(
                handle=reader.handle,
                name=member.name if member else "",
                langs=reader.langs,
                region=member.region if member else "",
                ui_lang=reader.langs[0] if reader.langs[0] in ("zh-Hans", "ar") else "en",
            )
            id_ = named_id(joined, reader.handle)
            self._ids[reader.handle] = await people.join(
                tx, joining, NO_PASSWORD, now=joined, id=id_
            )
            if member and member.bio:
                await tx.run(_BIO, bio=member.bio, lang=member.langs[0], id=id_)
            if member and member.picture:
                picture = await self._own_picture(tx, id_, paint.of_member(member), joined)
                change = people.ProfileChange(avatar=picture)
                await people.change_profile(tx, MemberId(id_), change)

    async def _own_picture(self, tx: WriteTx, owner: str, wanted: paint.Wanted, at: Micros) -> str:
        return (await media.add(tx, owner, self._painted[wanted], now_us=at)).id

    async def notes(self) -> None:
        """Publish the notes with their comments and versions."""
        for number, note in enumerate(self._notes, start=1):
            await self._db.write(self._publish, note)
            self._progress("notes", number, len(self._notes))

    async def _publish(self, tx: WriteTx, note: DemoNote) -> None:
        at = self._at(note.day)
        author = self._ids[note.author]
        photos = [
            (await self._own_picture(tx, author, wanted, at), alt)
            for wanted, alt in zip(paint.of_note(note), note.alt, strict=True)
        ]
        draft = checked_draft(title=note.title, body=note.body, topics=note.topics, photos=photos)
        id_ = await commands.publish(
            tx, author, draft, OpenGate(), now=at, id=named_id(at, note.id)
        )
        self._ids[note.id] = id_
        for lang, version in note.versions.items():
            await commands.put_version(
                tx,
                author,
                id_,
                lang,
                title=version.title,
                body=version.body,
                alts=tuple(version.alt),
                now=at,
            )
        made: list[str] = []
        for place, said in enumerate(note.comments):
            said_at = Micros(min(at + int(said.after_h * HOUR), self._now - HOUR // 60))
            comment = await comments.publish_comment(
                tx,
                self._ids[said.author],
                id_,
                said.body,
                OpenGate(),
                now=said_at,
                parent=None if said.to is None else made[said.to],
                id=named_id(said_at, f"{note.id} {place}"),
            )
            made.append(comment)
            for lang, body in said.versions.items():
                await comments.put_comment_version(
                    tx, self._ids[said.author], comment, lang, body, now=said_at
                )

    async def talk(self) -> None:
        """Publish what answers and asks, and a note by two."""
        found = talk.notes()
        for number, note in enumerate(found, start=1):

            async def put(tx: WriteTx, note: talk.TalkNote = note) -> str:
                return await talk.publish(tx, note, self._ids, now=self._now)

            self._ids[note.id] = await self._db.write(put)
            self._progress("questions and answers", number, len(found))

    async def month(self) -> None:
        """Write the month of engagement, without the tenth that is held out."""
        deeds = sorted(self._month.deeds, key=lambda d: -d.day)
        for start in range(0, len(deeds), BATCH):
            await self._db.write(self._did, deeds[start : start + BATCH])
            self._progress("a month of reading", min(start + BATCH, len(deeds)), len(deeds))
        await self._db.write(self._rest)

    async def _did(self, tx: WriteTx, deeds: Sequence[engagement.Deed]) -> None:
        for deed in deeds:
            member, note, at = self._ids[deed.handle], self._ids[deed.note], self._at(deed.day)
            items = [Read("impression", note, "explore", 0)]
            if deed.opened:
                items += [
                    Read("open", note, "explore", 0),
                    Read("dwell", note, "explore", 0, deed.ms),
                ]
            await log_reading(tx, member, items, at)
            if deed.liked:
                await keeping.like(tx, member, note, now=at)
            if deed.collected:
                await keeping.collect(tx, member, note, now=at)

    async def _rest(self, tx: WriteTx) -> None:
        for follower, followed, day in self._month.follows:
            await people.follow(
                tx,
                MemberId(self._ids[follower]),
                MemberId(self._ids[followed]),
                now=self._at(day),
            )
        held_out = [[self._ids[handle], self._ids[note]] for handle, note in self._month.held_out]
        await tx.run(_MARK, name="demo_held_out", value=json.dumps(held_out))
        await tx.run(_MARK, name="demo", value=str(SEED))
