"""A monitor that knows the token reads how the square is; to others there is no such page."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from qiao.kit.clock import now_us
from qiao.kit.db import Sql, WriteTx
from qiao.operator.figures.keeping import put
from qiao.operator.figures.models import Figure
from qiao.settings import Settings
from qiao.translate.tally import Tally
from qiao.web.metrics.api import Monitor
from qiao.web.metrics.counting import Spread
from qiao.web.metrics.names import METRICS
from tests import make
from tests.web.square import Person, Square, opened

TOKEN = "a-monitors-own-token"
SUM = Sql("select coalesce(sum(amount), 0) from figures where name = :name and span_s = 60")


@pytest.fixture
async def watched(settings: Settings) -> AsyncIterator[Square]:
    async with opened(settings.model_copy(update={"metrics_token": TOKEN})) as square:
        yield square


async def read(square: Square, token: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await square.client.get("/metrics", headers=headers)


async def told(square: Square) -> dict[tuple[str, tuple[str, ...]], float]:
    """Return every sample by its name and the values of its labels."""
    answer = await read(square, TOKEN)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_only_who_runs_the_square_or_knows_the_token_finds_it(watched: Square):
    ana = await make.session(
        watched.house.database, await make.member(watched.house.database), now=now_us()
    )
    opp = await make.session(
        watched.house.database,
        await make.member(watched.house.database, "opp", operator=True),
        now=now_us(),
    )

    answers = {"": 404, "wrong": 404, TOKEN[:-1]: 404, f"{TOKEN}x": 404, ana: 404, opp: 200}
    for token, status in answers.items():
        assert (await read(watched, token)).status_code == status
    assert (await read(watched, TOKEN)).status_code == 200


async def test_without_a_token_set_none_opens(square: Square, ana: Person):
    for said in ("Bearer ", "Bearer", "bearer  "):
        answer = await square.client.get("/metrics", headers={"Authorization": said})
        assert answer.status_code == 404


async def test_requests_are_counted_by_route_and_never_by_who_asked(watched: Square):
    await watched.person("ana")
    for handle in ("ana", "nobody_by_this_name"):
        await watched.client.get(f"/api/v1/members/{handle}")
    await watched.client.request("BREW", "/api/v1/members/ana")
    found = await told(watched)

    route = "/api/v1/members/{handle}"
    for status in ("200", "404"):
        assert found["qiao_http_requests_total", ("GET", route, status)] == 1
    assert found["qiao_http_request_seconds_count", (route,)] == 2
    assert not [labels for _, labels in found if "BREW" in labels or "ana" in str(labels)]


async def test_the_operators_figures_are_told_as_they_stand(watched: Square):
    some = [Figure("backlog", 70), Figure("backlog", 60, "ar"), Figure("lane_age_s", 0)]
    await watched.house.database.write(put, some, at_us=now_us())
    found = await told(watched)

    assert found["qiao_board_value", ("backlog",)] == 70
    assert found["qiao_board_state", ("backlog",)] == 1
    assert found["qiao_figure", ("backlog", "ar")] == 60
    assert found["qiao_board_state", ("home",)] == -1
    assert ("qiao_board_value", ("home",)) not in found
    assert found["qiao_figures_gathered_timestamp_seconds", ()] > 0
    assert found["qiao_writer_queue", ()] >= 0
    assert found["qiao_page_records_total", ("dropped",)] == 0


async def test_every_metric_that_is_documented_is_told_and_no_other(watched: Square):
    await told(watched)
    answer = await read(watched, TOKEN)
    families = {
        family.name
        for family in text_string_to_metric_families(answer.text)
        if family.name.startswith("qiao_")
    }

    assert families == {metric.name.removesuffix("_total") for metric in METRICS}


async def test_what_was_translated_is_kept_once_even_when_the_database_was_away(square: Square):
    tally = Tally(asked=5, stored=3)
    monitor = Monitor(square.house.database, None, None, tally, None, "")  # type: ignore[arg-type]

    class Away:
        async def write(self, *some: object, **more: object) -> None:
            tally.asked += 1  # somebody asks meanwhile
            raise OSError

    monitor.database, here = Away(), monitor.database  # type: ignore[assignment]
    with pytest.raises(OSError):
        await monitor.keep()
    monitor.database = here
    await monitor.keep()
    await monitor.keep()

    async with square.house.database.read() as tx:
        assert await tx.value(SUM, name="translations_asked") == 6
        assert await tx.value(SUM, name="translations_stored") == 3


async def test_the_queue_of_the_writer_is_told(square: Square):
    waiting: list[int] = []

    async def nothing(_: WriteTx) -> None:
        waiting.append(square.house.database.queued())

    await asyncio.gather(*(square.house.database.write(nothing) for _ in range(5)))

    assert max(waiting) >= 1
    assert square.house.database.queued() == 0


def test_a_spread_counts_what_was_no_longer_than_each_bound():
    spread = Spread((0.1, 1.0))
    for length_s in (0.05, 0.1, 0.5, 3.0):
        spread.add(length_s)

    assert spread.buckets() == [("0.1", 2.0), ("1", 3.0), ("+Inf", 4.0)]
    assert spread.sum_s == pytest.approx(3.65)


async def test_a_page_that_was_served_counts_in_this_hours_ledger(watched: Square):
    bob, ana = await watched.person("bob"), await watched.person("ana")
    await bob.publishes(title="One", body="note")
    await ana.does("GET", "/feeds/explore")
    async with asyncio.timeout(20):
        while (found := await told(watched))["qiao_ledger_hour", ("pages",)] == 0:
            await asyncio.sleep(0.05)

    assert found["qiao_ledger_hour", ("pages",)] == 1
    assert found["qiao_ledger_hour", ("cards",)] == 1
    assert found["qiao_ledger_hour", ("readers",)] == 1
