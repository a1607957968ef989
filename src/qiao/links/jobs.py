"""Making cards for what members link to, in the worker; safe to run twice."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from qiao.kit.clock import HOUR, now_us
from qiao.kit.db import Database
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound, Refusal
from qiao.links.egress import Answer, Egress
from qiao.links.models import NotFetched, Page, Target, is_refused, target
from qiao.links.reading import read_page
from qiao.links.settings import LinkSettings
from qiao.links.turns import Turns
from qiao.media.blobs import BlobStore
from qiao.media.intake import take_in
from qiao.media.models import Decoded
from qiao.media.sandbox import Sandbox
from qiao.notes import web_links
from qiao.notes.models import OfKind
from qiao.notes.words import is_public, words_called_in

log = structlog.get_logger(__name__)

DAY: Final = 24 * HOUR
MADE_FOR_US: Final = 7 * DAY
"""So long a card is shown as it is for further links to the same page; then it is asked again."""
NONE_FOR_US: Final = DAY
LATE_US: Final = DAY
"""What was published longer ago gets no card: a square that is filled asks for none of it."""


@dataclass(frozen=True)
class CardMaker:
    """Makes cards; one for each worker. `own_host`: the square itself, which needs no asking."""

    database: Database
    blobs: BlobStore
    sandbox: Sandbox
    egress: Egress
    turns: Turns
    settings: LinkSettings
    own_host: str
    detect: Callable[[str], str]

    async def look(self, of: OfKind, id: str, *, edited: bool = False) -> None:
        """Look at the first link of a note or comment, and make its card where there is none.

        Only of what everybody may read: what is meant for few is told to no other place.

        Raises:
            TryLater: too much is asked for at the moment.
        """
        if not edited and id < new_id(now_us() - LATE_US):
            return
        async with self.database.read() as tx:
            try:
                words = await words_called_in(tx, of, id)
            except NotFound:
                return
            if not await is_public(tx, of, id):
                return
        url = web_links.first_link(f"{words.title}\n{words.body}")
        try:
            to = target(url) if url and self.settings.cards else None
            if to is not None:
                self._allowed(to)
        except NotFetched:
            to = None
        async with self.database.read() as tx:
            known = await web_links.known_card(tx, to.url) if to else None
        await self.database.write(web_links.link, id, words.note, to.url if to else None)
        if to is None:
            return
        age_us = now_us() - known.made_us if known else None
        if known and age_us is not None and age_us < (MADE_FOR_US if known.made else NONE_FOR_US):
            return
        try:
            self.turns.ask(words.author)
            page, picture = await self._read(to)
        except NotFetched as fault:
            log.info("no_link_card", host=to.host, why=fault.why)
            if fault.why in _NOT_ITS_FAULT:
                return
            page, picture = None, None
        lang = self.detect(f"{page.title}\n{page.about}") if page else "und"
        card = web_links.Made(page.site, page.title, page.about, lang) if page else None
        await self.database.write(web_links.keep_card, to.url, card, picture, now=now_us())

    def _allowed(self, to: Target) -> None:
        if to.host == self.own_host:
            raise NotFetched("the square itself")
        if is_refused(to.host, self.settings.refused_hosts):
            raise NotFetched("refused")
        self.turns.check(to.host)

    async def _read(self, to: Target) -> tuple[Page, Decoded | None]:
        async with self.turns.at(to.host):
            answer: Answer = await self.egress.page(to.url, self._allowed)
            page = await asyncio.to_thread(read_page, answer.body, answer.content_type, answer.url)
        return page, await self._picture(page.image) if page.image else None

    async def _picture(self, url: str) -> Decoded | None:
        """Return a picture that went through the sandbox; a card may do without."""
        try:
            data = await self.egress.picture(url, self._allowed)
            return await take_in(self.sandbox, self.blobs, data)
        except (NotFetched, Refusal) as fault:
            log.info("no_link_picture", why=getattr(fault, "why", type(fault).__name__))
            return None


_NOT_ITS_FAULT = frozenset(("left alone", "too many of one member"))
