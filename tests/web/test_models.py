"""A model that comes is spoken at once, and one that goes no more."""

import shutil
from typing import Any

from qiao.kit.clock import now_us
from qiao.translate.models import EN, Lang
from qiao.translate.models_store.commands import have_model, lost_model
from qiao.translate.providers.neural_models import find_models
from tests.web.square import Person, Square


async def pairs(square: Square) -> list[Any]:
    answer = await square.client.get("/api/v1/languages")
    found: list[Any] = answer.json()["pairs"]
    return found


async def test_the_list_of_pairs_follows_what_is_installed(square: Square, ana: Person):
    before = await pairs(square)
    assert ["en", "fr"] not in before
    folder = square.house.settings.data_dir / "models" / "en-fr"
    shutil.copytree(find_models(None)[EN, Lang("pt")].model.parent, folder)

    await square.house.database.write(have_model, "en-fr", total=5, now=now_us())
    await ana.does("GET", "/feeds/explore")  # brings the process up to date

    # and what goes through English as well
    assert [pair for pair in await pairs(square) if pair not in before] == [
        ["en", "fr"],
        ["pt", "fr"],
    ]

    shutil.rmtree(folder)
    await square.house.database.write(lost_model, "en-fr", now=now_us())
    await ana.does("GET", "/feeds/explore")  # brings the process up to date

    assert await pairs(square) == before


async def test_operators_are_shown_what_there_is(square: Square, ana: Person):
    assert (await ana.ask("GET", "/operator/models")).status_code == 403
