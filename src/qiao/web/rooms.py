"""What one web process keeps in memory, and how it is brought up to date."""

from collections.abc import Sequence

from qiao.assemble import House, carrier, learned_files, model_store, spoken
from qiao.feed.cursors import Cursors
from qiao.feed.ledger import live as ledger_live
from qiao.feed.ledger.board import Boards
from qiao.feed.lists import Lists
from qiao.feed.records import PageRecords, fitting_bits
from qiao.feed.related import Related
from qiao.feed.serving import Feeds
from qiao.feed.suggest import Suggestions
from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx, Told, last_seq
from qiao.kit.follow import Follower
from qiao.kit.memory import settle
from qiao.media.sandbox import Sandbox
from qiao.messages.live import MessageNews
from qiao.notes.cards import Cards
from qiao.notes.changes import Changes
from qiao.notes.threads import Threads
from qiao.notices.live import Live
from qiao.operator.models_api import Shelf
from qiao.people.apart import Apart
from qiao.people.quiet import Mutes
from qiao.review.gate import RateGate
from qiao.search.meanings import WAIT_S, Meanings
from qiao.settings import secret_of
from qiao.translate import api as translate
from qiao.translate.clearance import Payers
from qiao.translate.events import ModelsChanged
from qiao.translate.models import Lang
from qiao.translate.models_store.jobs import look_again
from qiao.translate.route import pairs
from qiao.translate.shown import Shown
from qiao.translate.square_words import SquareWords
from qiao.translate.waiting import Waiting
from qiao.web.metrics.api import Monitor
from qiao.web.outside.door import Outside
from qiao.web.static import StaticApp

LANGS = ("zh-Hans", "zh-Hant", "en", "ja", "ko", "fr", "es", "pt", "ar", "lo", "de", "it", "ru")
"""Pairs are listed between these, and those of the operator's own models and engines."""


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
        self.monitor = Monitor(
            house.database,
            self.records,
            self.counted,
            self.desk.tally,
            settings.operator,
            settings.metrics_token,
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
