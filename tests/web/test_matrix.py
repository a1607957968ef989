"""Who is answered what: each route of the app, for each kind of reader, about each kind of note.

The routes are the app's own. One without a declared rule fails the first test: whoever adds a route
says here whom it serves. What a reader may not see is 404, as if it were not there, and its words
and ids are in no list.
"""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from litestar.routes import HTTPRoute

from qiao.kit.clock import now_us
from qiao.kit.db import Sql, WriteTx
from qiao.media.commands import add
from qiao.media.models import Decoded, Sha
from qiao.messages.commands import send
from qiao.messages.models import checked_draft
from qiao.messages.pictures import add as add_letter
from qiao.messages.queries import conversation_with
from qiao.messages.settings import MessageSettings
from qiao.notes import web_links
from qiao.notes.commands import set_audience, set_standing
from qiao.notes.models import Audience, Place, Standing
from qiao.notes.places import set_place
from qiao.people.blocks import block
from qiao.people.commands import follow
from tests import make
from tests.web.square import Person, Square

STATES: dict[str, tuple[Audience, Standing]] = {
    "public": (Audience.PUBLIC, Standing.PUBLIC),
    "mutuals": (Audience.MUTUALS, Standing.PUBLIC),
    "chosen": (Audience.CHOSEN, Standing.PUBLIC),
    "private": (Audience.PRIVATE, Standing.PUBLIC),
    "limited": (Audience.PUBLIC, Standing.LIMITED),
    "held": (Audience.PUBLIC, Standing.HELD),
    "removed": (Audience.PUBLIC, Standing.REMOVED),
    "mutuals_limited": (Audience.MUTUALS, Standing.LIMITED),
    "private_held": (Audience.PRIVATE, Standing.HELD),
}
FROZEN = (Standing.HELD, Standing.REMOVED)
"""What its author may not write anew meanwhile."""
OPENS = {
    "visitor": {"public", "limited"},
    "member": {"public", "limited"},
    "mutual": {"public", "limited", "mutuals", "mutuals_limited"},
    "chosen": {"public", "limited", "chosen"},
    "blocked": set(),
    "blocking": set(),
    "operator": {
        "public", "limited", "held", "removed", "mutuals_limited", "private_held",
    },
    "author": set(STATES),
}  # fmt: skip
"""What each reader may open by its link."""
ACTS = OPENS | {"operator": {"public", "limited"}}
"""With what each may do something: operators open more than they may like."""

Body = dict[str, Any] | Callable[["Note"], dict[str, Any]] | None


@dataclass(frozen=True)
class Rule:
    """Whom a route serves. `kind` says how it is tried."""

    kind: str
    body: Body = None
    query: str = ""


def sees(body: Body = None) -> Rule:
    return Rule("sees", body)


def acts(body: Body = None) -> Rule:
    return Rule("acts", body)


def author(body: Body = None) -> Rule:
    return Rule("author", body)


ANYBODY = Rule("anybody")  # what is asked for is not about members' words
LISTS = Rule("lists")  # for everybody; holds nothing that its reader may not see
MEMBER = Rule("member")  # for members, about themselves; holds nothing that she may not see
OPERATOR = Rule("operator")
PERSON = Rule("person")  # about a member: 404 where a block stands between
OWN = Rule("own")  # something of one's own: 404 to others, tested with its slice
ADDRESS = Rule("address")  # known by a hash nobody can guess: see decision 18
OF_NOTE: Callable[[str], Body] = lambda more: lambda note: {  # noqa: E731
    "of": "note", "id": note.id, **json.loads(more),
}  # fmt: skip

RULES: dict[str, Rule] = {
    "GET /api/v1/notes/{note}": sees(),
    "GET /api/v1/notes/{note}/related": sees(),
    "GET /api/v1/notes/{note}/comments": sees(),
    "GET /api/v1/feeds/explore/why/{note}": sees(),
    "GET /api/v1/media/{id}/captions": Rule("media"),
    "POST /api/v1/translations": sees(OF_NOTE('{"to": "fr"}')),
    "GET /api/v1/translations/audience": Rule("acts", query="?note={note}"),
    "POST /api/v1/notes/{note}/comments": acts({"body": "me too"}),
    "PUT /api/v1/notes/{note}/momos/{number}/mute": sees(),
    "DELETE /api/v1/notes/{note}/momos/{number}/mute": MEMBER,
    "PUT /api/v1/notes/{note}/like": acts(),
    "DELETE /api/v1/notes/{note}/like": acts(),
    "PUT /api/v1/notes/{note}/collect": acts({}),
    "DELETE /api/v1/notes/{note}/collect": acts(),
    "PUT /api/v1/feeds/wishes/{note}": acts({"wish": "more", "about": "author"}),
    "POST /api/v1/reports": sees(OF_NOTE('{"rule": "spam"}')),
    "POST /api/v1/translations/suggestions": Rule("suggests"),
    "PUT /api/v1/notes/{note}/versions/{lang}": author({"title": "T", "body": "B"}),
    "PUT /api/v1/notes/{note}": author({"body": "new words"}),
    "GET /api/v1/together": MEMBER,
    "POST /api/v1/together": MEMBER,
    "GET /api/v1/together/{draft}": OWN,
    "DELETE /api/v1/together/{draft}": OWN,
    "PUT /api/v1/together/{draft}/joined": OWN,
    "PUT /api/v1/together/{draft}/text": OWN,
    "PUT /api/v1/together/{draft}/topics": OWN,
    "PUT /api/v1/together/{draft}/yes": OWN,
    "DELETE /api/v1/together/{draft}/yes": OWN,
    "GET /api/v1/notes/{note}/together": OWN,
    "DELETE /api/v1/notes/{note}/together": OWN,
    "PUT /api/v1/notes/{note}/together/text": OWN,
    "PUT /api/v1/notes/{note}/together/gone": OWN,
    "DELETE /api/v1/notes/{note}/together/gone": OWN,
    "GET /api/v1/notes/{note}/edits": sees(),
    "GET /api/v1/notes/{note}/answers": sees(),
    "GET /api/v1/notes/{note}/figures": sees(),
    "GET /api/v1/notes/{note}/answering": author(),
    "PUT /api/v1/notes/{note}/answering": author({"who": "everyone"}),
    "PUT /api/v1/notes/{note}/answers/{answer}": OWN,
    "DELETE /api/v1/notes/{note}/answers/{answer}": OWN,
    "PUT /api/v1/notes/{note}/accepted": OWN,
    "DELETE /api/v1/notes/{note}/accepted": OWN,
    "POST /api/v1/notes/{note}/outcome": OWN,
    "PUT /api/v1/notes/{note}/figure": OWN,  # a question in each state: test_asking.py
    "DELETE /api/v1/notes/{note}/figure": OWN,
    "GET /api/v1/notes/{note}/audience": author(),
    "DELETE /api/v1/notes/{note}/link": author(),
    "PUT /api/v1/notes/{note}/place": Rule("author", {"name": "The old harbour"}),
    "GET /api/v1/places": Rule("lists", query="?q=place"),
    "GET /api/v1/places/{slug}": Rule("place"),
    "GET /api/v1/places/{slug}/notes": Rule("place"),
    "PUT /api/v1/notes/{note}/audience": Rule("author_last", {"audience": "public"}),
    "DELETE /api/v1/notes/{note}": Rule("author_last"),
    "GET /api/v1/comments/{comment}/read": Rule("comment_read"),
    "PUT /api/v1/comments/{comment}/like": Rule("comment"),
    "DELETE /api/v1/comments/{comment}/like": Rule("comment"),
    "DELETE /api/v1/comments/{comment}/link": Rule("comment_author"),
    "PUT /api/v1/comments/{comment}": Rule("comment_author", {"body": "B"}),
    "GET /api/v1/comments/{comment}/answers": Rule("comment_sees"),
    "PUT /api/v1/comments/{comment}/pin": Rule("comment_pin"),
    "DELETE /api/v1/comments/{comment}/pin": Rule("comment_pin"),
    "GET /api/v1/members": Rule("member", query="?prefix=is_author&note={note}"),
    "DELETE /api/v1/comments/{comment}": Rule("comment_author"),
    "PUT /api/v1/comments/{comment}/versions/{lang}": Rule("comment_author", {"body": "B"}),
    "GET /api/v1/feeds/explore": LISTS,
    "GET /api/v1/feeds/outside": LISTS,
    "GET /api/v1/feeds/outside/notes": LISTS,
    "GET /api/v1/topics": LISTS,
    "GET /api/v1/topics/{slug}": LISTS,
    "GET /api/v1/topics/{slug}/notes": LISTS,
    "GET /api/v1/topics/{slug}/languages": LISTS,
    "GET /api/v1/changes": Rule("lists", query="?notes={notes}&since=0&wait_s=0"),
    "GET /api/v1/members/{handle}": PERSON,
    "GET /api/v1/members/{handle}/notes": PERSON,
    "GET /api/v1/members/{handle}/boards": PERSON,
    "GET /api/v1/members/{handle}/followers": PERSON,
    "GET /api/v1/members/{handle}/following": PERSON,
    "PUT /api/v1/members/{handle}/follow": PERSON,
    "DELETE /api/v1/members/{handle}/follow": PERSON,
    "PUT /api/v1/members/{handle}/block": MEMBER,
    "DELETE /api/v1/members/{handle}/block": MEMBER,
    "PUT /api/v1/members/{handle}/mute": MEMBER,
    "DELETE /api/v1/members/{handle}/mute": MEMBER,
    "GET /api/v1/me/mutes": MEMBER,
    "PUT /api/v1/me/muted-words": MEMBER,
    "DELETE /api/v1/me/muted-words": MEMBER,
    "GET /api/v1/feeds/following": MEMBER,
    "GET /api/v1/feeds/people": MEMBER,
    "GET /api/v1/feeds/topics": MEMBER,
    "GET /api/v1/feeds/wishes": MEMBER,
    "DELETE /api/v1/feeds/wishes/{note}": MEMBER,  # takes one's own back; says nothing of the note
    "GET /api/v1/feeds/dials": MEMBER,
    "PATCH /api/v1/feeds/dials": MEMBER,
    "POST /api/v1/feeds/reset": MEMBER,
    "DELETE /api/v1/feeds/reset": MEMBER,
    "GET /api/v1/feeds/muted-topics": MEMBER,
    "PUT /api/v1/feeds/muted-topics/{slug}": MEMBER,
    "DELETE /api/v1/feeds/muted-topics/{slug}": MEMBER,
    "POST /api/v1/events": MEMBER,
    "GET /api/v1/boards": MEMBER,
    "POST /api/v1/boards": MEMBER,
    "GET /api/v1/boards/{board}": Rule("board"),
    "GET /api/v1/boards/{board}/notes": Rule("board"),
    "PATCH /api/v1/boards/{board}": OWN,
    "PUT /api/v1/me/bios/{lang}": MEMBER,
    "GET /api/v1/me": MEMBER,
    "PATCH /api/v1/me": MEMBER,
    "GET /api/v1/me/audience": MEMBER,
    "GET /api/v1/me/pages": MEMBER,
    "GET /api/v1/ledger": ANYBODY,  # sums, and of none of them fewer than five readers
    "GET /api/v1/me/circle": MEMBER,
    "PATCH /api/v1/me/circle": MEMBER,
    "GET /api/v1/me/blocks": MEMBER,
    "GET /api/v1/me/leaving": MEMBER,
    "PUT /api/v1/me/leaving": MEMBER,
    "DELETE /api/v1/me/leaving": MEMBER,
    "GET /api/v1/me/export": MEMBER,
    "POST /api/v1/me/export": MEMBER,
    "DELETE /api/v1/me/export": MEMBER,
    "GET /api/v1/me/export/file": OWN,  # asks for a fresh proof
    "GET /api/v1/me/elsewhere": MEMBER,
    "PUT /api/v1/me/elsewhere/{platform}": MEMBER,
    "DELETE /api/v1/me/elsewhere/{platform}": MEMBER,
    "GET /api/v1/members/{handle}/elsewhere": PERSON,
    "POST /api/v1/me/sought": MEMBER,
    "POST /api/v1/me/sought/file": MEMBER,
    "DELETE /api/v1/me/sought": MEMBER,
    "POST /api/v1/me/found/follows": MEMBER,
    "POST /api/v1/me/found/unfollows": MEMBER,
    "GET /api/v1/me/arrivals": MEMBER,
    "POST /api/v1/me/arrivals": MEMBER,
    "PUT /api/v1/me/arrivals/{arrival}": OWN,
    "DELETE /api/v1/me/arrivals/{arrival}": OWN,
    "GET /api/v1/me/live": Rule("stream"),
    "GET /api/v1/me/notices": Rule("member", query="?box=words"),
    "GET /api/v1/me/notices/choices": MEMBER,
    "PUT /api/v1/me/notices/choices": MEMBER,
    "GET /api/v1/me/notices/first": MEMBER,
    "PUT /api/v1/me/notices/seen": MEMBER,
    "GET /api/v1/me/notices/unread": MEMBER,
    "GET /api/v1/me/statements": MEMBER,
    "GET /api/v1/me/suggestions": MEMBER,
    "POST /api/v1/me/suggestions/{suggestion}/decisions": OWN,
    "POST /api/v1/statements/{statement}/appeal": OWN,
    "POST /api/v1/notes": MEMBER,
    "POST /api/v1/media": MEMBER,
    "GET /api/v1/videos": MEMBER,
    "POST /api/v1/videos": MEMBER,
    "GET /api/v1/videos/{id}": OWN,
    "PUT /api/v1/videos/{id}/bytes": OWN,
    "PUT /api/v1/videos/{id}/sent": OWN,
    "PUT /api/v1/videos/{id}/poster": OWN,
    "DELETE /api/v1/videos/{id}": OWN,
    "PUT /api/v1/videos/{id}/note": OWN,
    "DELETE /api/v1/videos/{id}/note": OWN,
    "POST /api/v1/slang": MEMBER,
    "PUT /api/v1/slang/{entry}/vote": MEMBER,
    "DELETE /api/v1/slang/{entry}/vote": MEMBER,
    "PUT /api/v1/media/{id}/captions/{lang}": OWN,
    "DELETE /api/v1/media/{id}/captions/{lang}": OWN,
    "GET /api/v1/media/{id}/captions/{lang}": Rule("media"),
    "POST /api/v1/media/{id}/captions/draft": OWN,
    "POST /api/v1/media/{id}/captions/{lang}/translate": OWN,
    "GET /api/v1/media/{sha}/text": ADDRESS,
    "POST /api/v1/members": ANYBODY,
    "POST /api/v1/sessions": ANYBODY,
    "DELETE /api/v1/sessions/current": ANYBODY,
    "POST /api/v1/sessions/passkey": ANYBODY,
    "POST /api/v1/sessions/second": ANYBODY,
    "POST /api/v1/sessions/recovery": ANYBODY,
    "POST /api/v1/passkeys/options": ANYBODY,
    "POST /api/v1/passkeys/newcomer-options": ANYBODY,
    "GET /api/v1/me/identities": MEMBER,
    "POST /api/v1/me/identities": MEMBER,
    "POST /api/v1/sessions/identity": MEMBER,
    "GET /api/v1/doors": ANYBODY,
    "POST /api/v1/codes": ANYBODY,
    "POST /api/v1/codes/check": ANYBODY,
    "POST /api/v1/sessions/mail": ANYBODY,
    "POST /api/v1/sessions/phone": ANYBODY,
    "POST /api/v1/me/contacts/codes": MEMBER,
    "PUT /api/v1/me/contacts/{by}": MEMBER,
    "DELETE /api/v1/me/contacts/{by}": MEMBER,
    "POST /api/v1/me/proof/codes": MEMBER,
    "GET /api/v1/me/ways": MEMBER,
    "PUT /api/v1/me/proof": MEMBER,
    "POST /api/v1/me/passkeys/options": MEMBER,
    "POST /api/v1/me/passkeys": MEMBER,
    "PATCH /api/v1/me/passkeys/{id}": OWN,
    "DELETE /api/v1/me/passkeys/{id}": OWN,
    "PUT /api/v1/me/password": MEMBER,
    "DELETE /api/v1/me/password": MEMBER,
    "POST /api/v1/me/totp": MEMBER,
    "PUT /api/v1/me/totp": MEMBER,
    "DELETE /api/v1/me/totp": MEMBER,
    "POST /api/v1/me/recovery-codes": MEMBER,
    "GET /api/v1/me/sessions": MEMBER,
    "DELETE /api/v1/me/sessions": MEMBER,
    "DELETE /api/v1/me/sessions/{id}": OWN,
    "POST /api/v1/operator-claims": MEMBER,
    "POST /api/v1/translations/preview": ANYBODY,
    "GET /api/v1/languages": ANYBODY,
    "GET /api/v1/rules": ANYBODY,
    "GET /api/v1/stickers": ANYBODY,
    "POST /api/v1/operator/stickers": OPERATOR,
    "DELETE /api/v1/operator/stickers/{sticker}": OPERATOR,
    "GET /api/v1/slang": ANYBODY,
    "GET /api/health": ANYBODY,
    "GET /api/v1/search": Rule("lists", query="?q=bread"),
    "GET /api/v1/search/suggest": Rule("lists", query="?q=topic"),
    "GET /api/v1/search/history": MEMBER,
    "PUT /api/v1/search/history": MEMBER,
    "DELETE /api/v1/search/history": MEMBER,
    "PUT /api/v1/search/history/kept": MEMBER,
    "GET /api/v1/topics/{slug}/family": LISTS,
    "GET /api/v1/topics/{slug}/pulse": LISTS,
    "GET /api/v1/search/gaining-topics": LISTS,
    "PUT /api/v1/operator/topic-families": OPERATOR,
    "DELETE /api/v1/operator/topic-families/{slug}": OPERATOR,
    "GET /api/v1/push-key": ANYBODY,
    "PUT /api/v1/me/push": MEMBER,
    "POST /api/v1/me/push": MEMBER,
    "DELETE /api/v1/me/push": MEMBER,
    "GET /api/v1/me/mail": MEMBER,
    "PUT /api/v1/me/mail": MEMBER,
    "POST /api/v1/me/mail": MEMBER,
    "DELETE /api/v1/me/mail": MEMBER,
    "PUT /api/v1/mail/confirm": ANYBODY,  # with a signed link from a mail
    "POST /api/v1/mail/stop": ANYBODY,
    "POST /api/v1/notes/check": MEMBER,
    "GET /api/v1/customs": LISTS,
    "POST /api/v1/customs": MEMBER,
    "PUT /api/v1/customs/{entry}": OWN,
    "DELETE /api/v1/customs/{entry}": OWN,
    "GET /api/v1/customs/{entry}/texts": ANYBODY,  # who may read which: test_customs.py
    "POST /api/v1/customs/{entry}/reports": OWN,
    "POST /api/v1/customs/{entry}/translations": ANYBODY,
    "POST /api/v1/operator/customs/{entry}/decisions": OPERATOR,
    "GET /api/v1/welcome": MEMBER,
    "GET /api/v1/door": ANYBODY,
    "GET /api/v1/operator/door": OPERATOR,
    "PUT /api/v1/operator/door": OPERATOR,
    "GET /api/v1/invitations/{token}": ANYBODY,  # whoever has the link
    "GET /api/v1/me/invitations": MEMBER,
    "POST /api/v1/me/invitations": MEMBER,
    "DELETE /api/v1/me/invitations/{id}": OWN,
    "PUT /api/v1/me/welcome": MEMBER,
    "PUT /api/v1/me/topics": MEMBER,
    "DELETE /api/v1/me/topics/{slug}": MEMBER,
    "GET /api/v1/operator/newcomers": OPERATOR,
    "GET /api/v1/operator/groups": OPERATOR,
    "GET /api/v1/conversations": MEMBER,
    "GET /api/v1/me/messages/unread": MEMBER,
    "GET /api/v1/me/messages/choices": MEMBER,
    "PUT /api/v1/me/messages/choices": MEMBER,
    "POST /api/v1/message-pictures": MEMBER,
    "GET /api/v1/members/{handle}/conversation": PERSON,
    "POST /api/v1/members/{handle}/messages": Rule("person", {"body": "Hello, you"}),
    "GET /api/v1/conversations/{conversation}": Rule("message"),
    "GET /api/v1/conversations/{conversation}/messages": Rule("message"),
    "POST /api/v1/conversations/{conversation}/messages": Rule("message", {"body": "And you?"}),
    "PUT /api/v1/conversations/{conversation}/accept": Rule("message"),
    "PUT /api/v1/conversations/{conversation}/decline": Rule("message"),
    "PUT /api/v1/conversations/{conversation}/seen": Rule("message", {"until": "z"}),
    "POST /api/v1/messages/{message}/translations": Rule("message", {"to": "fr"}),
    "GET /api/v1/message-pictures/{picture}/{size}": Rule("message"),
    "POST /api/v1/messages/{message}/reports": Rule("message_to", {"rule": "spam"}),
    "PUT /api/v1/messages/{message}": Rule("message_by", {"body": "secretmessage"}),
    "DELETE /api/v1/messages/{message}": Rule("message_last"),
    "DELETE /api/v1/conversations/{conversation}": Rule("message_last"),
    "GET /api/v1/operator/cases/{case}/pictures/{sha}/{size}": OPERATOR,
    "GET /api/v1/operator/cases": OPERATOR,
    "GET /api/v1/operator/cases/{case}": OPERATOR,
    "POST /api/v1/operator/cases/{case}/decisions": OPERATOR,
    "GET /api/v1/operator/team": OPERATOR,
    "PUT /api/v1/operator/team/{handle}": Rule("operator", {"operator": False}),
    "GET /api/v1/operator/clusters": OPERATOR,
    "DELETE /api/v1/operator/clusters/{cluster}": OPERATOR,
    "GET /api/v1/operator/glossary": OPERATOR,
    "POST /api/v1/operator/glossary": OPERATOR,
    "DELETE /api/v1/operator/glossary/{entry}": OPERATOR,
    "POST /api/v1/operator/glossary/csv": OPERATOR,
    "GET /api/v1/operator/tonight": OPERATOR,
    "GET /api/v1/operator/figures": OPERATOR,
    "GET /api/v1/operator/levers": OPERATOR,
    "GET /api/v1/operator/levers/history": OPERATOR,
    "PUT /api/v1/operator/levers/{name}": OPERATOR,
    "GET /api/v1/operator/models": OPERATOR,
    "POST /api/v1/operator/models": OPERATOR,
    "DELETE /api/v1/operator/models/{pair}": OPERATOR,
    "GET /api/v1/operator/suggestions": OPERATOR,
    "POST /api/v1/operator/suggestions/{suggestion}/decisions": OPERATOR,
    "POST /api/v1/operator/slang/{entry}/decisions": OPERATOR,
    "POST /api/v1/operator/announcements": OPERATOR,
    "DELETE /api/v1/operator/announcements/{announcement}": OPERATOR,
}


@dataclass
class Note:
    """A note in one state, with what hangs on it."""

    state: str
    id: str
    comment: str
    media: str
    fills: dict[str, str] = field(default_factory=dict)


@dataclass
class Talk:
    """What two wrote to each other: `by` the author, `to` a mutual, or somebody a block keeps away.

    `between`: who of the two may still see it.
    """

    to: str
    between: frozenset[str]
    fills: dict[str, str]


SAID = "secretmessage"
"""The words of every message, and of nothing else."""


@dataclass
class World:
    square: Square
    people: dict[str, Person]
    notes: dict[str, Note]
    talks: list[Talk] = field(default_factory=list)

    async def ask_in(self, who: str, route: str, rule: Rule, talk: Talk) -> int:
        """Ask for something about what two wrote to each other; return the status."""
        method, path = route.split(" ")
        asked = path.removeprefix("/api/v1").format(**talk.fills, size="card.webp")
        return (await self.people[who].ask(method, asked, rule.body)).status_code

    def secrets(self, state: str) -> tuple[str, ...]:
        """Return what nobody reads anywhere who may not see a note of that state."""
        note = self.notes[state]
        words = (note.id, note.comment, f"secret{state}", f"said{state}")
        words += (f"place{state.replace('_', '')}",)
        # a topic's name is not taken away with a note that review takes away
        return words if STATES[state][0] == Audience.PUBLIC else (*words, f"topic{state}")

    async def ask(self, who: str, route: str, rule: Rule, note: Note) -> int:
        """Ask for something about one note; return the status."""
        method, path = route.split(" ")
        fills = note.fills | {"lang": "fr", "number": "1"}
        body = rule.body(note) if callable(rule.body) else rule.body
        answer = await self.people[who].ask(
            method, (path + rule.query).removeprefix("/api/v1").format(**fills), body
        )
        return answer.status_code


async def made_world(square: Square) -> World:
    """Make a square with an author, a note of each state, and readers of each kind."""
    db = square.house.database
    kinds = [kind for kind in OPENS if kind != "visitor"]
    people = {
        kind: await square.person(f"is_{kind}", langs=("en",), operator=kind == "operator")
        for kind in [*kinds, "writer"]
    }
    writer, people["visitor"] = people.pop("writer"), square.visitor
    by = people["author"]
    assert by.who is not None
    assert writer.who is not None
    for kind in ("mutual", "blocked", "blocking"):
        await db.write(follow, people[kind].who.id, by.who.id, now=make.NOW)  # type: ignore[union-attr]
        await db.write(follow, by.who.id, people[kind].who.id, now=make.NOW)  # type: ignore[union-attr]
    notes: dict[str, Note] = {}
    for state, (audience, standing) in STATES.items():
        decoded = Decoded(f"card {state}".encode(), f"full {state}".encode(), 1, 1, "png")
        media = (await db.write(add, by.id, decoded, now_us=make.NOW)).id
        note = await make.note(
            db, by.who, f"secret{state}", topics=[f"topic{state}"], photos=[media]
        )
        comment = await make.comment(db, writer.who, note, f"said{state}")
        await db.write(
            set_audience, by.id, note, audience, ["is_chosen", "is_blocked", "is_blocking"]
        )
        await db.write(_link, note)
        there = Place(f"place{state.replace('_', '')}", {"und": f"place{state}"}, known=False)
        await db.write(set_place, by.id, note, there)
        await db.write(set_standing, "note", note, standing)
        fills = {"note": note, "comment": comment, "id": media}
        notes[state] = Note(state, note, comment, media, fills)
    talks = []
    for to in ("mutual", "blocked", "blocking"):
        other = people[to].who
        assert other is not None
        shown = Decoded(b"card", f"to {to}".encode(), 1, 1, "png")
        await square.house.letters.put(shown)
        picture = await db.write(add_letter, by.id, shown, now=make.NOW)
        draft = checked_draft(SAID, [(picture, "")], None)
        message = await db.write(send, by.id, other.id, draft, MessageSettings(), now=now_us())
        async with db.read() as tx:
            conversation = (await conversation_with(tx, by.id, other.id, None)).id
        fills = {"conversation": conversation, "message": message, "picture": picture}
        between = frozenset({"author", to} if to == "mutual" else ())
        talks.append(Talk(to, between, fills))
    await db.write(block, by.id, people["blocked"].id, now=make.NOW)  # type: ignore[arg-type]
    await db.write(block, people["blocking"].id, by.id, now=make.NOW)  # type: ignore[arg-type]
    # topics are read from the notes themselves: nobody else has used these
    await db.write(_forget_counted_topics)
    return World(square, people, notes, talks)


async def _link(tx: WriteTx, note: str) -> None:
    """Have a card below the note, as the worker makes it."""
    url = "https://shop.example/"
    await web_links.link(tx, note, note, url)
    await web_links.keep_card(tx, url, web_links.Made("", "Shop", "", "en"), None, now=make.NOW)


async def _forget_counted_topics(tx: WriteTx) -> None:
    """As if each note had been published for whom it is now."""
    await tx.run(Sql("update topics set known = 0 where notes = 0"))


@pytest.fixture
async def world(square: Square) -> World:
    return await made_world(square)


def routes(square: Square) -> list[str]:
    return sorted(
        f"{method} {route.path_format}"
        for route in square.app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method not in ("OPTIONS", "HEAD")
        and route.path_format.startswith("/api")
        and route.path_format not in ("/api", "/api/openapi.json", "/api/{path}")
    )


def of_kind(world: World, *kinds: str) -> list[tuple[str, Rule]]:
    return [
        (route, RULES[route])
        for route in routes(world.square)
        if route in RULES and RULES[route].kind in kinds
    ]


async def test_each_route_has_a_rule(square: Square):
    without = [route for route in routes(square) if route not in RULES]

    assert not without


async def test_what_one_may_not_see_is_not_there_to_act_on(world: World):
    wrong = []
    for (route, rule), who, note in itertools.product(
        of_kind(world, "sees", "acts"), world.people, world.notes.values()
    ):
        allowed = (OPENS if rule.kind == "sees" else ACTS)[who]
        status = await world.ask(who, route, rule, note)
        expected = (200, 201, 204) if note.state in allowed else (404,)
        if who == "visitor" and status == 401:
            continue  # signs up first, whatever it is about
        if who == "author" and "reports" in route and status == 422:
            continue  # is told that it is her own
        if status not in expected:
            wrong.append((route, who, note.state, status))
    assert not wrong


async def test_only_the_author_changes_a_note(world: World):
    wrong = []
    for (route, rule), who, note in itertools.product(
        of_kind(world, "author", "author_last"), world.people, world.notes.values()
    ):
        if who == "author" and rule.kind == "author_last":
            continue
        status = await world.ask(who, route, rule, note)
        expected = {"visitor": (401,), "author": (200, 204)}.get(who, (404,))
        changes = ("PUT /api/v1/notes/{note}", "PUT /api/v1/notes/{note}/place")
        if route in changes and STATES[note.state][1] in FROZEN:
            expected = {"author": (409,)}.get(who, expected)
        if status not in expected:
            wrong.append((route, who, note.state, status))
    assert not wrong
    last = sorted(of_kind(world, "author_last"), key=lambda one: one[0].startswith("DELETE"))
    for (route, rule), note in itertools.product(last, list(world.notes.values())):
        assert await world.ask("author", route, rule, note) in (200, 204)


async def test_comments_are_there_where_their_note_is(world: World):
    wrong = []
    for (route, rule), who, note in itertools.product(
        of_kind(world, "comment", "comment_author", "comment_read", "comment_pin", "comment_sees"),
        world.people,
        world.notes.values(),
    ):
        status = await world.ask(who, route, rule, note)
        there = {
            "comment": note.state in ACTS[who],
            "comment_sees": note.state in OPENS[who],
            "comment_pin": who == "author",
        }.get(rule.kind, False)
        # nothing was read before these comments were written, so that nobody finds it
        expected = (200, 204) if there else (404,)
        if who == "visitor" and status == 401:
            continue
        if status not in expected:
            wrong.append((route, who, note.state, status))
    assert not wrong


async def test_what_two_wrote_is_there_for_the_two(world: World):
    wrong = []
    last = ("message_last",)
    for kinds in (("message", "message_to", "message_by"), last):
        for (route, rule), who, talk in itertools.product(
            sorted(of_kind(world, *kinds), key=lambda one: one[0], reverse=True),
            world.people,
            world.talks,
        ):
            status = await world.ask_in(who, route, rule, talk)
            may = who in talk.between
            if rule.kind == "message_by" or route == "DELETE /api/v1/messages/{message}":
                may = may and who == "author"
            expected = (200, 201, 204) if may else (404,)
            if who == "visitor":
                expected = (401,)
            if rule.kind == "message_to" and who == "author" and may:
                expected = (422,)  # is told that it is her own
            if status not in expected:
                wrong.append((route, who, talk.to, status))
    assert not wrong


async def test_no_list_holds_what_two_wrote(world: World):
    for who, (route, rule) in itertools.product(
        world.people, of_kind(world, "lists", "member", "person", "sees")
    ):
        method, path = route.split(" ")
        if method != "GET":
            continue
        note = world.notes["public"]
        fills = note.fills | {"slug": "topicpublic", "handle": "is_author", "notes": note.id}
        asked = (path + rule.query).removeprefix("/api/v1").format(**fills)
        told = (await world.people[who].ask("GET", asked)).text
        mine = [talk for talk in world.talks if who in talk.between]
        for talk in world.talks:
            if talk not in mine:
                for id_ in talk.fills.values():
                    assert id_ not in told, (route, who, talk.to)
        if not mine or "conversation" not in route:
            assert SAID not in told, (route, who)


async def test_pictures_of_messages_have_no_public_address(world: World):
    for talk in world.talks:
        sha = Decoded(b"card", f"to {talk.to}".encode(), 1, 1, "png").sha
        for who in world.people:
            answer = await world.square.client.get(f"/media/{sha}/full.webp")
            assert answer.status_code == 404, (who, talk.to)


async def test_captions_are_there_where_their_picture_is(world: World):
    wrong = []
    for who, note in itertools.product(world.people, world.notes.values()):
        status = await world.ask(who, "GET /api/v1/media/{id}/captions", Rule("media"), note)
        # the desk has its own way to what is held: captions are not read by their address there
        allowed = ACTS[who]
        if status != (200 if note.state in allowed else 404):
            wrong.append((who, note.state, status))
    assert not wrong


async def test_no_list_holds_what_its_reader_may_not_see(world: World):
    for who, (route, rule) in itertools.product(
        world.people, of_kind(world, "lists", "member", "person", "sees")
    ):
        method, path = route.split(" ")
        if method != "GET" or "{note}" in path:
            continue
        for state, note in world.notes.items():
            fills = note.fills | {
                "slug": f"topic{state}",
                "handle": "is_author",
                "notes": ",".join(other.id for other in world.notes.values()),
            }
            answer = await world.people[who].ask(
                "GET", (path + rule.query).removeprefix("/api/v1").format(**fills)
            )
            told = answer.text if "changes" not in path else ""
            if "changes" in path:
                told = " ".join(
                    one["note"] for one in answer.json()["changed"] if one["what"] != "standing"
                )
            for hidden in set(STATES) - OPENS[who]:
                for secret in world.secrets(hidden):
                    # a hidden topic is asked for by name: only the answer's own words count
                    assert f'"{secret}"' not in told, (route, who, hidden)
            if not ("{slug}" in path or "{handle}" in path or "changes" in path):
                break


async def test_a_place_is_there_where_a_note_about_it_is_found(world: World):
    open_to = {who: {"public"} for who in OPENS} | {"blocked": set(), "blocking": set()}
    open_to["author"] = set(STATES)
    for who, (route, _), (state, note) in itertools.product(
        world.people, of_kind(world, "place"), world.notes.items()
    ):
        path = route.removeprefix("GET /api/v1").format(slug=f"place{state.replace('_', '')}")
        answer = await world.people[who].ask("GET", path)
        found = answer.status_code == 200 and (
            note.id in answer.text if path.endswith("/notes") else True
        )
        assert found == (state in open_to[who]), (who, state, answer.text)


async def test_a_board_is_there_for_its_owner_and_once_open_for_those_no_block_keeps_away(
    world: World,
):
    owner = world.people["author"]
    boards = {}
    for kind in ("own", "open"):
        made = await owner.does("POST", "/boards", {"title": f"my {kind} board"}, status=201)
        boards[kind] = made["id"]
    await owner.does("PATCH", f"/boards/{boards['open']}", {"open": True})
    for note in world.notes.values():
        await owner.does("PUT", f"/notes/{note.id}/collect", {"board": boards["open"]})

    for (route, _), (kind, board), who in itertools.product(
        of_kind(world, "board"), boards.items(), world.people
    ):
        path = route.removeprefix("GET /api/v1").format(board=board)
        answer = await world.people[who].ask("GET", path)
        there = who == "author" or (kind == "open" and who not in ("blocked", "blocking"))
        assert answer.status_code == (200 if there else 404), (route, kind, who)
        for hidden in set(STATES) - (OPENS[who] if who != "operator" else {"public", "limited"}):
            for secret in world.secrets(hidden):
                assert secret not in answer.text, (route, who, hidden)


async def test_only_what_is_for_everybody_is_found_without_its_link(world: World):
    for who in world.people:
        if who == "author":
            continue
        for path in ("/feeds/explore", "/topics"):
            told = (await world.people[who].ask("GET", path)).text
            for state in set(STATES) - {"public", "limited", "held", "removed"}:
                assert f"topic{state}" not in told, (path, who, state)
        feed = (await world.people[who].ask("GET", "/feeds/explore")).text
        for state in set(STATES) - {"public"}:
            assert world.notes[state].id not in feed
        assert (world.notes["public"].id in feed) == (who not in ("blocked", "blocking"))


async def test_a_profile_is_not_there_for_whom_a_block_keeps_away(world: World):
    for who, (route, rule) in itertools.product(world.people, of_kind(world, "person")):
        method, path = route.split(" ")
        answer = await world.people[who].ask(
            method, path.removeprefix("/api/v1").format(handle="is_author"), rule.body
        )
        if who in ("blocked", "blocking"):
            assert answer.status_code == 404, (route, who)
        elif who == "visitor" and (method != "GET" or path.endswith("/conversation")):
            assert answer.status_code == 401, (route, who)
        else:
            assert answer.status_code in (200, 201, 204, 400, 422), (route, who)


async def test_a_profile_counts_what_everybody_may_know_of(world: World):
    shown = await world.people["member"].does("GET", "/members/is_author")

    public = [state for state, (audience, _) in STATES.items() if audience == Audience.PUBLIC]
    assert shown["counts"]["notes"] == len(public)


async def test_an_author_lists_all_of_her_own(world: World):
    listed = await world.people["author"].does("GET", "/members/is_author/notes")

    assert {note.id for note in world.notes.values()} <= {card["id"] for card in listed["items"]}


async def test_members_routes_ask_who_it_is_and_operators_routes_for_an_operator(world: World):
    fills = dict.fromkeys(
        ("note", "slug", "handle", "board", "suggestion", "statement", "entry", "id", "lang",
         "case", "cluster", "name", "pair", "announcement", "answer", "arrival", "sticker", "by",
         "sha", "size", "draft", "platform"),
        "nothing",
    ) | {"number": "1"}  # fmt: skip
    for route, rule in of_kind(world, "member", "own", "operator", "stream"):
        method, path = route.split(" ")
        asked = (path + rule.query).removeprefix("/api/v1").format(**fills)
        for who in ("visitor", "member") if rule.kind == "operator" else ("visitor",):
            answer = await world.people[who].ask(method, asked, {} if method != "GET" else None)
            refused = (401,) if who == "visitor" else (403,)
            # what is sent is looked at first: 400 tells nothing of the square
            assert answer.status_code in (*refused, 400), (route, who, answer.status_code)


def test_pictures_are_reached_by_a_hash_of_what_they_are():
    """An address of 256 bits is nobody's to guess, and is told with the note alone."""
    assert len(Sha("0" * 64)) * 4 == 256
