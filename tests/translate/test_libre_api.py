"""Other people's tools: what clients of LibreTranslate send, and what they get."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from qiao.kit.clock import now_us
from qiao.kit.db import Database, events_after
from qiao.kit.follow import Follower
from qiao.kit.http import PROBLEMS
from qiao.kit.lanes import Lanes, Reaction
from qiao.translate.api import Desk
from qiao.translate.events import TranslationWanted
from qiao.translate.jobs import fulfil
from qiao.translate.libre_api import ROUTES, LibreDoor
from qiao.translate.models import Lang
from qiao.translate.pipeline import Pipeline
from qiao.translate.settings import TranslateSettings
from qiao.translate.slang import shipped
from qiao.translate.waiting import Waiting
from qiao.web.app import HEADERS
from tests import make
from tests.translate.make import Fake, pipeline

pytestmark = pytest.mark.anyio

PAIRS = [(Lang("en"), Lang("pt")), (Lang("pt"), Lang("en")), (Lang("zh-Hans"), Lang("en"))]
MENTION = '<a class="u-url mention" href="/@bo">@<span>bo</span></a>'
LINK = '<a href="https://a.b/c">https://a.b/c</a>'
STATUS = f"<p>{MENTION} The bread is still warm</p><p>See you tomorrow at the market {LINK}</p>"
WORDS = {
    "Good morning, my dear friends": "Bom dia, meus queridos amigos",
    "The bread is still warm": "O pão ainda está quente",
    "See you tomorrow at the market": "Até amanhã no mercado",
}


def app(db: Database, settings: TranslateSettings, waiting: Waiting) -> Litestar:
    desk = Desk(waiting, PAIRS, shipped(), 2.0, "default")

    def hand(thing: object) -> Provide:
        return Provide(lambda: thing, sync_to_thread=False)

    return Litestar(
        ROUTES,
        response_headers=HEADERS,  # handlers remember the first app that has them
        dependencies={
            "db": hand(db),
            "desk": hand(desk),
            "libre_door": hand(LibreDoor.of(settings)),
        },
        exception_handlers=PROBLEMS,
        openapi_config=None,
    )


@asynccontextmanager
async def a_square(
    db: Database, fake: Fake | None = None, **settings: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A web app and, where there is somebody who translates, a worker beside it."""
    chosen = TranslateSettings(**({"open_api": "open"} | settings))
    waiting = Waiting()
    follower = Follower(db)
    await follower.start([waiting.follow])
    tasks = [asyncio.create_task(follower.run())]
    if fake is not None:
        tasks.append(asyncio.create_task(Lanes(db, [_translating(db, pipeline(fake))]).run()))
    transport = httpx.ASGITransport(app(db, chosen, waiting))  # type: ignore[arg-type]
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://square.test") as client:
            yield client
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _translating(db: Database, work: Pipeline) -> Reaction:
    async def translations(told: Sequence[TranslationWanted]) -> None:
        await asyncio.gather(*(fulfil(db, work, event) for event in told))

    return Reaction("translations", "translate", (TranslationWanted,), translations)


def speaker() -> Fake:
    return Fake(("en", "pt"), ("pt", "en"), how=lambda text: WORDS.get(text, text.upper()))


async def test_mastodon_sends_html_in_an_array(sqlite: Database) -> None:
    async with a_square(sqlite, speaker()) as client:
        answer = await client.post(
            "/translate",
            json={
                "q": [
                    STATUS,
                    "Good morning, my dear friends",
                ],
                "source": "en",
                "target": "pt",
                "format": "html",
                "api_key": "",
            },
        )

    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "translatedText": [
            f"<p>{MENTION} O pão ainda está quente</p><p>Até amanhã no mercado {LINK}</p>",
            "Bom dia, meus queridos amigos",
        ]
    }


async def test_elk_sends_one_text_and_lets_the_language_be_found(sqlite: Database) -> None:
    async with a_square(sqlite, speaker()) as client:
        answer = await client.post(
            "/translate",
            json={
                "q": "<p>Good morning, my dear friends</p>",
                "source": "auto",
                "target": "pt",
                "format": "html",
                "api_key": "",
            },
            headers={"Origin": "https://elk.example"},
        )

    body = answer.json()
    assert body["translatedText"] == "<p>Bom dia, meus queridos amigos</p>"
    assert body["detectedLanguage"]["language"] == "en"
    assert 50 < body["detectedLanguage"]["confidence"] <= 100
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_an_array_of_texts_has_a_language_each(sqlite: Database) -> None:
    async with a_square(sqlite, speaker()) as client:
        answer = await client.post(
            "/translate",
            json={
                "q": ["The bread is still warm", "🍞🍞", "Bom dia, meus queridos amigos"],
                "source": "auto",
                "target": "pt",
                "alternatives": 2,
            },
        )

    body = answer.json()
    assert body["translatedText"] == [
        "O pão ainda está quente", "🍞🍞", "Bom dia, meus queridos amigos",
    ]  # fmt: skip
    assert [found["language"] for found in body["detectedLanguage"]] == ["en", "en", "pt"]
    assert body["detectedLanguage"][1]["confidence"] == 0
    assert body["alternatives"] == [[], [], []]


async def test_a_form_is_as_good_as_json(sqlite: Database) -> None:
    async with a_square(sqlite, speaker()) as client:
        answer = await client.post(
            "/translate",
            data={"q": "The bread is still warm", "source": "en", "target": "pb"},
        )

    assert answer.json() == {"translatedText": "O pão ainda está quente"}


async def test_a_thousand_askers_are_one_call(sqlite: Database) -> None:
    fake = speaker()
    body = {"q": "The bread is still warm", "source": "en", "target": "pt"}

    async with a_square(sqlite, fake, open_api_chars_per_min=10**6) as client:
        answers = await asyncio.gather(*(client.post("/translate", json=body) for _ in range(200)))

    assert {answer.json()["translatedText"] for answer in answers} == {"O pão ainda está quente"}
    assert len(fake.calls) == 1


async def test_detect(sqlite: Database) -> None:
    async with a_square(sqlite, speaker()) as client:
        english = await client.post("/detect", json={"q": "Good morning, my dear friends"})
        chinese = await client.post("/detect", data={"q": "今天的面包很好吃，大家早上好"})
        nothing = await client.post("/detect", json={"q": "🍞"})

    assert english.json()[0]["language"] == "en"
    assert chinese.json()[0]["language"] == "zh-Hans"
    assert nothing.json() == [{"confidence": 0.0, "language": "en"}]


async def test_languages_and_settings(sqlite: Database) -> None:
    async with a_square(sqlite) as client:
        languages = (await client.get("/languages")).json()
        settings = (await client.get("/frontend/settings")).json()

    assert languages == [
        {"code": "en", "name": "English", "targets": ["en", "pt"]},
        {"code": "pt", "name": "Portuguese", "targets": ["en", "pt"]},
        {"code": "zh-Hans", "name": "Chinese (Simplified)", "targets": ["en", "zh-Hans"]},
    ]
    assert settings["charLimit"] == 5000
    assert settings["apiKeys"] is False
    assert settings["language"]["source"]["code"] == "auto"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"source": "en", "target": "pt"}, "missing q"),
        ({"q": "", "source": "en", "target": "pt"}, "missing q"),
        ({"q": [], "source": "en", "target": "pt"}, "missing q"),
        ({"q": {"a": 1}, "source": "en", "target": "pt"}, "must be a string"),
        ({"q": [1], "source": "en", "target": "pt"}, "must be a string"),
        ({"q": "hello", "target": "pt"}, "missing source"),
        ({"q": "hello", "source": "en"}, "missing target"),
        ({"q": "hello", "source": "en", "target": 7}, "missing target"),
        ({"q": "hello", "source": "en", "target": "tlh"}, "tlh is not supported"),
        ({"q": "hello", "source": "x" * 99, "target": "pt"}, "is not supported"),
        ({"q": "hello", "source": "pt", "target": "zh"}, "Chinese (Simplified) (zh-Hans) is not"),
        ({"q": "hello", "source": "en", "target": "pt", "format": "pdf"}, "format must be"),
        ({"q": "hello", "source": "en", "target": "pt", "alternatives": "x"}, "alternatives"),
        ({"q": "h" * 5001, "source": "en", "target": "pt"}, "5001 characters exceed"),
        ({"q": ["h"] * 51, "source": "en", "target": "pt"}, "51 texts exceed"),
        ([], "Invalid JSON"),
        (None, "Invalid JSON"),
    ],
)
async def test_what_is_wrong_is_said_as_clients_expect(
    sqlite: Database, body: object, error: str
) -> None:
    async with a_square(sqlite) as client:
        answer = await client.post("/translate", json=body)

    assert answer.status_code == 400, answer.text
    assert list(answer.json()) == ["error"]
    assert error in answer.json()["error"]


async def test_no_json_at_all_is_refused(sqlite: Database) -> None:
    async with a_square(sqlite) as client:
        answers = [
            await client.post("/translate", content=content)
            for content in (b"", b"\xff\xfe", b"{", b"[" * 100_000, b'{"q": "\\ud800"}')
        ]

    assert [answer.status_code for answer in answers] == [400] * 5
    assert {answer.json()["error"] for answer in answers} == {"Invalid JSON format"}


async def test_a_wrong_method_says_so(sqlite: Database) -> None:
    async with a_square(sqlite) as client:
        answer = await client.delete("/translate")

    assert answer.status_code == 405


async def test_members_show_their_token(sqlite: Database) -> None:
    token = await make.session(sqlite, await make.member(sqlite), now=now_us())
    body = {"q": "The bread is still warm", "source": "en", "target": "pt"}

    async with a_square(sqlite, speaker(), open_api="members") as client:
        without = await client.post("/translate", json=body)
        wrong = await client.post("/translate", json=body | {"api_key": "nonsense"})
        as_key = await client.post("/translate", json=body | {"api_key": token})
        as_bearer = await client.post(
            "/translate", json=body, headers={"Authorization": f"Bearer {token}"}
        )
        with_cookie = await client.post(
            "/translate", json=body, headers={"Cookie": f"qiao={token}"}
        )
        settings = (await client.get("/frontend/settings")).json()

    assert [r.status_code for r in (without, wrong, as_key, as_bearer, with_cookie)] == [
        403, 403, 200, 200, 403,
    ]  # fmt: skip
    assert wrong.json() == {"error": "Invalid API key"}
    assert settings["keyRequired"] is True


async def test_it_can_be_off(sqlite: Database) -> None:
    async with a_square(sqlite, open_api="off") as client:
        answers = [
            await client.post("/translate", json={"q": "a", "source": "en", "target": "pt"}),
            await client.post("/detect", json={"q": "a"}),
            await client.get("/languages"),
            await client.get("/frontend/settings"),
        ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert "error" in answers[0].json()


async def test_too_much_from_one_network_is_slowed_down(sqlite: Database) -> None:
    body = {"q": "The bread is still warm", "source": "en", "target": "pt"}

    async with a_square(sqlite, speaker(), open_api_chars_per_min=40) as client:
        first = await client.post("/translate", json=body)
        second = await client.post("/translate", json=body)

    assert (first.status_code, second.status_code) == (200, 429)
    assert second.json() == {"error": "slow down"}
    assert 1 <= int(second.headers["retry-after"]) <= 60


async def test_one_that_takes_long_is_to_be_asked_again(sqlite: Database) -> None:
    async with a_square(sqlite, open_api_wait_s=0.01) as client:
        answer = await client.post(
            "/translate", json={"q": "Hello", "source": "en", "target": "pt"}
        )

    assert answer.status_code == 503
    assert list(answer.json()) == ["error"]


async def test_an_engine_that_makes_nothing_is_no_translation(sqlite: Database) -> None:
    silent = Fake(("en", "pt"), how=lambda text: text)

    async with a_square(sqlite, silent) as client:
        answer = await client.post(
            "/translate", json={"q": "The bread is still warm", "source": "en", "target": "pt"}
        )

    # the text's fault and not the server's: nobody is to try again, or to think it broken
    assert answer.status_code == 400
    assert answer.json() == {"error": "Cannot translate text: failed"}
    assert "retry-after" not in answer.headers


async def test_pages_of_other_sites_may_ask(sqlite: Database) -> None:
    async with a_square(sqlite) as client:
        answer = await client.options("/translate", headers={"Origin": "https://elk.example"})

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


async def test_what_is_asked_is_kept_as_any_other_translation(database: Database) -> None:
    async with a_square(database, speaker()) as client:
        await client.post(
            "/translate", json={"q": "The bread is still warm", "source": "auto", "target": "pt"}
        )

    async with database.read() as tx:
        wanted = [
            (event.source, event.target)
            for line in await events_after(tx, 0)
            if isinstance(event := line.event(), TranslationWanted)
        ]
    assert wanted == [("und", "und"), ("en", "pt")]
