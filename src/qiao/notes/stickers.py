"""Which stickers there are: the square's own, and those that operators took in."""

import json
from itertools import groupby

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.kit.text import clean
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.media.stickers import SET, own
from qiao.notes.events import StickerWithdrawn
from qiao.notes.models import StickerUnknown
from qiao.notes.views import StickerSet, StickerView
from qiao.people.commands import checked_lang

MAX_NAME_CHARS = 80

_OFFERED = Sql("""
    select set_name, id, sha, names from stickers where withdrawn = 0 order by set_name, id
""")
_KNOWN = Sql("select 1 from stickers where id = :id and withdrawn = 0")
_ADD = Sql("""
    insert into stickers (id, set_name, names, sha, media_id, by_id, at_us)
    values (:id, :set_name, :names, :sha, :media, :by, :now_us)
""")
_MEDIA = Sql("select media_id from stickers where id = :id and withdrawn = 0")
_WITHDRAW = Sql("update stickers set withdrawn = 1 where id = :id and withdrawn = 0")


def own_sticker(id: str) -> StickerView | None:
    """Return one of the square's own; None where it has no such sticker (any more)."""
    found = own().get(id)
    return StickerView(found.id, found.src, found.names) if found else None


async def known_sticker(tx: ReadTx, id: str) -> None:
    """Raise StickerUnknown where a sticker is not offered."""
    if id not in own() and await tx.value(_KNOWN, id=id) is None:
        raise StickerUnknown(field="sticker")


async def offered(tx: ReadTx) -> list[StickerSet]:
    """Return every set, the square's own first."""
    sets = [StickerSet(SET, [StickerView(one.id, one.src, one.names) for one in own().values()])]
    rows = await tx.all(tuple, _OFFERED)
    for name, group in groupby(rows, key=lambda row: str(row[0])):
        items = [
            StickerView(id_, f"/media/{sha}/card.webp", json.loads(names))
            for _, id_, sha, names in group
        ]
        sets.append(StickerSet(name, items))
    return sets


async def add_sticker(
    tx: WriteTx, by: str, picture: str, set_name: str, names: dict[str, str], *, now: Micros
) -> StickerView:
    """Offer a picture that `by` sent as a sticker. `names`: what it shows, by language.

    Raises:
        MediaNotFound, LangUnknown, TextEmpty and those of `kit.text.clean`.
    """
    set_name = clean(set_name, field="set", max_chars=MAX_NAME_CHARS, lines=False, empty=False)
    said = {
        checked_lang(lang, field="names"): clean(
            name, field="names", max_chars=MAX_NAME_CHARS, lines=False, empty=False
        )
        for lang, name in (names or {"en": ""}).items()
    }
    [kept] = await media.use(tx, by, [MediaId(picture)])
    id_ = new_id(now)
    await tx.run(
        _ADD,
        id=id_,
        set_name=set_name,
        names=json.dumps(said, ensure_ascii=False),
        sha=kept.sha,
        media=kept.id,
        by=by,
        now_us=now,
    )
    return StickerView(id_, kept.card_url, said)


async def withdraw_sticker(tx: WriteTx, id: str) -> None:
    """Offer a sticker no longer, and show it nowhere; raises NotFound."""
    kept = await tx.value(_MEDIA, id=id)
    if kept is None or not await tx.run(_WITHDRAW, id=id):
        raise NotFound
    await media.release(tx, [MediaId(str(kept))])
    await tell(tx, StickerWithdrawn(id))
