"""Which address is answered with what, where no app needs to run."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import unquote

from litestar import Response

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.kit.follow import Follower
from qiao.kit.refusals import NotFound
from qiao.notes import gazetteer
from qiao.notes.cards import Cards
from qiao.notes.threads import Threads
from qiao.people.commands import token_hash
from qiao.people.door import AnyRequest, session_token
from qiao.people.queries import caller_by_token
from qiao.web.outside import atom, crawling, html, reading
from qiao.web.outside.markup import called
from qiao.web.outside.preview import Preview, Previews
from qiao.web.outside.reading import Shelf
from qiao.web.static import StaticApp

INDEX_S = 600
"""So long the sitemap's list of pages is kept: it is counted over all notes."""

_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")
_ID = re.compile(r"[0-9A-Za-z]{0,40}")


class Outside:
    """Answers with pages that can be read without the app, news feeds, and crawlers' files."""

    def __init__(
        self,
        db: Database,
        follower: Follower,
        cards: Cards,
        threads: Threads,
        static: StaticApp,
        *,
        address: str,
        name: str,
        policy: str,
    ) -> None:
        self._db = db
        self._follower = follower
        self._cards = cards
        self._threads = threads
        self._static = static
        self._address = address
        self._name = name
        self._policy = policy
        self._previews = Previews()
        self._index: tuple[float, bytes] = (-INDEX_S, b"")
        self._ways: list[tuple[re.Pattern[str], _Way]] = [
            (re.compile(r""), self._explore),
            (re.compile(r"n/([^/]+)/?"), self._note),
            (re.compile(r"n/([^/]+)/preview\.png"), self._preview),
            (re.compile(r"u/([^/]+)/?"), self._member),
            (re.compile(r"t/([^/]+)/?"), self._topic),
            (re.compile(r"p/([^/]+)/?"), self._place),
            (re.compile(r"p/([^/]+)/feed\.atom"), self._place_feed),
            (re.compile(r"u/([^/]+)/feed\.atom"), self._member_feed),
            (re.compile(r"t/([^/]+)/feed\.atom"), self._topic_feed),
            (re.compile(r"(robots\.txt)"), self._robots),
            (re.compile(r"(sitemap\.xml)"), self._sitemap),
            (re.compile(r"(sitemap-notes\.xml)"), self._sitemap_notes),
        ]

    async def answer(self, path: str, request: AnyRequest) -> Response[bytes]:
        """Answer at `path`, which is no API and no picture."""
        for pattern, way in self._ways:
            found = pattern.fullmatch(path)
            if found is not None:
                return await way(unquote(found[1]) if pattern.groups else "", request)
        return self._static.answer(path, request)

    async def _reader(self, request: AnyRequest) -> str | None:
        """Return the member who asks; a visitor costs no look into the database."""
        token = session_token(request)
        if not token:
            return None
        async with self._db.read() as tx:
            caller = await caller_by_token(tx, token_hash(token), now_us=now_us())
        return caller.id if caller else None

    def _lost(self, request: AnyRequest, reader: str | None) -> Response[bytes]:
        """What a visitor may not read: the app says so, or shows it to a member who may."""
        page = html.plain(self._static.page)
        return self._static.answer_page(page, request, status=404 if reader is None else 200)

    async def _explore(self, _: str, request: AnyRequest) -> Response[bytes]:
        if session_token(request):
            # members have the app; what is newest for everybody may be by whom they block
            return self._static.answer("", request)
        await self._follower.catch_up()
        async with self._db.read() as tx:
            shelf = await reading.newest_shelf(tx, self._cards, self._name)
        return self._shelf(shelf, request)

    async def _member(self, handle: str, request: AnyRequest) -> Response[bytes]:
        reader = await self._reader(request)
        await self._follower.catch_up()
        try:
            async with self._db.read() as tx:
                shelf = await reading.member_shelf(tx, self._cards, handle, apart_from=reader)
        except NotFound:
            return self._lost(request, reader)
        return self._shelf(shelf, request)

    async def _topic(self, slug: str, request: AnyRequest) -> Response[bytes]:
        reader = await self._reader(request)
        await self._follower.catch_up()
        try:
            async with self._db.read() as tx:
                shelf = await reading.topic_shelf(tx, self._cards, slug, apart_from=reader)
        except NotFound:
            return self._lost(request, reader)
        return self._shelf(shelf, request)

    async def _place(self, slug: str, request: AnyRequest) -> Response[bytes]:
        reader = await self._reader(request)
        await self._follower.catch_up()
        await asyncio.to_thread(gazetteer.known)
        try:
            async with self._db.read() as tx:
                shelf = await reading.place_shelf(tx, self._cards, slug, apart_from=reader)
        except NotFound:
            return self._lost(request, reader)
        return self._shelf(shelf, request)

    def _shelf(self, shelf: Shelf, request: AnyRequest) -> Response[bytes]:
        head = html.shelf_head(shelf, self._address, self._name)
        read = html.shelf_read(shelf, self._name)
        page = html.filled(self._static.page, lang=shelf.lang, head=head, read=read)
        return self._static.answer_page(page, request)

    async def _note(self, note: str, request: AnyRequest) -> Response[bytes]:
        reader = await self._reader(request)
        await self._follower.catch_up()
        try:
            async with self._db.read() as tx:
                one = await reading.story(tx, self._cards, note, apart_from=reader)
                said = await reading.comments(tx, self._threads, self._cards, note)
                answers = await reading.answer_stories(tx, self._cards, note, apart_from=reader)
                tracks = await reading.tracks(tx, one)
        except NotFound:
            return self._lost(request, reader)
        original = one.lang
        one = one.known_in(_lang(request)) or one
        page = html.filled(
            self._static.page,
            lang=one.lang,
            head=html.note_head(one, self._address, self._name, original),
            read=html.note_read(one, said, self._name, original, answers, tracks),
        )
        return self._static.answer_page(page, request)

    async def _preview(self, note: str, request: AnyRequest) -> Response[bytes]:
        await self._follower.catch_up()
        async with self._db.read() as tx:
            one = await reading.story(tx, self._cards, note)
        one = one.known_in(_lang(request)) or one
        told = Preview(one.title, one.excerpt, one.lang, called(one.author), self._name)
        made = await self._previews.of(told)
        return _tagged(made.png, "image/png", made.etag, request)

    async def _member_feed(self, handle: str, request: AnyRequest) -> Response[bytes]:
        await self._follower.catch_up()
        async with self._db.read() as tx:
            shelf = await reading.member_shelf(tx, self._cards, handle)
        return await self._feed(shelf, request)

    async def _topic_feed(self, slug: str, request: AnyRequest) -> Response[bytes]:
        await self._follower.catch_up()
        async with self._db.read() as tx:
            shelf = await reading.topic_shelf(tx, self._cards, slug)
        return await self._feed(shelf, request)

    async def _place_feed(self, slug: str, request: AnyRequest) -> Response[bytes]:
        await self._follower.catch_up()
        await asyncio.to_thread(gazetteer.known)
        async with self._db.read() as tx:
            shelf = await reading.place_shelf(tx, self._cards, slug)
        return await self._feed(shelf, request)

    async def _feed(self, shelf: Shelf, request: AnyRequest) -> Response[bytes]:
        lang = _lang(request)
        stories = list(shelf.stories)
        if lang:
            async with self._db.read() as tx:
                stories = [await reading.in_lang(tx, one, lang, self._policy) for one in stories]
        made = atom.feed(shelf, stories, address=self._address, square=self._name, lang=lang)
        return self._static.answer_file(made, "application/atom+xml; charset=utf-8", request)

    async def _robots(self, _: str, request: AnyRequest) -> Response[bytes]:
        return self._static.answer_file(crawling.robots(self._address), "text/plain", request)

    async def _sitemap(self, _: str, request: AnyRequest) -> Response[bytes]:
        made_s, made = self._index
        if time.monotonic() - made_s >= INDEX_S:
            async with self._db.read() as tx:
                made = await crawling.index(tx, self._address)
            self._index = (time.monotonic(), made)
        return self._static.answer_file(made, "application/xml", request)

    async def _sitemap_notes(self, _: str, request: AnyRequest) -> Response[bytes]:
        after = request.query_params.get("after", "")
        if not _ID.fullmatch(after):
            raise NotFound
        async with self._db.read() as tx:
            made = await crawling.notes(tx, self._address, after)
        return self._static.answer_file(made, "application/xml", request)


_Way = Callable[[str, AnyRequest], Awaitable[Response[bytes]]]


def _lang(request: AnyRequest) -> str:
    """Return the language asked for; what is none is not asked for."""
    asked = request.query_params.get("lang", "")
    return asked if _LANG.fullmatch(asked) else ""


def _tagged(data: bytes, media_type: str, etag: str, request: AnyRequest) -> Response[bytes]:
    headers = {"ETag": etag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers=headers)
    return Response(data, media_type=media_type, headers=headers)
