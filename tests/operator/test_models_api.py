"""Operators see which models members need, and install them with one tap."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from qiao.kit.clock import now_us
from qiao.kit.db import Database, events_after
from qiao.kit.http import PROBLEMS
from qiao.operator import models_api
from qiao.operator.models_api import Shelf
from qiao.people import door
from qiao.people.commands import open_session
from qiao.people.models import Caller
from qiao.translate.models_store import commands
from qiao.translate.models_store.store import ModelStore
from qiao.translate.providers.neural import NeuralTranslator
from qiao.translate.settings import NeuralSettings
from qiao.web.app import HEADERS
from tests.review.make import member, note

MIRROR = "https://name:secret@mirror.test/models?key=1"


class Site:
    """The operator's pages about models, and who looks at them."""

    def __init__(self, database: Database, folder: Path, mirror: str = MIRROR) -> None:
        self.database = database
        self.neural = NeuralTranslator(NeuralSettings(models_dir=folder))
        self.shelf = Shelf(ModelStore(folder), mirror, [self.neural])

        def hand(thing: object) -> Provide:
            return Provide(lambda: thing, sync_to_thread=False)

        self.app = Litestar(
            models_api.ROUTES,
            response_headers=HEADERS,  # handlers remember the first app that has them
            dependencies={
                "db": hand(database),
                "shelf": hand(self.shelf),
                "reader": Provide(door.reader),
                "me": Provide(door.signed_in),
                "operator": Provide(door.operator),
            },
            exception_handlers=PROBLEMS,
            openapi_config=None,
        )

    async def ask(
        self, who: Caller | None, method: str, path: str = "", body: object = None, **headers: str
    ) -> httpx.Response:
        headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
        if who is not None:
            token = await self.database.write(open_session, who.id, now=now_us())
            headers["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(self.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://square.test") as client:
            return await client.request(
                method, f"/api/v1/operator/models{path}", json=body, headers=headers
            )

    async def pairs(self, who: Caller) -> dict[str, Any]:
        answer = await self.ask(who, "GET")
        assert answer.status_code == 200, answer.text
        return {pair["pair"]: pair for pair in answer.json()["pairs"]}

    async def told(self) -> list[str]:
        async with self.database.read() as tx:
            return [line.name for line in await events_after(tx, 0) if "Model" in line.name]


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[Site]:
    made = Site(database, tmp_path / "models")
    yield made
    await made.neural.close()


@pytest.fixture
async def operator(database: Database) -> Caller:
    return await member(database, "opp", operator=True)


def install(site: Site, name: str) -> None:
    """Put files of the right size in place: what is pinned cannot be had here."""
    model = site.shelf.store.manifest.model(name)
    folder = site.shelf.store.folder / name
    folder.mkdir(parents=True)
    for file in model.files:
        with (folder / file.name).open("wb") as out:
            out.truncate(file.bytes)


async def test_what_members_need_most_comes_first(site: Site, operator: Caller):
    await member(site.database, "boo")
    wei = await member(site.database, "wei", ui_lang="zh-Hans")
    for words in ("今天好开心", "猫税"):
        await note(site.database, wei, words, lang="zh-Hans")
    await note(site.database, operator, "Hello", lang="en")
    await note(site.database, operator, "Salut", lang="fr")

    answer = (await site.ask(operator, "GET")).json()

    first, second, third, *rest = answer["pairs"]
    assert (first["pair"], first["members_who_read"], first["notes_waiting"]) == ("zh-en", 2, 2)
    assert (second["pair"], second["members_who_read"]) == ("fr-en", 3)
    assert (third["pair"], third["members_who_read"], third["notes_waiting"]) == ("en-zh", 1, 2)
    assert {pair["notes_waiting"] for pair in rest} == {0}
    assert first["size_bytes"] == first["total_bytes"] == 70_084_668
    assert (first["licence"], first["state"], first["installed"]) == ("MPL-2.0", "available", False)
    assert answer["publisher"] == "Mozilla"


async def test_the_mirror_is_shown_without_its_password(site: Site, operator: Caller):
    assert (await site.ask(operator, "GET")).json()["mirror"] == "https://mirror.test/models"


async def test_shipped_models_are_there_and_cannot_be_taken_away(site: Site, operator: Caller):
    pairs = await site.pairs(operator)

    assert [p for p, shown in pairs.items() if shown["shipped"]] == ["en-pt", "pt-en"]
    assert pairs["en-pt"]["state"] == "ready"
    answer = await site.ask(operator, "DELETE", "/en-pt")
    assert (answer.status_code, answer.json()["code"]) == (404, "model_not_installed")


async def test_one_tap_wants_a_model_once(site: Site, operator: Caller):
    answer = await site.ask(operator, "POST", body={"pair": "zh-Hans-en"})
    assert (answer.status_code, answer.json()) == (202, {"pair": "zh-en", "state": "wanted"})
    await site.ask(operator, "POST", body={"pair": "zh-en"})

    assert await site.told() == ["ModelWanted"]
    assert (await site.pairs(operator))["zh-en"]["state"] == "wanted"


async def test_progress_and_failure_are_shown(site: Site, operator: Caller):
    await site.ask(operator, "POST", body={"pair": "fr-en"})
    await site.database.write(commands.begin, "fr-en", now=now_us())
    await site.database.write(commands.progress, "fr-en", done=1_000_000, now=now_us())
    shown = (await site.pairs(operator))["fr-en"]
    assert (shown["state"], shown["done_bytes"], shown["error"]) == ("fetching", 1_000_000, "")

    await site.database.write(commands.fail, "fr-en", error="mirror_lacks", now=now_us())

    shown = (await site.pairs(operator))["fr-en"]
    assert (shown["state"], shown["error"]) == ("failed", "mirror_lacks")


async def test_what_is_installed_is_ready_and_can_be_taken_away(site: Site, operator: Caller):
    install(site, "zh-en")
    shown = (await site.pairs(operator))["zh-en"]
    assert (shown["state"], shown["installed"], shown["shipped"]) == ("ready", True, False)
    asked = await site.ask(operator, "POST", body={"pair": "zh-en"})
    assert asked.json()["state"] == "ready"

    answer = await site.ask(operator, "DELETE", "/zh-en")

    assert (answer.status_code, answer.json()["state"]) == (202, "removing")
    assert await site.told() == ["ModelUnwanted"]
    assert (await site.pairs(operator))["zh-en"]["state"] == "removing"


async def test_a_ready_model_whose_folder_was_deleted_is_available_again(
    site: Site, operator: Caller
):
    await site.database.write(commands.have_model, "fr-en", total=5, now=now_us())

    assert (await site.pairs(operator))["fr-en"]["state"] == "available"


@pytest.mark.parametrize("pair", ["", "en", "xx-yy", "../../etc", "zh-en/..", "a" * 3000])
async def test_only_pinned_models_can_be_wanted(site: Site, operator: Caller, pair: str):
    answer = await site.ask(operator, "POST", body={"pair": pair})

    assert (answer.status_code, answer.json()["code"]) == (422, "model_unknown")
    assert await site.told() == []


async def test_without_a_mirror_the_setting_is_named(
    database: Database, operator: Caller, tmp_path: Path
):
    site = Site(database, tmp_path, mirror="")

    answer = await site.ask(operator, "POST", body={"pair": "zh-en"})

    assert answer.status_code == 409
    assert answer.json()["facts"] == {"setting": "QIAO_TRANSLATE__MODELS_MIRROR"}
    assert (await site.ask(operator, "GET")).json()["mirror"] is None


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_it_is_for_operators_alone(site: Site, operator: Caller, method: str):
    path = "/zh-en" if method == "DELETE" else ""
    body = {"pair": "zh-en"} if method == "POST" else None
    boo = await member(site.database, "boo")

    assert (await site.ask(None, method, path, body)).status_code == 401
    assert (await site.ask(boo, method, path, body)).status_code == 403
    assert await site.told() == []
