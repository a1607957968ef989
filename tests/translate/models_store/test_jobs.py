"""From an operator's wish to a model that every reader has."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from qiao.kit.clock import now_us
from qiao.kit.db import Database, events_after
from qiao.translate.commands import claim, store, want
from qiao.translate.events import ModelsChanged, ModelUnwanted, ModelWanted
from qiao.translate.jobs import ask
from qiao.translate.memory import Key
from qiao.translate.models import EN, Lang, Passage, Reason, Translation
from qiao.translate.models_store import commands, queries
from qiao.translate.models_store.jobs import change_models, forget_refusals
from qiao.translate.models_store.manifest import Model
from qiao.translate.models_store.queries import ModelRow
from qiao.translate.models_store.store import ModelStore

from .standin import StandIn, pinned, small

pytestmark = pytest.mark.anyio
PAIR = "fr-en"


class House:
    """A worker with a store, a mirror and a database."""

    def __init__(self, database: Database, store: ModelStore, model: Model, mirror: str) -> None:
        self.database, self.store, self.model, self.mirror = database, store, model, mirror

    async def want(self, now: int = 10) -> None:
        await self.database.write(
            commands.want_model, PAIR, done=0, total=self.model.bytes, now=now
        )

    async def work(self) -> list[str]:
        """Do what was told, as the lane does; return which events came of it."""
        async with self.database.read() as tx:
            told = await events_after(tx, 0)
        heard = [line.event() for line in told]
        await change_models(
            self.database,
            self.store,
            [e for e in heard if isinstance(e, ModelWanted | ModelUnwanted)],
            mirror=self.mirror,
        )
        async with self.database.read() as tx:
            return [line.name for line in await events_after(tx, told[-1].seq)]

    async def row(self) -> ModelRow | None:
        async with self.database.read() as tx:
            return await queries.row_of(tx, PAIR)


@pytest.fixture
def house(database: Database, standin: StandIn, tmp_path: Path) -> House:
    model, contents = small("fr", "en")
    standin.contents = contents
    return House(database, ModelStore(tmp_path / "models", pinned(model)), model, standin.address)


async def test_a_wanted_model_is_fetched_and_everybody_told(house: House):
    await house.want()
    row = await house.row()
    assert row is not None
    assert (row.state, row.done_bytes, row.total_bytes) == ("wanted", 0, house.model.bytes)

    assert await house.work() == [ModelsChanged.__name__]

    row = await house.row()
    assert row is not None
    assert (row.state, row.done_bytes, row.error) == ("ready", house.model.bytes, "")
    assert house.store.sound(house.model)


async def test_wanted_twice_it_is_fetched_once(house: House, standin: StandIn):
    await house.want()
    await house.want()
    await house.work()
    asked = len(standin.asked)

    assert await house.work() == []

    assert len(standin.asked) == asked


async def test_one_whose_worker_is_gone_for_good_may_be_wanted_anew(house: House):
    await house.want(now=10)
    await house.want(now=10 + commands.STALE_US + 1)

    async with house.database.read() as tx:
        assert len(await events_after(tx, 0)) == 2


async def test_how_far_it_is_is_told_while_nothing_more_comes(
    house: House, standin: StandIn, monkeypatch: pytest.MonkeyPatch
):
    go_on = threading.Event()
    largest = max(standin.contents.values(), key=len)
    half = len(largest) // 2
    send = standin._send

    def stall(handler: Any, content: bytes, start: int, *, ranged: bool, fault: str) -> None:
        if content is not largest:
            send(handler, content, start, ranged=ranged, fault=fault)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[:half])
        go_on.wait(timeout=60)
        handler.wfile.write(content[half:])

    monkeypatch.setattr(standin, "_send", stall)
    monkeypatch.setattr("qiao.translate.models_store.jobs.SHOW_EVERY_S", 0.01)
    await house.want()
    working = asyncio.create_task(house.work())

    try:
        async with asyncio.timeout(30):
            while (row := await house.row()) is None or row.done_bytes < half:
                assert not working.done()
                await asyncio.sleep(0.01)
        assert row.state == "fetching"
        assert row.done_bytes < house.model.bytes
    finally:
        go_on.set()
        await working


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda h, s: s.contents.clear(), "mirror_lacks"),
        (lambda h, s: s.contents.update(dict.fromkeys(s.contents, b"<html>")), "mirror_strange"),
        (lambda h, s: setattr(h, "mirror", ""), "mirror_unset"),
        (lambda h, s: setattr(h.store, "manifest", pinned()), "model_unknown"),
    ],
)
async def test_why_it_failed_is_kept_and_asking_again_tries_again(
    house: House, standin: StandIn, break_it: Callable[[House, StandIn], None], code: str
):
    whole = (dict(standin.contents), house.mirror, house.store.manifest)
    break_it(house, standin)
    await house.want()

    assert await house.work() == []

    row = await house.row()
    assert row is not None
    assert (row.state, row.error) == ("failed", code)
    assert await house.work() == []  # not by itself
    standin.contents, house.mirror, house.store.manifest = whole
    await house.want()
    assert await house.work() == [ModelsChanged.__name__]


async def test_a_worker_that_was_killed_goes_on_from_there(house: House, standin: StandIn):
    file = house.model.files[0]
    begun = house.store.folder / f".fetching-{PAIR}"
    begun.mkdir(parents=True)
    (begun / f"{file.name}.part").write_bytes(standin.contents[file.path][:100_000])
    await house.want()
    assert await house.database.write(commands.begin, PAIR, now=20)

    await house.work()

    assert standin.asked[0] == (file.path, "bytes=100000-")
    assert house.store.sound(house.model)


async def test_taking_it_away_leaves_nothing(house: House):
    await house.want()
    await house.work()
    await house.database.write(commands.unwant_model, PAIR, now=30)

    assert await house.work() == [ModelsChanged.__name__]

    assert await house.row() is None
    assert house.store.folders() == []
    assert await house.work() == []


async def test_one_that_is_not_wanted_any_more_stops_coming(
    house: House, standin: StandIn, monkeypatch: pytest.MonkeyPatch
):
    progress = commands.progress

    async def change_her_mind(tx: object, pair: str, *, done: int, now: int) -> bool:
        await commands.unwant_model(tx, pair, now=now)  # type: ignore[arg-type]
        return await progress(tx, pair, done=done, now=now)  # type: ignore[arg-type]

    monkeypatch.setattr(commands, "progress", change_her_mind)
    await house.want()

    await house.work()

    assert len(standin.asked) == 1
    assert not house.store.installed(house.model)
    await house.work()
    assert house.store.bytes_here(house.model) == 0


async def _refused(database: Database, source: str, code: str, target: Lang = EN) -> Key:
    key = Key.of(Passage(f"{source} {code}"), Lang(source), target)
    now = now_us()
    await database.write(want, key, Passage(f"{source} {code}"), now)
    assert await database.write(claim, key, 60.0, now)
    reason = Reason(code, {"source": source, "target": target})
    made = Translation("unavailable", key.source, key.target, reason=reason)
    await database.write(store, key, made, now)
    return key


async def test_who_asks_again_is_not_refused_for_want_of_an_engine_that_is_there(
    database: Database,
):
    french = await _refused(database, "fr", "no_engine")
    mixed = await _refused(database, "mul", "no_engine")
    lao = await _refused(database, "lo", "no_engine")
    other = await _refused(database, "fr", "undetermined")
    before = [await ask(database, key, Passage("")) for key in (french, mixed, lao, other)]
    assert [answer.state for answer in before] == ["unavailable"] * 4

    forgotten = await forget_refusals(database, _speaks([("fr", "en")]))

    assert forgotten == 2
    after = [
        await ask(database, key, Passage(f"{key.source} again"))
        for key in (french, mixed, lao, other)
    ]
    assert [answer.state for answer in after] == [
        "pending",
        "pending",
        "unavailable",
        "unavailable",
    ]


def _speaks(pairs: Sequence[tuple[str, str]]) -> Callable[[Lang, Lang], bool]:
    return partial(lambda known, a, b: (a, b) in known, set(pairs))


async def test_members_and_notes_are_counted_by_language(database: Database):
    from tests.review.make import member, note

    ana = await member(database, "ana", ui_lang="ar")
    await member(database, "boo", ui_lang="ar")
    await note(database, ana, "salut", lang="fr")

    async with database.read() as tx:
        assert await queries.readers(tx) == [queries.Readers(("ar",), 2)]
        assert await queries.written(tx) == [queries.Written(("fr",), 1)]
