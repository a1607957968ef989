"""The rules speak up while one writes, over HTTP: what is sent is looked at and kept nowhere."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.params import JSONBody

from qiao.kit.clock import now_us
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import TooMany
from qiao.notes.models import Label, OfKind
from qiao.people.door import SignedIn
from qiao.review.before import Hint, hints
from qiao.review.gate import RateGate
from qiao.review.models import PublishedTooMuch, RepeatedText
from qiao.translate.api import TranslationDesk
from qiao.translate.char_budget import CharBudget
from qiao.translate.models import EN, Lang

CHARS_PER_MINUTE = 120_000
LEAST_CHARS = 500
"""So much a check costs at least: who writes asks a few times a minute, not a thousand times."""
MAX_CHARS = 5_200

HouseGate = Annotated[RateGate, Injected]


@dataclass
class CheckDesk:
    """How much one may ask for."""

    budget: CharBudget = field(default_factory=lambda: CharBudget(CHARS_PER_MINUTE))


Checks = Annotated[CheckDesk, Injected]


class CheckWords(msgspec.Struct, frozen=True):
    """What is about to be posted."""

    of: OfKind = "note"
    title: str = ""
    body: str = ""
    labels: list[Label] = []


class Checked(msgspec.Struct, frozen=True):
    """What to look at again before posting; empty where nothing is to be said."""

    hints: list[Hint]


@post("/api/v1/notes/check", status_code=200, responses=shows(Checked))
async def check(
    data: JSONBody[CheckWords],
    me: SignedIn,
    db: Db,
    gate: HouseGate,
    desk: TranslationDesk,
    checks: Checks,
) -> Response[bytes]:
    """Say which rules a note or comment touches before it is posted, and what the gate would say.

    Nothing is stored, and nothing is refused for a hint.
    """
    title, body = data.title[:MAX_CHARS], data.body[:MAX_CHARS]
    chars = max(LEAST_CHARS, len(title) + len(body))
    wait_s = checks.budget.take([me.id], chars, now_s=monotonic())
    if wait_s > 0:
        raise TooMany(retry_s=int(wait_s) + 1)
    text = f"{title}\n{body}"
    insulting = [
        note.term
        for lang in dict.fromkeys((*me.langs, me.ui_lang, "en", "zh-Hans"))
        for note in desk.slang.notes(text, Lang(lang), EN)
        if note.register == "insult" and not note.ambiguous
    ]
    found = hints(data.of, title, body, labels=data.labels, insults=insulting[:1])
    said = text if data.of == "note" else body
    if said.strip():
        try:
            async with db.read() as tx:
                await gate.look(tx, me.id, data.of, said, now=now_us())
        except RepeatedText as refusal:
            found.append(Hint("repeated", "spam", "body", retry_s=_retry_s(refusal)))
        except PublishedTooMuch as refusal:
            found.append(Hint("too_fast", "spam", "body", retry_s=_retry_s(refusal)))
    return json(Checked(found))


def _retry_s(refusal: TooMany) -> int:
    wait = refusal.facts.get("retry_s", 60)
    return wait if isinstance(wait, int) else 60


ROUTES = [check]
