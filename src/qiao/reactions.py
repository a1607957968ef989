"""Who hears what: all traffic between slices on one page.

Each reaction has its own place in the event log and may run twice for the same event. One that
fails is tried again and holds up none of the others.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass

from qiao.feed.forget import forget_reading
from qiao.feed.trust import jobs as trust
from qiao.feed.trust.worth import forget_worth
from qiao.feed.wishes import forget_wishes
from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.kit.lanes import Handler, Reaction
from qiao.kit.refusals import Refusal
from qiao.links.jobs import CardMaker
from qiao.media.blobs import BlobStore
from qiao.media.video.events import VideoReady, VideoSent
from qiao.media.video.jobs import Workshop
from qiao.messages import jobs as messages
from qiao.messages.events import MessageEdited, MessageSent
from qiao.messages.models import Side
from qiao.messages.waiting import waits_in
from qiao.notes.events import (
    AudienceChanged,
    CommentDeleted,
    CommentEdited,
    CommentPublished,
    NoteBrought,
    NoteDeleted,
    NoteEdited,
    NotePublished,
    NoteUnderstood,
    NoteVersionAdded,
    StandingChanged,
)
from qiao.notes.gate import Gate
from qiao.notes.queries import open_of
from qiao.notes.waiting import publish_waiting, refuse_waiting
from qiao.notices import answers, came, found
from qiao.notices import jobs as notices
from qiao.notices.events import Announced, NoticesChanged
from qiao.notices.mail.jobs import Post
from qiao.notices.mail.store import MailAsked
from qiao.notices.push.jobs import Ringer
from qiao.people.events import Blocked, CalledElsewhere, MemberChanged, MemberJoined
from qiao.review.events import CaseDecided
from qiao.search.embedder import Embedders
from qiao.search.events import NoteEmbedded, QueryWanted
from qiao.search.forget import forget_vectors
from qiao.search.indexing import index_notes
from qiao.search.jobs import embed_notes
from qiao.search.nearby import Nearby
from qiao.search.people import index_people
from qiao.translate.events import (
    ModelsChanged,
    ModelUnwanted,
    ModelWanted,
    TranslationHandedOn,
    TranslationWanted,
    WordsChanged,
)
from qiao.translate.forgetting import forget_words
from qiao.translate.jobs import Recall, fulfil
from qiao.translate.models_store.jobs import change_models, forget_refusals, look_again
from qiao.translate.models_store.store import ModelStore
from qiao.translate.pictures.events import PictureTextWanted
from qiao.translate.pictures.jobs import read_ahead, read_picture
from qiao.translate.pictures.reader import PictureReader
from qiao.translate.pipeline import Pipeline
from qiao.translate.settings import TranslateSettings
from qiao.translate.speech.events import CaptionsWanted
from qiao.translate.speech.jobs import draft, silent, want_drafts
from qiao.translate.speech.transcriber import Transcriber
from qiao.translate.suggestions import forget_suggestions
from qiao.translate.understand import understand, understand_bios
from qiao.travel.events import ArrivalAsked, ExportAsked
from qiao.travel.packing.jobs import make_export
from qiao.travel.settings import TravelSettings
from qiao.travel.shelf import Shelf
from qiao.travel.unpacking.jobs import attend
from qiao.travel.unpacking.pictures import Decoder
from qiao.welcome import jobs as welcome
from qiao.welcome.events import CustomSettled

LANES = (
    ("understand", "notes: which language"),
    ("understand", "comments: which language"),
    ("understand", "bios: which language"),
    ("understand", "messages: which language"),
    ("understand", "notes: what they mean"),
    ("search", "search: what notes say"),
    ("search", "search: who is called what"),
    ("search", "search: where notes are"),
    ("search", "search: what queries mean"),
    ("translate", "translations"),
    ("translate outside", "translations: outside"),
    ("forget", "translations: forget what a word touched"),
    ("pictures", "pictures: words asked for"),
    ("pictures", "pictures: words in new notes"),
    ("speech", "captions: draft"),
    ("links", "links: cards"),
    ("speech", "captions: of new videos"),
    ("video", "videos: make playable"),
    ("video", "videos: publish what waited"),
    ("models", "models: fetch and remove"),
    ("models", "models: look again"),
    ("trust", "engagement: what it is worth"),
    ("notices", "notices: likes"),
    ("notices", "notices: follows"),
    ("notices", "notices: words"),
    ("notices", "notices: answers"),
    ("notices", "notices: statements"),
    ("notices", "notices: blocks"),
    ("notices", "notices: who came from elsewhere"),
    ("notices", "notices: who came by a link"),
    ("notices", "notices: customs"),
    ("notices", "messages: decided"),
    ("push", "notices: push"),
    ("push", "messages: push"),
    ("mail", "notices: mail"),
    ("forget", "notes: forget"),
    ("forget", "suggestions: forget"),
    ("packing", "moving: pack"),
    ("unpacking", "moving: unpack"),
)
"""Every lane with its reactions, for health pages that do no work themselves."""

_AT_ONCE = {
    "translations: outside": 64,
    "notices: push": 16,
    "messages: push": 16,
    "links: cards": 8,
}
"""Reactions that wait for others than this machine: each event on its own."""


@dataclass(frozen=True)
class Means:
    """What the work needs; models are loaded when they are first used."""

    database: Database
    embedders: Embedders
    pipeline: Pipeline
    translate: TranslateSettings
    models: ModelStore
    blobs: BlobStore
    pictures: PictureReader
    transcriber: Transcriber | None
    ringer: Ringer
    post: Post | None
    travel: TravelSettings
    shelf: Shelf
    decoder: Decoder
    letters: BlobStore
    address: str
    cards: CardMaker
    workshop: Workshop | None
    gate: Gate


def reactions(means: Means) -> list[Reaction]:
    """Return who hears what."""
    db, detector = means.database, means.pipeline.detector
    # apart, so that a sentence on its way outside keeps nobody waiting who stays in the house
    indoor_recall, outdoor_recall = Recall(), Recall()

    async def notes_language(told: Sequence[NotePublished | NoteEdited | NoteBrought]) -> None:
        new = [e.note for e in told if not (isinstance(e, NoteBrought) and e.understood)]
        await understand(db, detector, "note", new)

    async def comments_language(told: Sequence[CommentPublished | CommentEdited]) -> None:
        await understand(db, detector, "comment", [event.comment for event in told])

    async def bios_language(told: Sequence[MemberChanged]) -> None:
        await understand_bios(db, detector, [event.member for event in told])

    async def messages_language(told: Sequence[MessageSent | MessageEdited]) -> None:
        await messages.understand(db, detector, told)

    async def messages_push(told: Sequence[MessageSent]) -> None:
        for event in told:
            if event.quiet:
                continue
            async with db.read() as tx:
                box = await waits_in(tx, event.to, event.conversation)
            if box is not None:
                asks = box == Side.REQUEST
                await means.ringer.ring_letter(event.to, event.conversation, asks=asks)

    async def messages_decided(told: Sequence[CaseDecided]) -> None:
        await messages.tell_decided(db, told)

    async def notes_meaning(told: Sequence[NoteUnderstood | NoteBrought | AudienceChanged]) -> None:
        # what is not for everybody is neither found nor recommended: it gets no vector
        asked = list(dict.fromkeys(event.note for event in told))
        async with db.read() as tx:
            opened = await open_of(tx, asked)
        await embed_notes(db, means.embedders, opened)
        await db.write(forget_vectors, sorted(set(asked) - set(opened)))

    async def notes_say(
        told: Sequence[
            NotePublished
            | NoteBrought
            | NoteEdited
            | NoteVersionAdded
            | StandingChanged
            | AudienceChanged
            | NoteDeleted
        ],
    ) -> None:
        await index_notes(db, [event.note for event in told])

    nearby = Nearby(db, means.embedders)

    async def notes_are(told: Sequence[NoteEmbedded]) -> None:
        await nearby.changed([event.note for event in told])

    async def queries_mean(told: Sequence[QueryWanted]) -> None:
        await nearby.answer([event.query for event in told])

    async def people_called(told: Sequence[MemberJoined | MemberChanged]) -> None:
        await index_people(db, [event.member for event in told])

    async def translations(told: Sequence[TranslationWanted]) -> None:
        await side_by_side(
            fulfil(
                db, means.pipeline, event,
                settings=means.translate, recall=indoor_recall, indoors=True,
            )
            for event in told
        )  # fmt: skip

    async def translations_outside(told: Sequence[TranslationHandedOn]) -> None:
        await side_by_side(
            fulfil(db, means.pipeline, event, settings=means.translate, recall=outdoor_recall)
            for event in told
        )

    async def pictures_asked_for(told: Sequence[PictureTextWanted]) -> None:
        for event in told:
            await read_picture(db, means.blobs, means.pictures, detector, event.sha)

    async def pictures_ahead(told: Sequence[NotePublished | NoteEdited]) -> None:
        if means.translate.pictures_ahead:
            notes = [event.note for event in told]
            await read_ahead(db, means.blobs, means.pictures, detector, notes)

    async def link_cards(
        told: Sequence[
            NotePublished | NoteEdited | AudienceChanged | CommentPublished | CommentEdited
        ],
    ) -> None:
        for event in told:
            if isinstance(event, CommentPublished | CommentEdited):
                edited = isinstance(event, CommentEdited)
                await means.cards.look("comment", event.comment, edited=edited)
            else:
                edited = not isinstance(event, NotePublished)
                await means.cards.look("note", event.note, edited=edited)

    sound_of = means.workshop.sound_of if means.workshop else silent

    async def captions(told: Sequence[CaptionsWanted]) -> None:
        for event in told:
            await draft(db, means.transcriber, sound_of, detector, event)

    async def captions_ahead(told: Sequence[NotePublished | NoteEdited]) -> None:
        if means.transcriber is not None:
            await want_drafts(db, [event.note for event in told])

    async def videos(told: Sequence[VideoSent]) -> None:
        if means.workshop is not None:
            await means.workshop.hear(told)

    async def videos_ready(told: Sequence[VideoReady]) -> None:
        for event in told:
            try:
                await db.write(publish_waiting, event.video, means.gate, now=now_us())
            except Refusal as refusal:
                await db.write(refuse_waiting, event.video, refusal)

    async def words(told: Sequence[WordsChanged]) -> None:
        await forget_words(db, told)

    async def models(told: Sequence[ModelWanted | ModelUnwanted]) -> None:
        await change_models(db, means.models, told, mirror=means.translate.models_mirror)

    async def models_found(_: Sequence[ModelsChanged]) -> None:
        look_again(means.pipeline.translators)
        await forget_refusals(db, means.pipeline.can)

    async def engagement(told: Sequence[trust.Did]) -> None:
        await trust.weigh_deeds(db, told, now_us())

    async def notices_likes(told: Sequence[notices.Likes]) -> None:
        await notices.tell_likes(db, told)

    async def notices_follows(told: Sequence[notices.Follows]) -> None:
        await notices.tell_follows(db, told)

    async def notices_words(told: Sequence[notices.Words]) -> None:
        await notices.tell_words(db, told)

    async def notices_answers(told: Sequence[answers.Answers]) -> None:
        await answers.tell_answers(db, told)

    async def mail(told: Sequence[MailAsked | NoticesChanged]) -> None:
        if means.post is not None:
            await means.post.hear(told)

    async def notices_blocks(told: Sequence[Blocked]) -> None:
        await notices.hush_blocked(db, told)

    async def notices_found(told: Sequence[CalledElsewhere]) -> None:
        await found.tell_found(db, told)

    async def notices_came(told: Sequence[MemberJoined]) -> None:
        await came.tell_came(db, told)

    async def notices_customs(told: Sequence[CustomSettled]) -> None:
        await welcome.tell_settled(db, told)

    async def notices_statements(told: Sequence[CaseDecided]) -> None:
        await notices.tell_statements(db, told)

    async def forget(told: Sequence[NoteDeleted]) -> None:
        notes = [event.note for event in told]
        await db.write(forget_vectors, notes)
        await db.write(forget_reading, notes)
        await db.write(forget_worth, notes)
        await db.write(forget_wishes, notes)

    async def suggestions(told: Sequence[NoteDeleted | CommentDeleted]) -> None:
        ids = [e.note if isinstance(e, NoteDeleted) else e.comment for e in told]
        await db.write(forget_suggestions, ids)

    async def pack(told: Sequence[ExportAsked]) -> None:
        for event in told:
            await make_export(
                db, means.blobs, means.shelf, event.export,
                square=means.address, kept_days=means.travel.exports_kept_days,
                letters=means.letters,
            )  # fmt: skip

    async def unpack(told: Sequence[ArrivalAsked]) -> None:
        for event in told:
            films = means.workshop.studio if means.workshop else None
            await attend(db, means.blobs, means.shelf, means.decoder, event.arrival, films=films)

    handlers: dict[str, tuple[tuple[type, ...], Handler]] = {
        "notes: which language": ((NotePublished, NoteEdited, NoteBrought), notes_language),
        "comments: which language": ((CommentPublished, CommentEdited), comments_language),
        "bios: which language": ((MemberChanged,), bios_language),
        "messages: which language": ((MessageSent, MessageEdited), messages_language),
        "messages: push": ((MessageSent,), messages_push),
        "messages: decided": ((CaseDecided,), messages_decided),
        "notes: what they mean": ((NoteUnderstood, NoteBrought, AudienceChanged), notes_meaning),
        "search: what notes say": (
            (
                NotePublished,
                NoteBrought,
                NoteEdited,
                NoteVersionAdded,
                StandingChanged,
                AudienceChanged,
                NoteDeleted,
            ),
            notes_say,
        ),
        "search: who is called what": ((MemberJoined, MemberChanged), people_called),
        "search: where notes are": ((NoteEmbedded,), notes_are),
        "search: what queries mean": ((QueryWanted,), queries_mean),
        "translations": ((TranslationWanted,), translations),
        "translations: outside": ((TranslationHandedOn,), translations_outside),
        "translations: forget what a word touched": ((WordsChanged,), words),
        "pictures: words asked for": ((PictureTextWanted,), pictures_asked_for),
        "pictures: words in new notes": ((NotePublished, NoteEdited), pictures_ahead),
        "links: cards": (
            (NotePublished, NoteEdited, AudienceChanged, CommentPublished, CommentEdited),
            link_cards,
        ),
        "captions: draft": ((CaptionsWanted,), captions),
        "captions: of new videos": ((NotePublished, NoteEdited), captions_ahead),
        "videos: make playable": ((VideoSent,), videos),
        "videos: publish what waited": ((VideoReady,), videos_ready),
        "models: fetch and remove": ((ModelWanted, ModelUnwanted), models),
        "models: look again": ((ModelsChanged,), models_found),
        "engagement: what it is worth": (trust.DEEDS, engagement),
        "notices: likes": (notices.LIKES, notices_likes),
        "notices: follows": (notices.FOLLOWS, notices_follows),
        "notices: words": (notices.WORDS, notices_words),
        "notices: answers": (answers.ANSWERS, notices_answers),
        "notices: statements": ((CaseDecided,), notices_statements),
        "notices: blocks": ((Blocked,), notices_blocks),
        "notices: who came from elsewhere": ((CalledElsewhere,), notices_found),
        "notices: who came by a link": ((MemberJoined,), notices_came),
        "notices: customs": ((CustomSettled,), notices_customs),
        "notices: mail": ((MailAsked, NoticesChanged), mail),
        "notices: push": ((NoticesChanged, Announced), means.ringer.ring),
        "notes: forget": ((NoteDeleted,), forget),
        "suggestions: forget": ((NoteDeleted, CommentDeleted), suggestions),
        "moving: pack": ((ExportAsked,), pack),
        "moving: unpack": ((ArrivalAsked,), unpack),
    }
    return [
        Reaction(name, lane, *handlers[name], at_once=_AT_ONCE.get(name, 0)) for lane, name in LANES
    ]


async def side_by_side(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Do all of it at once: a slow one must not keep the others waiting. Raises what failed."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
