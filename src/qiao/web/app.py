"""Every slice's routes under one roof, and what they are handed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

from litestar import Litestar, Request, Response, Router, get
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath

from qiao import __version__
from qiao.assemble import House, carrier, learned_files, model_store, shelf, spoken, studio
from qiao.circles import api as circles
from qiao.feed import api as feed
from qiao.feed import audience_api, discover_api, ledger_api, levers_api, outside_api, pulse_api
from qiao.feed.cursors import Cursors
from qiao.feed.ledger import live as ledger_live
from qiao.feed.ledger.board import Boards
from qiao.feed.lists import Lists
from qiao.feed.ordering import FeedOrder
from qiao.feed.records import PageRecords, fitting_bits
from qiao.feed.related import Related
from qiao.feed.serving import Feeds
from qiao.feed.suggest import Suggestions
from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx, Told, last_seq
from qiao.kit.follow import Follower
from qiao.kit.http import PROBLEMS, AskedRequest, Injected, problem
from qiao.kit.http.head import answer_head
from qiao.kit.http.lean import one_by_one
from qiao.kit.memory import settle
from qiao.kit.refusals import NotFound
from qiao.media.sandbox import Sandbox
from qiao.messages import api as messages_api
from qiao.messages import pictures_api as letters_api
from qiao.messages.live import MessageNews
from qiao.notes import api as notes
from qiao.notes import (
    asking_api,
    changes_api,
    comments_api,
    joint_api,
    keeping_api,
    links_api,
    momos_api,
    naming_api,
    places_api,
    stickers_api,
    under_api,
    waiting_api,
)
from qiao.notes.cards import Cards
from qiao.notes.changes import Changes
from qiao.notes.meaning import Seal
from qiao.notes.threads import Threads
from qiao.notices import api as notices_api
from qiao.notices import identities_api
from qiao.notices.live import Live
from qiao.notices.mail import api as mail_api
from qiao.notices.mail.links import Links
from qiao.notices.push import api as push_api
from qiao.notices.push.sealing import sender_of
from qiao.operator import api as operator
from qiao.operator import clusters_api, copies_api, groups_api, models_api, tonight_api
from qiao.operator import levers_api as operator_levers
from qiao.operator.models_api import Shelf
from qiao.operator.reads import StoredReads
from qiao.people import api as people
from qiao.people import blocks_api, door, mutes_api, profile_api
from qiao.people.apart import Apart
from qiao.people.elsewhere import Hashes
from qiao.people.keys import api as keys_api
from qiao.people.keys import codes_api, enter_api
from qiao.people.keys.keyring import Keyring
from qiao.people.quiet import Mutes
from qiao.reactions import LANES
from qiao.review import api as review
from qiao.review.gate import RateGate
from qiao.search import api as search_api
from qiao.search import habits_api
from qiao.search.meanings import WAIT_S, Meanings
from qiao.settings import secret_of
from qiao.topics import api as topics
from qiao.translate import api as translate
from qiao.translate import glossary_api, libre_api, preview_api, slang_api, suggest_api
from qiao.translate.clearance import Payers
from qiao.translate.events import ModelsChanged
from qiao.translate.models import Lang
from qiao.translate.models_store.jobs import look_again
from qiao.translate.pictures import api as pictures_api
from qiao.translate.route import pairs
from qiao.translate.shown import Shown
from qiao.translate.speech import api as speech_api
from qiao.translate.square_words import SquareWords
from qiao.translate.topic_labels import KnownLabels
from qiao.translate.waiting import Waiting
from qiao.travel import api as travel
from qiao.travel import people_api
from qiao.travel.packing import api as packing_api
from qiao.travel.unpacking import api as unpacking_api
from qiao.web import films, health, pictures, videos
from qiao.web.metrics import api as metrics_api
from qiao.web.metrics.api import Monitor
from qiao.web.metrics.counting import count_requests
from qiao.web.outside.door import Outside
from qiao.web.static import StaticApp
from qiao.welcome import api as welcome
from qiao.welcome import before_api, customs_api, invitations_api

LANGS = ("zh-Hans", "zh-Hant", "en", "ja", "ko", "fr", "es", "pt", "ar", "lo", "de", "it", "ru")
"""Pairs are listed between these, and those of the operator's own models and engines."""

MAX_BODY_BYTES = 256 << 10

HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Rooms:
    """What one web process keeps in memory, brought up to date by the event log."""

    def __init__(self, house: House) -> None:
        settings = house.settings
        self.house = house
        self.follower = Follower(house.database)
        self.apart = Apart()
        self.mutes = Mutes()
        self.cards = Cards(apart=self.apart, mutes=self.mutes)
        self.threads = Threads(apart=self.apart, mutes=self.mutes)
        key = secret_of(settings.data_dir)
        self.feeds = Feeds(cursor_key=key, files=learned_files(settings))
        self.feeds.apart, self.feeds.mutes = self.apart, self.mutes
        self.counted = ledger_live.Live()
        self.records = PageRecords(
            house.database,
            self.feeds.ladder,
            relevant=fitting_bits(self.feeds.sources),
            written=self.counted.add,
        )
        self.boards = Boards(house.database)
        self.places = Cursors(key)
        self.related = Related(self.feeds)
        self.suggestions = Suggestions(self.feeds.index, Lists(self.feeds.index))
        self.waiting = Waiting()
        self.words = SquareWords()
        self.changes = Changes()
        self.shown = Shown(self.changes)
        self.live = Live(house.database, beside=(MessageNews(),))
        self.meanings = Meanings(house.database, wait_s=min(WAIT_S, settings.translation_wait_s))
        self.sandbox = Sandbox()
        self.carrier = carrier(settings)
        self.gate = RateGate(settings.review)
        self.static = StaticApp()
        self.shelf = Shelf(
            model_store(settings), settings.translate.models_mirror, spoken(settings)
        )
        self.outside = Outside(
            house.database,
            self.follower,
            self.cards,
            self.threads,
            self.static,
            address=settings.address,
            name=settings.name,
            policy=settings.translate.policy,
        )
        self._spoken = self._pairs()
        self.desk = translate.Desk(
            self.waiting,
            self._spoken,
            self.words.slang,
            settings.translation_wait_s,
            settings.translate.policy,
            self.shown,
            Payers(secret_of(settings.data_dir)),
        )

    async def open(self) -> None:
        """Load what is kept in memory; the log is followed from before."""
        await self.follower.start(
            [
                self._follow,
                self.mutes.follow,
                self.words.follow,
                self.feeds.follow,
                self.waiting.follow,
                self.live.follow,
                self.meanings.follow,
            ]
        )
        async with self.house.database.read() as tx:
            self.changes.start(await last_seq(tx))
            await self.apart.load(tx)
            await self.mutes.load(tx)
            await self.words.fresh(tx)
            await self.feeds.load(tx, now_us=now_us())
            await self.counted.load(tx, now_us=now_us())
        settle()

    def let_go(self) -> None:
        """Let everybody who waits go, so that the process can end."""
        self.changes.close()
        self.live.close()

    async def _follow(self, tx: ReadTx, told: Sequence[Told]) -> None:
        self.apart.follow(told)
        await self.apart.follow_identities(tx, told)
        self.cards.follow(told)
        self.threads.follow(told)
        self.shown.follow(told)
        self.changes.follow(told)
        if any(line.name == ModelsChanged.__name__ for line in told):
            look_again(self.shelf.translators)
            self._spoken[:] = self._pairs()

    def _pairs(self) -> list[tuple[Lang, Lang]]:
        chosen = self.house.settings.translate
        engines = [getattr(chosen, name, None) for name in chosen.providers]
        langs = [
            *LANGS,
            *(lang for model in self.shelf.store.manifest.models for lang in model.pair),
            *(lang for engine in engines for lang in getattr(engine, "langs", ())),
        ]
        return pairs(self.shelf.translators, [Lang(lang) for lang in dict.fromkeys(langs)])


@get(["/", "/{path:path}"], include_in_schema=False)
async def page(
    request: Request[Any, Any, Any],
    outside: Annotated[Outside, Injected],
    path: FromPath[str] = "",
) -> Response[bytes]:
    """Serve the app, with what can be read before it runs."""
    path = path.lstrip("/")
    if path.startswith(("api/", "media/")):
        raise NotFound
    return await outside.answer(path, request)


def _as_problem(answer: Response[Any]) -> Response[Any]:
    """Answer as an API where Litestar's own handler for /api would show a page."""
    return problem(404, "not_found") if answer.status_code == 404 else answer


def create_app(house: House) -> Litestar:
    """Build the web app of a house that is open."""
    rooms = Rooms(house)
    monitor = Monitor(
        house.database,
        rooms.records,
        rooms.desk.tally,
        house.settings.operator,
        house.settings.metrics_token,
    )

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await rooms.open()
        tasks = [
            asyncio.create_task(work)
            for work in (
                rooms.follower.run(),
                rooms.records.run(),
                rooms.live.run(),
                monitor.run(),
            )
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await rooms.carrier.close()
            await rooms.records.close()
            await house.database.close()

    def hand(thing: object) -> Provide:
        return Provide(lambda: thing, sync_to_thread=False)

    app = Litestar(
        route_handlers=[
            *people.ROUTES,
            *travel.ROUTES,
            *people_api.ROUTES,
            *packing_api.ROUTES,
            *unpacking_api.ROUTES,
            *enter_api.ROUTES,
            *codes_api.ROUTES,
            *keys_api.ROUTES,
            *profile_api.ROUTES,
            *blocks_api.ROUTES,
            *mutes_api.ROUTES,
            *topics.ROUTES,
            *notes.ROUTES,
            *comments_api.ROUTES,
            *momos_api.ROUTES,
            *asking_api.ROUTES,
            *joint_api.ROUTES,
            *keeping_api.ROUTES,
            *stickers_api.ROUTES,
            *links_api.ROUTES,
            *places_api.ROUTES,
            *under_api.ROUTES,
            *changes_api.ROUTES,
            *naming_api.ROUTES,
            *translate.ROUTES,
            *preview_api.ROUTES,
            *glossary_api.ROUTES,
            *slang_api.ROUTES,
            *suggest_api.ROUTES,
            *libre_api.ROUTES,
            *pictures_api.ROUTES,
            *speech_api.ROUTES,
            *search_api.ROUTES,
            *habits_api.ROUTES,
            *review.ROUTES,
            *notices_api.ROUTES,
            *identities_api.ROUTES,
            *push_api.ROUTES,
            *messages_api.ROUTES,
            *letters_api.ROUTES,
            *mail_api.ROUTES,
            *circles.ROUTES,
            *feed.ROUTES,
            *outside_api.ROUTES,
            *levers_api.ROUTES,
            *discover_api.ROUTES,
            *audience_api.ROUTES,
            *ledger_api.ROUTES,
            *pulse_api.ROUTES,
            *welcome.ROUTES,
            *before_api.ROUTES,
            *invitations_api.ROUTES,
            *customs_api.ROUTES,
            *operator.ROUTES,
            *copies_api.ROUTES,
            *models_api.ROUTES,
            *operator_levers.ROUTES,
            *clusters_api.ROUTES,
            *groups_api.ROUTES,
            *tonight_api.ROUTES,
            *pictures.ROUTES,
            *films.ROUTES,
            *videos.ROUTES,
            *waiting_api.ROUTES,
            health.health,
            *metrics_api.ROUTES,
            page,
        ],
        dependencies={
            "db": hand(house.database),
            "blobs": hand(house.blobs),
            "letters": hand(house.letters),
            "mutes": hand(rooms.mutes),
            "message_rules": hand(house.settings.messages),
            "follower": hand(rooms.follower),
            "cards": hand(rooms.cards),
            "threads": hand(rooms.threads),
            "feeds": hand(rooms.feeds),
            "records": hand(rooms.records),
            "ledger_board": hand(rooms.boards),
            "places": hand(rooms.places),
            "related": hand(rooms.related),
            "suggestions": hand(rooms.suggestions),
            "order": hand(FeedOrder(rooms.feeds)),
            "desk": hand(rooms.desk),
            "shelf": hand(rooms.shelf),
            "drafts_made": hand(bool(house.settings.speech.provider)),
            "libre_door": hand(libre_api.LibreDoor.of(house.settings.translate)),
            "gate": hand(rooms.gate),
            "checks": hand(before_api.CheckDesk()),
            "changes": hand(rooms.changes),
            "live": hand(rooms.live),
            "meanings": hand(rooms.meanings),
            "push_sender": hand(sender_of(house.settings.data_dir, house.settings.address)),
            "mail_links": hand(Links(secret_of(house.settings.data_dir))),
            "notice_settings": hand(house.settings.notices),
            "labels": hand(KnownLabels(house.database, house.settings.translate.policy)),
            "sandbox": hand(rooms.sandbox),
            "offer": hand(house.settings.video if studio(house.settings) else None),
            "drafts": hand(
                preview_api.DraftDesk(
                    secret_of(house.settings.data_dir), house.settings.translate.drafts_may_leave
                )
            ),
            "seal": hand(Seal(secret_of(house.settings.data_dir))),
            "static": hand(rooms.static),
            "outside": hand(rooms.outside),
            "watching": hand(house.settings.operator),
            "monitor": hand(monitor),
            "lanes": hand(LANES),
            "name_hashes": hand(Hashes(secret_of(house.settings.data_dir))),
            "travel_settings": hand(house.settings.travel),
            "shelf_of_parcels": hand(shelf(house.settings)),
            "review_settings": hand(house.settings.review),
            "reads": hand(StoredReads(house.database, house.settings.translate.policy)),
            "keys": hand(
                Keyring(
                    secret_of(house.settings.data_dir),
                    house.settings.name,
                    house.settings.public_url,
                )
            ),
            "carrier": hand(rooms.carrier),
            "door_settings": hand(house.settings.doors),
            "reader": Provide(door.reader),
            "me": Provide(door.signed_in),
            "operator": Provide(door.operator),
        },
        request_class=AskedRequest,
        exception_handlers=PROBLEMS,
        lifespan=[lifespan],
        response_headers=HEADERS,
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=OpenAPIConfig(
            title="Qiao",
            version=__version__,
            description="A community of notes that people share without sharing a language.",
            openapi_router=Router(
                "/api", route_handlers=[], after_request=_as_problem, include_in_schema=False
            ),
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            use_handler_docstrings=True,
        ),
        logging_config=None,
        debug=False,
    )
    app.state.let_go = rooms.let_go
    app.state.carrier = rooms.carrier
    one_by_one(app)
    count_requests(app, monitor.requests)
    answer_head(app)
    return app
