"""Putting photos into a note or a comment."""

from collections.abc import Sequence

from qiao.kit.db import Sql, WriteTx
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.notes.models import OfKind, Photo

_PUT: dict[OfKind, Sql] = {
    of: Sql(f"""
        insert into {of}_media ({of}_id, pos, media_id, alt, sha, w, h)
        values (:of_id, :pos, :media, :alt, :sha, :w, :h)
    """)
    for of in ("note", "comment")
}


async def put_photos(
    tx: WriteTx, author: str, of_id: str, photos: Sequence[Photo], *, of: OfKind = "note"
) -> None:
    """Put photos into a note or comment that has none, in their order.

    Raises:
        MediaNotFound: one is not a photo that this author uploaded.
    """
    pictures = await media.use(tx, author, [MediaId(photo.media_id) for photo in photos])
    for pos, (photo, picture) in enumerate(zip(photos, pictures, strict=True)):
        await tx.run(
            _PUT[of],
            of_id=of_id,
            pos=pos,
            media=picture.id,
            alt=photo.alt,
            sha=picture.sha,
            w=picture.w,
            h=picture.h,
        )
