"""Putting photos into a note."""

from collections.abc import Sequence

from qiao.kit.db import Sql, WriteTx
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.notes.models import Photo

_PUT = Sql("""
    insert into note_media (note_id, pos, media_id, alt, sha, w, h)
    values (:note, :pos, :media, :alt, :sha, :w, :h)
""")


async def put_photos(tx: WriteTx, author: str, note: str, photos: Sequence[Photo]) -> None:
    """Put photos into a note that has none, in their order.

    Raises:
        MediaNotFound: one is not a photo that this author uploaded.
    """
    pictures = await media.use(tx, author, [MediaId(photo.media_id) for photo in photos])
    for pos, (photo, picture) in enumerate(zip(photos, pictures, strict=True)):
        await tx.run(
            _PUT,
            note=note,
            pos=pos,
            media=picture.id,
            alt=photo.alt,
            sha=picture.sha,
            w=picture.w,
            h=picture.h,
        )
