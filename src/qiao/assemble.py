"""Builds the house from its settings; alone in picking who keeps which promise."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from qiao import __version__
from qiao.feed.learned_files import LearnedFiles
from qiao.kit.db import Database, open_database
from qiao.links.egress import Egress
from qiao.links.jobs import CardMaker
from qiao.links.turns import Turns
from qiao.media.blobs import BlobStore
from qiao.media.providers.folder import Folder
from qiao.media.sandbox import Sandbox
from qiao.media.video.program import find
from qiao.media.video.studio import Studio
from qiao.messages.waiting import unread_since
from qiao.notices.mail.codes import CodeLetters
from qiao.notices.mail.jobs import Post, Smtp
from qiao.notices.mail.letters import Desk
from qiao.notices.mail.links import Links
from qiao.notices.push.jobs import Ringer
from qiao.notices.push.sealing import sender_of
from qiao.notices.texts import CodeTexts
from qiao.people.keys.carrier import Carrier
from qiao.people.keys.gateway import SmsGateway
from qiao.search.embedder import Embedders, Text
from qiao.search.providers.hashed import HashedEmbedder
from qiao.search.providers.use import UseEmbedder
from qiao.settings import Settings, secret_of
from qiao.translate.budgets import Budgets
from qiao.translate.chain import Engines
from qiao.translate.clearance import PRIVATE, Asked, Clearance
from qiao.translate.language import Detector
from qiao.translate.likeness import Likeness, likeness_from
from qiao.translate.models_store.manifest import read_manifest
from qiao.translate.models_store.store import ModelStore
from qiao.translate.pipeline import Pipeline
from qiao.translate.slang import shipped
from qiao.translate.speech.transcriber import Transcriber
from qiao.translate.translator import Translator
from qiao.travel.shelf import Shelf


@dataclass(frozen=True)
class House:
    """What every process of a square has."""

    settings: Settings
    database: Database
    blobs: BlobStore
    letters: BlobStore
    """Pictures within messages: a place of their own, to which no public address leads."""


async def open_house(settings: Settings, *, gives_way: bool = False) -> House:
    """Open the database and the place for pictures; loads no model. `gives_way`: to who serves."""
    database = await open_database(settings.url, gives_way=gives_way)
    return House(settings, database, blobs(settings), letters(settings))


def blobs(settings: Settings) -> BlobStore:
    """Return where pictures are kept."""
    return Folder(settings.data_dir / "media")


def letters(settings: Settings) -> BlobStore:
    """Return where pictures within messages are kept."""
    return Folder(settings.data_dir / "letters")


def shelf(settings: Settings) -> Shelf:
    """Return where the files of members who move lie for a while."""
    return Shelf(settings.data_dir / "travel")


def studio(settings: Settings) -> Studio | None:
    """Return who makes videos playable; None where there is no ffmpeg, or no video is wanted."""
    program = find(settings.video)
    return None if program is None else Studio(program, settings.video)


def learned_files(settings: Settings) -> LearnedFiles:
    """Return where the versions of what the feed learnt are kept."""
    return LearnedFiles(settings.data_dir / "learned")


def ringer(settings: Settings, database: Database) -> Ringer:
    """Return who rings members' browsers."""
    sender = sender_of(settings.data_dir, settings.address)
    return Ringer(database, sender, settings.notices, httpx.AsyncClient(trust_env=False))


def card_maker(house: House) -> CardMaker:
    """Return who makes cards for links: alone in asking places that members name."""
    settings, detector = house.settings, Detector()
    return CardMaker(
        house.database,
        house.blobs,
        Sandbox(at_once=1),
        Egress(f"QiaoLinkCards/{__version__} (+{settings.address})"),
        Turns(settings.links),
        settings.links,
        (urlsplit(settings.address).hostname or "").lower(),
        lambda text: detector.detect(text).dominant,
    )


def post(settings: Settings, database: Database) -> Post | None:
    """Return who writes to members; None where the square sends no mail."""
    chosen = settings.notices
    if not chosen.mails:
        return None
    desk = Desk(settings.name, settings.address, chosen.mail_from)
    links = Links(secret_of(settings.data_dir))
    return Post(database, desk, links, Smtp(chosen), chosen.mails_per_minute, unread_since)


def carrier(settings: Settings) -> Carrier:
    """Return who sends codes to come in with."""
    chosen = settings.notices
    letters = None
    if chosen.mails and settings.doors.mail_codes:
        letters = CodeLetters(Desk(settings.name, settings.address, chosen.mail_from), Smtp(chosen))
    gateway = sms_gateway(settings)
    texts = CodeTexts(settings.name, settings.address, gateway) if gateway is not None else None
    return Carrier(letters, texts)


def sms_gateway(settings: Settings) -> SmsGateway | None:
    """Return who carries text messages; None where the settings name nobody, or no country.

    Raises:
        ModuleNotFoundError: the name has no file in `people/keys/providers/`.
    """
    phone = settings.doors.phone
    if not phone.gateway or not phone.countries:
        return None
    module = import_module(f"qiao.people.keys.providers.{phone.gateway}")
    built: SmsGateway = module.build(getattr(phone, phone.gateway))
    return built


def embedders() -> Embedders:
    """Return who reads meaning, the best first; the last one speaks every language."""
    return Embedders([UseEmbedder(), HashedEmbedder()])


def translators(settings: Settings) -> tuple[Translator, ...]:
    """Return the translators that the settings name, in their order.

    Raises:
        ModuleNotFoundError: a name has no file in `translate/providers/`.
    """
    chosen = settings.translate
    neural = chosen.neural.model_copy(update={"models_dir": _models_dir(settings)})
    built = []
    for name in chosen.providers:
        module = import_module(f"qiao.translate.providers.{name}")
        options = neural if name == "neural" else getattr(chosen, name, None)
        built.append(module.build() if options is None else module.build(options))
    return tuple(built)


def transcriber(settings: Settings) -> Transcriber | None:
    """Return who writes down speech; None where the settings name nobody.

    Raises:
        ModuleNotFoundError: the name has no file in `translate/speech/providers/`.
    """
    name = settings.speech.provider
    if not name:
        return None
    module = import_module(f"qiao.translate.speech.providers.{name}")
    built: Transcriber = module.build(getattr(settings.speech, name))
    return built


def engines(settings: Settings, database: Database | None = None) -> Engines:
    """Return all translators with the rules of what may be sent to them, and how much."""
    chosen = settings.translate
    budgets = Budgets(database, chosen.budgets) if database is not None else None
    return Engines.of(translators(settings), may_leave=chosen.may_leave, budgets=budgets)


def spoken(settings: Settings) -> tuple[Translator, ...]:
    """Return the engines that public words may be given to: what a square translates."""
    return engines(settings).reach(Asked(Clearance.PUBLIC))


def model_store(settings: Settings) -> ModelStore:
    """Return where translation models are kept."""
    own = settings.translate.models_list
    return ModelStore(_models_dir(settings), read_manifest(own) if own is not None else None)


def _models_dir(settings: Settings) -> Path:
    return settings.translate.neural.models_dir or settings.data_dir / "models"


def likeness(found: Embedders) -> Likeness | None:
    """Return who tells how near two texts are whatever their languages, by a model already here.

    Only the best embedder sees across languages; romanised text is near nothing.
    """
    best = found.choose("en")
    if best is None:
        return None
    return likeness_from(
        lambda texts: best.embed([Text("", text, "") for text in texts]),
        lambda lang: found.choose(lang) is best and not lang.endswith("-Latn"),
    )


def pipeline(
    settings: Settings, database: Database | None = None, found: Embedders | None = None
) -> Pipeline:
    """Return everything a translation needs; models are loaded when they are first used.

    As it is it takes private words; `for_asked` gives one that reaches further. Without a database
    there are no budgets: for the command line, where somebody waits for each line. `found`: who
    reads meaning in this process; without them the quality gate has rules alone.
    """
    chain = engines(settings, database)
    near = likeness(found) if found is not None else None
    return Pipeline(chain.reach(PRIVATE), Detector(), shipped(), near, engines=chain)
