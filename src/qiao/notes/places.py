"""Where notes are about: places by name, never by coordinates."""

import json
import re

from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import NotFound
from qiao.kit.text import clean
from qiao.notes import gazetteer
from qiao.notes.events import PlaceChanged
from qiao.notes.models import (
    MAX_PLACE_CHARS,
    Place,
    PlaceIsNumbers,
    Standing,
    UnderReview,
)
from qiao.notes.views import PlaceFound
from qiao.notes.visibility import Where, visible

MAX_COUNTED = 1_000
MAX_OFFERED = 8

# degrees, decimals with a comma between, plus codes, geo: addresses: all of them say where exactly
_NUMBERS = re.compile(
    r"-?\d{1,3}[.,]\d{2,}.{0,3}[\s,;/].{0,3}-?\d{1,3}[.,]\d{2,}|\d\s*[°º]|^geo:"
    r"|^\s*[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,4}\b|^///",
    re.IGNORECASE,
)
_PUT = Sql("""
    insert into places (slug, names, known) values (:slug, :names, :known)
    on conflict (slug) do nothing
""")
_OF = Sql("select place from notes where id = :note")
_IDLE = Sql("""
    delete from places where slug = :slug
      and not exists (select 1 from notes n where n.place = :slug)
""")
_OWNED = Sql("select place, standing from notes where id = :note and author_id = :author")
_SET = Sql("update notes set place = :place where id = :note")
_NAMES = Sql("select names from places where slug = :slug")
_NOTES = Sql(
    """
    select n.id from notes n where n.place = :slug and n.id < :before and """
    + visible("n", where=Where.OPEN)
    + """
    order by n.id desc limit :limit_rows
"""
)
_USED = Sql("""
    select slug, names from places where substr(slug, 1, length(:typed)) = :typed
    order by length(slug), slug limit :limit_rows
""")
_COUNT = Sql(
    """
    select count(*) from (select 1 from notes n where n.place = :slug and """
    + visible("n", where=Where.OPEN)
    + """
    limit :limit_rows) as found
"""
)


def checked_place(name: str) -> Place | None:
    """Return the place of this name; None for an empty one. Blocks when it is first called.

    Raises:
        PlaceIsNumbers: it says where on the globe instead of what people call it.
        TextTooLong and the others of `kit.text.clean`.
    """
    name = clean(name, field="place", max_chars=MAX_PLACE_CHARS, lines=False)
    if not name:
        return None
    slug = gazetteer.slug_for(name)
    if _NUMBERS.search(name) or not any(char.isalpha() for char in slug):
        raise PlaceIsNumbers(field="place")
    found = gazetteer.known().get(slug)
    return (
        Place(slug, dict(found.names), known=True)
        if found
        else Place(slug, {"und": name}, known=False)
    )


async def put_place(tx: WriteTx, place: Place | None) -> str:
    """Write a place down where it is new; return its slug, "" for none."""
    if place is None:
        return ""
    names = json.dumps(place.names, ensure_ascii=False)
    await tx.run(_PUT, slug=place.slug, names=names, known=int(place.known))
    return place.slug


async def place_of(tx: ReadTx, note: str) -> str:
    """Return the slug of a note's place, or ""."""
    return str(await tx.value(_OF, note=note) or "")


async def forget_place(tx: WriteTx, slug: str) -> None:
    """Forget a place that no note is about any more: its name was somebody's word."""
    if slug:
        await tx.run(_IDLE, slug=slug)


async def set_place(tx: WriteTx, author: str, note: str, place: Place | None) -> None:
    """Say that one's own note is about another place, or none.

    Raises:
        NotFound: the note is not there or not the author's.
        UnderReview: it is held or was taken down.
    """
    row = await tx.one_or_none(tuple, _OWNED, note=note, author=author)
    if row is None:
        raise NotFound
    before = str(row[0])
    if before == (place.slug if place else ""):
        return
    if row[1] in (Standing.HELD, Standing.REMOVED):
        raise UnderReview
    await tx.run(_SET, note=note, place=await put_place(tx, place))
    await forget_place(tx, before)
    await tell(tx, PlaceChanged(note))


async def notes_at(
    tx: ReadTx, slug: str, *, reader: str | None, before: str, limit: int = 20
) -> list[str]:
    """Return the notes about a place that a reader may find, newest first."""
    rows = await tx.rows(
        _NOTES, {"slug": slug, "reader": reader, "before": before, "limit_rows": limit}
    )
    return [str(row[0]) for row in rows]


async def place(tx: ReadTx, slug: str, *, reader: str | None) -> PlaceFound:
    """Return a place.

    Raises:
        NotFound: nobody knows it, and no note is about it that the reader may find.
    """
    known = gazetteer.known().get(slug)
    notes = await _count(tx, slug, reader)
    if known is not None:
        return PlaceFound(slug, dict(known.names), notes)
    names = await tx.value(_NAMES, slug=slug) if notes else None
    if names is None:
        raise NotFound
    return PlaceFound(slug, json.loads(str(names)), notes)


async def offered(tx: ReadTx, typed: str, *, reader: str | None) -> list[PlaceFound]:
    """Return places one may mean: those that notes are about, then those that are known."""
    slug = gazetteer.slug_for(typed[:MAX_PLACE_CHARS])
    if not slug:
        return []
    names = {one.slug: dict(one.names) for one in gazetteer.beginning(typed, most=MAX_OFFERED)}
    for used, said in await tx.all(tuple, _USED, typed=slug, limit_rows=2 * MAX_OFFERED):
        names.setdefault(str(used), json.loads(said))
    found = [PlaceFound(one, said, await _count(tx, one, reader)) for one, said in names.items()]
    known = gazetteer.known()
    kept = [one for one in found if one.notes or one.slug in known]
    return sorted(kept, key=lambda one: -one.notes)[:MAX_OFFERED]


async def _count(tx: ReadTx, slug: str, reader: str | None) -> int:
    return await tx.count(_COUNT, slug=slug, reader=reader, limit_rows=MAX_COUNTED)
