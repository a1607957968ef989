"""Telephone numbers: one more thing to show, never the only one; and what sending may cost."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from qiao.kit.db import Sql, WriteTx
from qiao.people.keys.carrier import Texts
from qiao.people.passwords import hashed
from qiao.settings import Settings
from tests.people.keys.authenticator import Authenticator
from tests.web.square import Person, Square, opened
from tests.web.test_keys import joined

PASSWORD = "the kettle sings at six"
NUMBER = "+4915112345678"


class Phones(Texts):
    """Remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    async def send(self, to: str, lang: str, code: str, *, reference: str) -> None:
        self.sent.append((to, lang, code))

    async def close(self) -> None:
        pass


class Town(Square):
    """A square that sends text messages."""

    phones: Phones

    async def status(self, to: str, **more: Any) -> int:
        sent = {"to": to, "by": "phone", **more}
        return (await self.visitor.ask("POST", "/codes", sent)).status_code

    async def proves(self, to: str = NUMBER, who: Person | None = None, **more: Any) -> str:
        path = "/me/contacts/codes" if who else "/codes"
        asked = {"to": to, "by": "phone", **more}
        flow = (await (who or self.visitor).does("POST", path, asked))["flow"]
        self.client.blocking_portal.call(self.app.state.carrier.settle)
        sent = {"flow": flow, "code": self.phones.sent[-1][2]}
        await self.visitor.does("POST", "/codes/check", sent, status=204)
        return str(flow)

    async def later(self, hours: float) -> None:
        back = int(hours * 3_600_000_000)

        async def age(tx: WriteTx) -> None:
            await tx.run(Sql("update code_budgets set until_us = until_us - :back"), back=back)

        await self.house.database.write(age)


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    shutil.copy(sqlite_template, tmp_path / "square.db")
    return Settings(data_dir=tmp_path, translation_wait_s=0.0, public_url="https://square.example")


@asynccontextmanager
async def a_town(settings: Settings, **phone: Any) -> AsyncIterator[Town]:
    chosen = settings.doors.phone.model_copy(
        update={"countries": ("DE", "LB", "US"), "cost_elsewhere": 0.1, **phone}
    )
    doors = settings.doors.model_copy(update={"phone": chosen})
    async with opened(settings.model_copy(update={"doors": doors})) as served:
        town = Town(served.app, served.house, served.client)
        town.phones = Phones()
        town.app.state.carrier.text_messages = town.phones
        yield town


@pytest.fixture
async def town(settings: Settings) -> AsyncIterator[Town]:
    async with a_town(settings) as here:
        yield here


def joining(handle: str, **more: Any) -> dict[str, Any]:
    return {"handle": handle, "langs": ["en"], "want": "bearer", **more}


async def member(town: Town, handle: str = "ana") -> Person:
    flow = await town.proves()
    sent = joining(handle, phone=flow, password=PASSWORD)
    me = await town.visitor.does("POST", "/members", sent, status=201)
    return Person(town.client, me["token"], None)


async def test_one_joins_and_comes_in_with_number_and_password(town: Town):
    ana = await member(town)
    assert (await ana.does("GET", "/me/ways"))["phone"] == NUMBER[-2:]
    await town.later(2)
    flow = await town.proves("0151 12345678", region="de")
    sent = {"flow": flow, "password": "something else", "want": "bearer"}
    no = await town.visitor.is_refused("POST", "/sessions/phone", sent, status=401)
    assert no["code"] == "wrong_handle_or_password"
    sent["password"] = PASSWORD
    me = await town.visitor.does("POST", "/sessions/phone", sent, status=201)
    assert me["member"]["handle"] == "ana"
    await town.visitor.is_refused("POST", "/sessions/phone", sent, status=403)


async def test_a_number_alone_starts_no_account_and_opens_none(town: Town):
    flow = await town.proves()
    no = await town.visitor.is_refused("POST", "/members", joining("ana", phone=flow), status=422)
    assert no["code"] == "password_too_short"
    await town.visitor.is_refused("POST", "/sessions/mail", {"flow": flow}, status=403)
    await town.visitor.is_refused("POST", "/members", joining("ana", mail=flow), status=403)
    me = await town.visitor.does(
        "POST", "/members", joining("ana", phone=flow, password=PASSWORD), status=201
    )
    ana = Person(town.client, me["token"], None)
    no = await ana.is_refused("DELETE", "/me/password", status=409)
    assert no["code"] == "last_way_in"
    await town.later(2)
    flow = await town.proves()
    for sent in ({"flow": flow, "password": ""}, {"flow": flow, "password": "!"}):
        await town.visitor.is_refused("POST", "/sessions/phone", sent, status=401)
    await ana.is_refused("PUT", "/me/proof", {"mail": flow}, status=403)
    await ana.is_refused("PUT", "/me/leaving", {"mail": flow}, status=403)


async def test_a_number_is_no_way_into_an_account_without_a_password(town: Town):
    device = Authenticator()
    flow = await town.proves()
    sent = await joined(town, device) | {"phone": flow}
    await town.visitor.does("POST", "/members", sent, status=201)
    await town.later(2)
    flow = await town.proves()
    for guess in ("", "!", PASSWORD):
        sent = {"flow": flow, "password": guess}
        await town.visitor.is_refused("POST", "/sessions/phone", sent, status=401)


async def test_whose_number_is_known_nobody_is_told(town: Town):
    await member(town)
    await town.later(25)
    flows = [await town.proves(NUMBER), await town.proves("+4915187654321")]
    said = [
        (await town.visitor.ask("POST", "/sessions/phone", {"flow": flow, "password": "x" * 20}))
        for flow in flows
    ]
    assert [one.status_code for one in said] == [401, 401]
    assert said[0].json() == said[1].json()


@pytest.mark.parametrize(
    ("to", "region", "code"),
    [("", "", "number_invalid"), ("12345", "DE", "number_invalid"), ("+49", "", "number_invalid"),
     ("0151 12345678", "", "number_invalid"), ("+490900123456", "", "number_invalid"),
     ("+493012345678", "", "number_invalid"), ("+33612345678", "", "country_closed"),
     ("+96171123456", "", ""), ("٠١٥١١٢٣٤٥٦٧٨", "DE", ""),
     ("+4915112345678;ext=5", "", "number_invalid")],
)  # fmt: skip
async def test_numbers_of_open_countries_are_taken_however_written(
    town: Town, to: str, region: str, code: str
):
    answer = await town.visitor.ask("POST", "/codes", {"to": to, "by": "phone", "region": region})
    assert answer.json().get("code", "") == code


async def test_a_number_is_kept_as_a_hash_and_two_digits(town: Town):
    await member(town)
    async with town.house.database.read() as tx:
        rows = [
            cell
            for table in ("contacts", "entry_codes", "code_budgets", "events", "idempotency")
            for row in await tx.rows(Sql(f"select * from {table}"), {})
            for cell in row
        ]
    raw = b"\0".join(c.encode() if isinstance(c, str) else bytes(c)
                     for c in rows if isinstance(c, str | bytes | memoryview))  # fmt: skip
    assert b"15112345678" not in raw
    assert b"12345678" not in raw


async def test_the_wait_between_two_messages_grows(town: Town):
    assert await town.status(NUMBER) == 200
    assert await town.status(NUMBER) == 429
    await town.later(61 / 3_600)
    assert await town.status(NUMBER) == 200
    await town.later(61 / 3_600)
    assert await town.status(NUMBER) == 429  # two in five minutes
    await town.later(5 / 60)
    assert await town.status(NUMBER) == 200
    await town.later(10 / 60)
    assert await town.status(NUMBER) == 429  # three in half an hour


async def test_neighbouring_numbers_that_never_answer_are_held(town: Town):
    numbers = [f"+49151123456{n:02d}" for n in range(8)]
    statuses = [await town.status(number) for number in numbers]
    assert statuses == [200] * 4 + [429] * 4
    assert await town.status("+4915187654321") == 200  # elsewhere it goes on


async def test_people_who_answer_do_not_use_their_range_up(town: Town):
    for n in range(8):
        await town.proves(f"+49151123456{n:02d}")


async def test_a_country_and_the_purse_have_an_end(settings: Settings):
    async with a_town(settings, unproved_per_country_per_day=2) as town:
        far = ["+4915112345678", "+4915287654321", "+4917012340000"]
        assert [await town.status(one) for one in far] == [200, 200, 429]
        assert await town.status("+96171123456") == 200
    async with a_town(settings, max_cost_per_day=0.25, cost={"LB": 0.2}) as town:
        await town.later(25)
        assert await town.status("+96171123456") == 200
        assert await town.status("+4915112345678") == 429
    async with a_town(settings, max_cost_per_day=0.25) as town:
        await town.later(25)
        # what was proved is paid for all the same
        await town.proves("+4915112345678")
        await town.proves("+4915287654321")
        assert await town.status("+4917012340000") == 429


async def test_a_refused_message_uses_nothing_up(settings: Settings):
    async with a_town(settings, max_cost_per_day=0.0) as town:
        for _ in range(3):
            assert await town.status(NUMBER) == 429
        async with town.house.database.read() as tx:
            assert await tx.count(Sql("select count(*) from code_budgets")) == 0


async def test_a_number_is_added_and_taken_away(town: Town):
    ana = await town.person("ana", password_hash=await hashed(PASSWORD))
    flow = await town.proves(NUMBER, ana)
    await ana.does("PUT", "/me/contacts/phone", {"flow": flow}, status=204)
    await ana.does("DELETE", "/me/contacts/phone", status=204)
    assert (await ana.does("GET", "/me/ways"))["phone"] is None
    await ana.is_refused("DELETE", "/me/contacts/phone", status=404)


async def test_without_gateway_or_countries_there_is_no_such_door(settings: Settings):
    async with opened(settings) as served:
        assert (await served.visitor.does("GET", "/doors"))["phone"] is False
        sent = {"to": NUMBER, "by": "phone"}
        no = await served.visitor.is_refused("POST", "/codes", sent, status=409)
        assert no["code"] == "codes_unavailable"
