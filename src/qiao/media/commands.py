"""Keeping pictures: the only writers of `media`."""

from collections.abc import Sequence
from dataclasses import replace

from qiao.kit.db import Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.media import queries
from qiao.media.models import Decoded, Media, MediaId, MediaNotFound, Sha

_ADD = Sql(
    """
    insert into media (id, owner_id, sha, w, h, bytes, kind, created_us, used)
    values (:id, :owner_id, :sha, :w, :h, :bytes, :kind, :created_us, 0)
    """
)
_USE = Sql("update media set used = used + 1 where id in (:ids...)")
_RELEASE = Sql("update media set used = used - 1 where id in (:ids...) and used > 0")
_UNUSED = Sql(
    """
    select id, sha from media where used = 0 and created_us < :before_us
    order by created_us limit :most
    """
)
_REMOVE = Sql("delete from media where id in (:ids...) and used = 0")


async def add(
    tx: WriteTx, owner_id: str, picture: Decoded, *, now_us: int, id: str | None = None
) -> Media:
    """Write down a picture that a `BlobStore` already keeps: files first, so no row lacks them.

    `id`: of a video whose poster it is.
    """
    media = Media(
        id=MediaId(id or new_id(now_us)),
        owner_id=owner_id,
        sha=picture.sha,
        w=picture.w,
        h=picture.h,
        bytes=len(picture.card) + len(picture.full),
        kind=picture.kind,
        created_us=now_us,
        used=0,
    )
    await tx.run(
        _ADD,
        id=media.id,
        owner_id=owner_id,
        sha=media.sha,
        w=media.w,
        h=media.h,
        bytes=media.bytes,
        kind=media.kind,
        created_us=now_us,
    )
    return media


async def use(tx: WriteTx, owner_id: str, ids: Sequence[MediaId]) -> list[Media]:
    """Count one more use of each, by a note or a member; they come back in the order of `ids`.

    Raises:
        MediaNotFound: one does not exist or is somebody else's; nothing is counted.
    """
    found = await queries.by_ids(tx, ids)
    for id_ in ids:
        if id_ not in found or found[id_].owner_id != owner_id:
            raise MediaNotFound(id=id_)
    if ids:
        await tx.run(_USE, ids=list(ids))
    return [replace(found[id_], used=found[id_].used + 1) for id_ in ids]


async def release(tx: WriteTx, ids: Sequence[MediaId]) -> None:
    """Count one use fewer of each: the note is gone, or the member shows another face."""
    if ids:
        await tx.run(_RELEASE, ids=list(ids))


async def remove(tx: WriteTx, ids: Sequence[MediaId]) -> None:
    """Drop the rows of those of these that nothing shows; what is shown stays."""
    if ids:
        await tx.run(_REMOVE, ids=list(ids))


async def remove_unused(tx: WriteTx, *, before_us: int, most: int = 500) -> list[Sha]:
    """Drop the rows of pictures that were sent before `before_us` and that nothing shows.

    Returns the shas that no row names any more; the caller deletes their files after the commit,
    and asks `queries.is_kept` again first: the same picture may have come in meanwhile.
    """
    rows = await tx.all(tuple, _UNUSED, before_us=before_us, most=most)
    if not rows:
        return []
    await tx.run(_REMOVE, ids=[str(id_) for id_, _ in rows])
    shas = sorted({Sha(str(sha)) for _, sha in rows})
    return [sha for sha in shas if not await queries.is_kept(tx, sha)]
