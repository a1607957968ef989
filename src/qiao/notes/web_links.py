"""Cards for links below notes and comments: which there are, and letting them go.

What a card says is written by the worker, which alone asks other places; see `qiao.links`.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import NotFound
from qiao.media import commands as media
from qiao.media.models import Decoded, MediaId
from qiao.notes.events import LinkCardChanged
from qiao.notes.models import OfKind
from qiao.notes.views import LinkCard, Picture

MAX_URL_CHARS = 2_000
THE_SQUARE = ""
"""Whose the pictures on cards are: no member's."""

_FOUND = re.compile(r"https?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_CLOSING = ".,;:!?…'\"»"

_CARDS = Sql("""
    select l.of_id, k.url, k.site, k.title, k.about, k.lang, k.sha, k.w, k.h
    from web_links l join link_cards k on k.url_hash = l.url_hash
    where l.of_id in (:ids...) and l.removed = 0 and k.state = 'made'
""")
_OWNED: dict[OfKind, Sql] = {
    "note": Sql("select id from notes where id = :id and author_id = :author"),
    "comment": Sql("""
        select note_id from comments where id = :id and author_id = :author and deleted = 0
    """),
}
_KNOWN = Sql("select state, made_us from link_cards where url_hash = :hash")
_BEFORE = Sql("select url_hash from web_links where of_id = :id")
_UNLINK = Sql("delete from web_links where of_id = :id and url_hash <> :hash")
# only while it is there: it may have been taken away since it was looked at
_LINK = Sql("""
    insert into web_links (of_id, note_id, url_hash)
    select :id, :note, :hash where exists (select 1 from notes n where n.id = :id)
      or exists (select 1 from comments c where c.id = :id and c.deleted = 0)
    on conflict (of_id) do nothing
""")
_SHOWN = Sql("""
    select l.of_id, l.note_id from web_links l where l.url_hash = :hash and l.removed = 0 limit 200
""")
_PICTURE = Sql("select media_id from link_cards where url_hash = :hash")
_KEEP = Sql("""
    insert into link_cards
      (url_hash, url, state, site, title, about, lang, media_id, sha, w, h, made_us)
    values
      (:hash, :url, :state, :site, :title, :about, :lang, :media, :sha, :w, :h, :now_us)
    on conflict (url_hash) do update
      set state = :state, site = :site, title = :title, about = :about, lang = :lang,
          media_id = :media, sha = :sha, w = :w, h = :h, made_us = :now_us
""")
_REMOVE = Sql("update web_links set removed = 1 where of_id = :id and removed = 0")
_OF = Sql("select url_hash from web_links where of_id = :id or note_id = :id")
_GONE = Sql("delete from web_links where of_id = :id or note_id = :id")
_IDLE = Sql("""
    select k.url_hash, k.media_id from link_cards k
    where k.url_hash in (:hashes...)
      and not exists (select 1 from web_links l where l.url_hash = k.url_hash)
""")
_FORGET = Sql("delete from link_cards where url_hash in (:hashes...)")


class Linked(NamedTuple):
    """A row of `web_links` together with its card, as SQL gives it."""

    of_id: str
    url: str
    site: str
    title: str
    about: str
    lang: str
    sha: str
    w: int
    h: int

    def card(self) -> LinkCard:
        """Return what is shown."""
        picture = None
        if self.sha:
            base = f"/media/{self.sha}"
            picture = Picture(f"{base}/card.webp", f"{base}/full.webp", self.w, self.h, "")
        host = urlsplit(self.url).hostname or ""
        return LinkCard(self.url, host, self.site, self.title, self.about, self.lang, picture)


class Known(NamedTuple):
    """Of a card that is kept: whether there was something to show, and since when."""

    made: bool
    made_us: int


class Made(NamedTuple):
    """What a page says of itself."""

    site: str
    title: str
    about: str
    lang: str


def hash_of(url: str) -> str:
    """Return the name a card is kept under."""
    return hashlib.sha256(url.encode()).hexdigest()


def first_link(text: str) -> str | None:
    """Return the first address of the web in a text, as the app would make a link of it."""
    for found in _FOUND.finditer(text):
        url = found[0].rstrip(_CLOSING)
        for opens, closes in ("()", "[]", "{}"):
            while url.endswith(closes) and url.count(closes) > url.count(opens):
                url = url[:-1].rstrip(_CLOSING)
        if len(url) <= MAX_URL_CHARS:
            return url
    return None


async def cards_of(tx: ReadTx, ids: Sequence[str]) -> dict[str, LinkCard]:
    """Return the cards below these notes or comments, by their ids."""
    if not ids:
        return {}
    return {row.of_id: row.card() for row in await tx.all(Linked, _CARDS, ids=list(ids))}


async def known_card(tx: ReadTx, url: str) -> Known | None:
    """Return what is known of a page; None where it was never asked for."""
    row = await tx.one_or_none(tuple, _KNOWN, hash=hash_of(url))
    return Known(row[0] == "made", int(row[1])) if row else None


async def link(tx: WriteTx, id: str, note: str, url: str | None) -> None:
    """Write down where a note or comment links to; None: nowhere (any more)."""
    before = await tx.value(_BEFORE, id=id)
    hash_ = hash_of(url) if url else ""
    if before == hash_ or (before is None and not url):
        return
    await tx.run(_UNLINK, id=id, hash=hash_)
    if before is not None:
        await forget_idle(tx, [str(before)])
    if url:
        await tx.run(_LINK, id=id, note=note, hash=hash_)
    await tell(tx, LinkCardChanged(note, None if id == note else id))


async def keep_card(
    tx: WriteTx, url: str, made: Made | None, picture: Decoded | None, *, now: Micros
) -> None:
    """Keep what a page says of itself, or that it says nothing; whoever shows it hears of it.

    Where nothing links there any more, nothing is kept.
    """
    hash_ = hash_of(url)
    shown = await tx.all(tuple, _SHOWN, hash=hash_)
    if not shown:
        return
    before = str(await tx.value(_PICTURE, hash=hash_) or "")
    kept = None
    if picture is not None:
        kept = await media.add(tx, THE_SQUARE, picture, now_us=now)
        await media.use(tx, THE_SQUARE, [kept.id])
    if before:
        await media.release(tx, [MediaId(before)])
    await tx.run(
        _KEEP,
        hash=hash_,
        url=url,
        state="made" if made else "none",
        site=made.site if made else "",
        title=made.title if made else "",
        about=made.about if made else "",
        lang=made.lang if made else "und",
        media=kept.id if kept else "",
        sha=kept.sha if kept else "",
        w=kept.w if kept else 0,
        h=kept.h if kept else 0,
        now_us=now,
    )
    for of_id, note in shown:
        await tell(tx, LinkCardChanged(str(note), None if of_id == note else str(of_id)))


async def remove_card(tx: WriteTx, author: str, of: OfKind, id: str) -> None:
    """Show no card below something of one's own; the link stays. Raises NotFound."""
    note = await tx.value(_OWNED[of], id=id, author=author)
    if note is None or not await tx.run(_REMOVE, id=id):
        raise NotFound
    await tell(tx, LinkCardChanged(str(note), id if of == "comment" else None))


async def forget_web_links(tx: WriteTx, id: str) -> None:
    """Forget what a note, with all below it, or a comment links to; and cards nothing shows now."""
    hashes = sorted({str(row[0]) for row in await tx.rows(_OF, {"id": id})})
    if hashes:
        await tx.run(_GONE, id=id)
        await forget_idle(tx, hashes)


async def forget_idle(tx: WriteTx, hashes: Sequence[str]) -> None:
    """Forget those of these cards that nothing links to any more."""
    idle = await tx.all(tuple, _IDLE, hashes=list(hashes)) if hashes else []
    if idle:
        await media.release(tx, [MediaId(str(id_)) for _, id_ in idle if id_])
        await tx.run(_FORGET, hashes=[str(hash_) for hash_, _ in idle])
