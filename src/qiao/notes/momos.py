"""Posting as momo: a number in each thread, and what would give its author away."""

from collections.abc import Sequence

from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import Invalid

_HOLD = Sql("update note_counts set likes = likes where note_id = :note")
_NUMBER = Sql("select number from momo_numbers where note_id = :note and member_id = :member")
_LAST = Sql("select coalesce(max(number), 0) from momo_numbers where note_id = :note")
_TAKE = Sql("""
    insert into momo_numbers (note_id, member_id, number) values (:note, :member, :number)
""")
# the same picture under her name and as momo would say that the two are one
_SHOWN_ELSEWHERE = Sql("""
    select 1 from media d join note_media p on p.sha = d.sha join notes n on n.id = p.note_id
    where d.id in (:ids...) and n.author_id = :author and (n.momo > 0 or :momo = 1)
      and not (n.id = :note and n.momo > 0 and :momo = 1)
    union all
    select 1 from media d join comment_media p on p.sha = d.sha
      join comments c on c.id = p.comment_id
    where d.id in (:ids...) and c.author_id = :author and (c.momo > 0 or :momo = 1)
      and not (c.note_id = :note and c.momo > 0 and :momo = 1)
    union all
    select 1 from videos d join videos o on o.film_sha = d.film_sha
      join note_media p on p.media_id = o.id join notes n on n.id = p.note_id
    where d.id in (:ids...) and d.film_sha <> '' and n.author_id = :author and n.id <> :note
      and (n.momo > 0 or :momo = 1)
    union all
    select 1 from media d join members m on m.avatar_sha = d.sha
    where d.id in (:ids...) and m.id = :author and :momo = 1
    limit 1
""")


class MomoForAll(Invalid):
    """Few readers would know who it is: what is said as momo is for everybody. Facts: field."""

    code = "momo_for_all"


class MomoPhotoKnown(Invalid):
    """Another note of hers, or her face, shows this picture: it would tell who momo is."""

    code = "momo_photo_known"


async def number_for(tx: WriteTx, note: str, member: str) -> int:
    """Return a member's number as momo in a thread, the next one if she has none yet."""
    # who comes at the same time, she herself too, waits here: what is read next is true
    await tx.run(_HOLD, note=note)
    kept = await tx.value(_NUMBER, note=note, member=member)
    if kept is not None:
        return int(str(kept))
    number = await tx.count(_LAST, note=note) + 1
    await tx.run(_TAKE, note=note, member=member, number=number)
    return number


async def refuse_known_photos(
    tx: ReadTx, author: str, media: Sequence[str], *, momo: bool, note: str = ""
) -> None:
    """Refuse pictures that would tie what is said as momo to who says it.

    `note`: whose thread they are to be in, if it is there; what she says as momo in one thread is
    known as hers by her number.

    Raises:
        MomoPhotoKnown: something else of hers, or her face, shows one of them.
    """
    if not media:
        return
    if await tx.value(_SHOWN_ELSEWHERE, ids=list(media), author=author, momo=int(momo), note=note):
        raise MomoPhotoKnown(field="media")
