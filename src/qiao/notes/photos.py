"""Putting photos into a note or a comment."""

from collections.abc import Sequence

from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import Invalid
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.media.queries import by_ids
from qiao.media.video.models import KIND
from qiao.notes.models import OfKind, Photo

_PUT: dict[OfKind, Sql] = {
    of: Sql(f"""
        insert into {of}_media ({of}_id, pos, media_id, alt, sha, w, h)
        values (:of_id, :pos, :media, :alt, :sha, :w, :h)
    """)
    for of in ("note", "comment")
}


class VideoAlone(Invalid):
    """A note has one video, or photos. Facts: field."""

    code = "video_alone"


async def kind_of(tx: ReadTx, photos: Sequence[Photo]) -> str:
    """Say what kind of note this is by what it shows: video, photo or text.

    Raises:
        VideoAlone.
    """
    if not photos:
        return "text"
    found = await by_ids(tx, [MediaId(photo.media_id) for photo in photos])
    if all(each.kind != KIND for each in found.values()):
        return "photo"
    if len(photos) > 1:
        raise VideoAlone(field="media")
    return "video"


async def put_photos(
    tx: WriteTx, author: str, of_id: str, photos: Sequence[Photo], *, of: OfKind = "note"
) -> None:
    """Put photos into a note or comment that has none, in their order.

    Raises:
        MediaNotFound: one is not a photo that this author uploaded.
        VideoAlone: a comment has no video.
    """
    pictures = await media.use(tx, author, [MediaId(photo.media_id) for photo in photos])
    if of == "comment" and any(picture.kind == KIND for picture in pictures):
        raise VideoAlone(field="media")
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
