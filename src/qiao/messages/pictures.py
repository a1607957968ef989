"""Pictures within messages: kept apart from all others, where no public address leads.

A picture that is in no message has its owner alone; one that nobody has any more loses its row and
its files at the next sweep. Copies for reviewers keep the files they name.
"""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.media.blobs import BlobStore
from qiao.media.models import Decoded, MediaNotFound, Sha
from qiao.messages.models import MAX_WAITING_PICTURES, PictureId, PictureOf, TooManyPictures
from qiao.messages.visibility import removed, sees_message

AT_ONCE = 200

_ADD = Sql("""
    insert into message_pictures (id, owner_id, sha, w, h, at_us)
    values (:id, :owner, :sha, :w, :h, :now_us)
""")
_WAITING = Sql("""
    select count(*) from message_pictures where owner_id = :owner and message_id is null
""")
_USE = Sql("""
    update message_pictures set message_id = :message, pos = :pos, alt = :alt
    where id = :id and owner_id = :owner and message_id is null
""")
_LET_GO = Sql("""
    update message_pictures set message_id = null, owner_id = '' where message_id in (:messages...)
""")
_OF = Sql("""
    select message_id, id, w, h, alt, sha from message_pictures
    where message_id in (:messages...) order by message_id, pos
""")
_SHA = Sql(
    """
    select p.sha from message_pictures p where p.id = :id and p.owner_id = :reader
      and p.message_id is null
    union all
    select p.sha from message_pictures p
    join messages m on m.id = p.message_id and m.gone = 0
    join conversation_sides s on s.conversation_id = m.conversation_id
    where p.id = :id and """
    + sees_message("s", "m")
    + f" and (m.author_id = :reader or not {removed('m')}) limit 1"
)
_LOST = Sql("""
    select id, sha from message_pictures
    where message_id is null and (owner_id = '' or at_us < :before_us)
    order by id limit :most
""")
_FORGET = Sql("delete from message_pictures where id in (:ids...) and message_id is null")
_KEPT = Sql("select count(*) from message_pictures where sha = :sha")
_COPIED = Sql("""
    select count(*) from message_copies where pictures like '%' || :sha || '%'
""")


class Shown(NamedTuple):
    """A picture of a message; pixels of the full one."""

    message: str
    id: str
    w: int
    h: int
    alt: str
    sha: str


async def add(tx: WriteTx, owner: str, picture: Decoded, *, now: Micros) -> PictureId:
    """Write down a picture whose files are kept. Raises TooManyPictures."""
    if await tx.count(_WAITING, owner=owner) >= MAX_WAITING_PICTURES:
        raise TooManyPictures(field="pictures", max=MAX_WAITING_PICTURES)
    made = PictureId(new_id(now))
    await tx.run(_ADD, id=made, owner=owner, sha=picture.sha, w=picture.w, h=picture.h, now_us=now)
    return made


async def use(tx: WriteTx, owner: str, message: str, pictures: Sequence[PictureOf]) -> None:
    """Put pictures into a message, in their order.

    Raises:
        MediaNotFound: one is not this member's, or is in a message already.
    """
    for pos, (id_, alt) in enumerate(pictures):
        if not await tx.run(_USE, id=id_, owner=owner, message=message, pos=pos, alt=alt):
            raise MediaNotFound(id=id_)


async def let_go(tx: WriteTx, messages: Sequence[str]) -> None:
    """Take the pictures of messages away from everybody, at once."""
    if messages:
        await tx.run(_LET_GO, messages=list(messages))


async def pictures_of(tx: ReadTx, messages: Sequence[str]) -> dict[str, list[Shown]]:
    """Return the pictures of messages, in order."""
    found: dict[str, list[Shown]] = {}
    for one in await tx.all(Shown, _OF, messages=list(messages)) if messages else ():
        found.setdefault(one.message, []).append(one)
    return found


async def sha_for(tx: ReadTx, picture: str, reader: str) -> Sha:
    """Return where the files of a picture lie.

    Raises:
        NotFound: it is not the reader's, and in no message that she may read.
    """
    found = await tx.value(_SHA, id=picture, reader=reader)
    if found is None:
        raise NotFound
    return Sha(str(found))


async def sweep(db: Database, letters: BlobStore, *, now: Micros) -> int:
    """Forget the pictures that nobody has any more, and those that were never sent."""
    gone = 0
    while True:
        async with db.read() as tx:
            lost = await tx.all(tuple, _LOST, before_us=now - DAY, most=AT_ONCE)
        if not lost:
            return gone
        await db.write(_forget, [str(id_) for id_, _ in lost])
        for sha in sorted({Sha(str(sha)) for _, sha in lost}):
            async with db.read() as tx:
                kept = await tx.count(_KEPT, sha=sha) + await tx.count(_COPIED, sha=sha)
            if not kept:
                await letters.delete(sha)
        gone += len(lost)


async def _forget(tx: WriteTx, ids: list[str]) -> None:
    await tx.run(_FORGET, ids=ids)
