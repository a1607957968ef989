"""Coming in by a code sent by mail, as members and as attackers use it."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from qiao.kit.clock import now_us
from qiao.kit.db import Sql, WriteTx
from qiao.people.keys.carrier import Letters, NotTaken
from qiao.people.passwords import hashed
from qiao.settings import Settings
from tests.web.square import Person, Square, opened

PASSWORD = "the kettle sings at six"
ADDRESS = "ana@post.example"


class Post(Letters):
    """A mail server that can be down or slow; remembers what it took."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.down = 0
        self.slow: asyncio.Event | None = None

    async def send(self, to: str, lang: str, code: str) -> None:
        if self.slow is not None:
            await self.slow.wait()
        if self.down:
            self.down -= 1
            raise NotTaken("down", again=True, after_s=0)
        self.sent.append((to, lang, code))


class Town(Square):
    """A square that sends codes."""

    post: Post

    def settle(self) -> None:
        """Wait until nothing waits to be sent; the app has a loop of its own."""
        self.client.blocking_portal.call(self.app.state.carrier.settle)

    async def asks(self, to: str = ADDRESS, who: Person | None = None, **more: Any) -> str:
        """Ask for a code; return the flow."""
        path = "/me/contacts/codes" if who else "/codes"
        sent = await (who or self.visitor).does("POST", path, {"to": to, **more})
        self.settle()
        return str(sent["flow"])

    async def proves(self, to: str = ADDRESS, who: Person | None = None) -> str:
        """Ask for a code and send it back; return the flow."""
        flow = await self.asks(to, who)
        sent = {"flow": flow, "code": self.post.sent[-1][2]}
        await self.visitor.does("POST", "/codes/check", sent, status=204)
        return flow

    async def joins(self, handle: str = "ana", to: str = ADDRESS) -> Person:
        flow = await self.proves(to)
        me = await self.visitor.does("POST", "/members", joining(handle, mail=flow), status=201)
        return Person(self.client, me["token"], None)

    async def later(self, hours: float) -> None:
        """Let everything that was counted or begun be older."""
        back = int(hours * 3_600_000_000)

        async def age(tx: WriteTx) -> None:
            for table in ("entry_codes", "code_budgets"):
                await tx.run(Sql(f"update {table} set until_us = until_us - :back"), back=back)

        await self.house.database.write(age)


def joining(handle: str, **more: Any) -> dict[str, Any]:
    return {"handle": handle, "langs": ["en"], "want": "bearer", **more}


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    shutil.copy(sqlite_template, tmp_path / "square.db")
    return Settings(data_dir=tmp_path, translation_wait_s=0.0)


@pytest.fixture
async def town(settings: Settings) -> AsyncIterator[Town]:
    async with opened(settings) as served:
        here = Town(served.app, served.house, served.client)
        here.post = Post()
        here.app.state.carrier.letters = here.post
        yield here


async def test_one_joins_and_comes_back_by_mail_alone(town: Town):
    ana = await town.joins()
    assert town.post.sent[0][:2] == (ADDRESS, "en")
    assert re.fullmatch(r"\d{6}", town.post.sent[0][2])
    ways = await ana.does("GET", "/me/ways")
    assert (ways["password"], ways["mail"]) == (False, ADDRESS)

    await town.later(2)
    flow = await town.proves("ANA@Post.example")
    me = await town.visitor.does("POST", "/sessions/mail", {"flow": flow}, status=201)
    assert me["member"]["handle"] == "ana"
    no = await town.visitor.is_refused("POST", "/sessions/mail", {"flow": flow}, status=403)
    assert no["code"] == "flow_over"


async def test_nobody_is_told_whether_an_address_is_known(town: Town):
    await town.joins()
    await town.later(25)
    known = await town.visitor.ask("POST", "/codes", {"to": ADDRESS})
    unknown = await town.visitor.ask("POST", "/codes", {"to": "nobody@post.example"})
    town.settle()

    assert known.status_code == unknown.status_code == 200
    assert known.json().keys() == unknown.json().keys()
    assert len(known.json()["flow"]) == len(unknown.json()["flow"])
    assert [to for to, _, _ in town.post.sent[-2:]] == [ADDRESS, "nobody@post.example"]
    # refused alike, too
    again = [await town.visitor.ask("POST", "/codes", {"to": to}) for to in
             (ADDRESS, "nobody@post.example")]  # fmt: skip
    assert [one.status_code for one in again] == [429, 429]
    assert again[0].json()["code"] == again[1].json()["code"] == "asked_too_often"


async def test_the_answer_does_not_wait_for_the_letter(town: Town):
    town.post.slow = asyncio.Event()
    sent = await town.visitor.does("POST", "/codes", {"to": ADDRESS})
    assert town.post.sent == []
    assert sent["flow"]

    town.client.blocking_portal.call(town.post.slow.set)
    town.settle()

    assert len(town.post.sent) == 1


async def test_a_letter_that_is_not_taken_goes_at_the_second_try(town: Town):
    town.post.down = 1

    await town.asks()

    assert len(town.post.sent) == 1


async def test_a_code_has_five_tries_and_no_more(town: Town):
    flow = await town.asks()
    right = town.post.sent[-1][2]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        sent = {"flow": flow, "code": wrong}
        no = await town.visitor.is_refused("POST", "/codes/check", sent, status=401)
        assert no["code"] == "wrong_code"
    for code in (right, wrong):
        sent = {"flow": flow, "code": code}
        no = await town.visitor.is_refused("POST", "/codes/check", sent, status=403)
        assert no["code"] == "flow_over"
    await town.visitor.is_refused("POST", "/sessions/mail", {"flow": flow}, status=403)


async def test_a_code_is_good_for_ten_minutes_and_for_the_page_that_asked(town: Town):
    flow = await town.asks()
    code = town.post.sent[-1][2]
    await town.later(0.02)  # more than a minute, so that another may be asked for
    other = await town.asks()
    sent = {"flow": other, "code": code}
    if town.post.sent[-1][2] != code:
        await town.visitor.is_refused("POST", "/codes/check", sent, status=401)
    await town.later(0.2)
    sent = {"flow": flow, "code": code}
    no = await town.visitor.is_refused("POST", "/codes/check", sent, status=403)
    assert no["code"] == "flow_over"


async def test_digits_of_any_script_and_gaps_are_fine(town: Town):
    flow = await town.asks()
    code = town.post.sent[-1][2]
    arabic = " ".join(chr(0x660 + int(digit)) for digit in code)
    await town.visitor.does("POST", "/codes/check", {"flow": flow, "code": arabic}, status=204)


async def test_nothing_that_is_kept_tells_a_code_or_an_address(town: Town, settings: Settings):
    ana = await town.joins()
    await ana.does("GET", "/me")
    await town.later(2)
    await town.asks("some.body@post.example")
    codes = [code.encode() for _, _, code in town.post.sent]
    async with town.house.database.read() as tx:
        rows = [
            cell
            for table in ("contacts", "entry_codes", "code_budgets", "events", "idempotency")
            for row in await tx.rows(Sql(f"select * from {table}"), {})
            for cell in row
        ]
    raw = b"\0".join(
        cell.encode() if isinstance(cell, str) else bytes(cell)
        for cell in rows
        if isinstance(cell, str | bytes | memoryview)
    )
    for secret in (*codes, b"ana@post", b"some.body", b"post.example"):
        assert secret not in raw


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "@post.example", "ana@post", "a na@post.example", "ana@-post.example",
     "ana@post.example\r\nBcc: bo@post.example", "a" * 65 + "@post.example", ".a@post.example",
     "ana@[127.0.0.1]", "ana@post..example", "x" * 300],
)  # fmt: skip
async def test_what_is_no_address_is_refused(town: Town, address: str):
    no = await town.visitor.is_refused("POST", "/codes", {"to": address}, status=422)
    assert no["code"] == "address_invalid"


async def test_an_address_of_another_script_is_one_however_it_is_written(town: Town):
    await town.joins(to="ana@bücher.example")
    await town.later(2)
    assert town.post.sent[-1][0] == "ana@xn--bcher-kva.example"
    for written in ("ana@BÜCHER.example", "ana@xn--bcher-kva.example", "ana@bu\u0308cher.example"):
        flow = await town.proves(written)
        await town.visitor.does("POST", "/sessions/mail", {"flow": flow}, status=201)
        await town.later(2)


async def test_budgets_hold_per_address_network_and_square(settings: Settings):
    few = {"mails_to_address_per_hour": 2, "per_network_per_hour": 4, "mails_per_hour": 5}
    doors = settings.doors.model_copy(
        update={"budgets": settings.doors.budgets.model_copy(update=few)}
    )
    async with opened(settings.model_copy(update={"doors": doors})) as served:
        town = Town(served.app, served.house, served.client)
        town.post = Post()
        town.app.state.carrier.letters = town.post

        async def statuses(*to: str) -> list[int]:
            asked = [await town.visitor.ask("POST", "/codes", {"to": one}) for one in to]
            return [one.status_code for one in asked]

        assert await statuses(ADDRESS) == [200]
        await town.later(0.02)
        assert await statuses(ADDRESS) == [200]
        await town.later(0.02)
        assert await statuses(ADDRESS) == [429]
        assert await statuses("b@p.example", "c@p.example", "d@p.example") == [200, 200, 429]


async def test_an_address_opens_one_account(town: Town):
    await town.joins()
    await town.later(2)
    flow = await town.proves()
    no = await town.visitor.is_refused("POST", "/members", joining("bob", mail=flow), status=409)
    assert no["code"] == "contact_taken"
    await town.visitor.is_refused("GET", "/members/bob", status=404)
    flow = await town.proves("new@post.example")
    no = await town.visitor.is_refused("POST", "/sessions/mail", {"flow": flow}, status=409)
    assert no["code"] == "not_yet_member"
    no = await town.visitor.is_refused("POST", "/members", joining("ana", mail=flow), status=409)
    assert no["code"] == "handle_taken"
    await town.visitor.does("POST", "/members", joining("bob", mail=flow), status=201)


async def test_joining_by_an_address_that_was_not_proved_is_refused(town: Town):
    flow = await town.asks()
    for one in (flow, "", "x", f"{flow}x"):
        sent = joining("ana", mail=one)
        answer = await town.visitor.ask("POST", "/members", sent)
        assert answer.status_code in (403, 422), one


async def with_password(town: Town, handle: str = "bob") -> Person:
    return await town.person(handle, password_hash=await hashed(PASSWORD))


async def test_an_address_is_added_replaced_and_taken_away_but_not_the_last_way(town: Town):
    bob = await with_password(town)
    flow = await town.proves(ADDRESS, bob)
    await bob.does("PUT", "/me/contacts/mail", {"flow": flow}, status=204)
    flow = await town.proves("other@post.example", bob)
    await bob.does("PUT", "/me/contacts/mail", {"flow": flow}, status=204)
    assert (await bob.does("GET", "/me/ways"))["mail"] == "other@post.example"
    await town.later(2)
    flow = await town.proves()
    await town.visitor.is_refused("POST", "/sessions/mail", {"flow": flow}, status=409)

    await bob.does("DELETE", "/me/password", status=204)
    no = await bob.is_refused("DELETE", "/me/contacts/mail", status=409)
    assert no["code"] == "last_way_in"
    assert (await bob.does("GET", "/me/ways"))["mail"]
    await bob.is_refused("DELETE", "/me/contacts/x", status=404)


async def test_a_flow_is_for_whoever_asked_signed_in_or_not(town: Town):
    ana, bob = await town.joins(), await with_password(town)
    flow = await town.proves("bob@post.example", bob)
    for wrong in (("PUT", "/me/contacts/mail", ana), ("POST", "/sessions/mail", town.visitor)):
        method, path, who = wrong
        no = await who.is_refused(method, path, {"flow": flow}, status=403)
        assert no["code"] == "flow_over"
    await town.visitor.is_refused("POST", "/members", joining("eva", mail=flow), status=403)
    entering = await town.proves("third@post.example")
    await bob.is_refused("PUT", "/me/contacts/mail", {"flow": entering}, status=403)
    await bob.does("PUT", "/me/contacts/mail", {"flow": flow}, status=204)


async def test_a_session_found_open_adds_no_address(town: Town):
    bob = await with_password(town)

    async def age(tx: WriteTx) -> None:
        await tx.run(Sql("update sessions set proved_us = proved_us - 3600000000"))

    await town.house.database.write(age)
    for method, path, sent in (
        ("POST", "/me/contacts/codes", {"to": ADDRESS}),
        ("PUT", "/me/contacts/mail", {"flow": "x"}),
        ("DELETE", "/me/contacts/mail", None),
    ):
        no = await bob.is_refused(method, path, sent, status=403)
        assert no["code"] == "proof_needed"


async def test_a_letter_proves_who_one_is_but_not_past_a_second_factor(town: Town):
    ana = await town.joins()
    await town.later(2)

    async def proof() -> dict[str, str]:
        sent = await ana.does("POST", "/me/proof/codes")
        town.settle()
        right = {"flow": sent["flow"], "code": town.post.sent[-1][2]}
        await town.visitor.does("POST", "/codes/check", right, status=204)
        return {"mail": sent["flow"]}

    good = await proof()
    await ana.does("PUT", "/me/proof", good, status=204)
    await ana.is_refused("PUT", "/me/proof", good, status=403)
    secret = (await ana.does("POST", "/me/totp"))["secret"]
    app = pyotp.TOTP(secret)
    code = app.generate_otp(now_us() // 30_000_000 - 1)
    await ana.does("PUT", "/me/totp", {"code": code})
    await town.later(2)
    await ana.is_refused("PUT", "/me/proof", await proof(), status=403)

    await town.later(2)
    flow = await town.proves()
    no = await town.visitor.is_refused("POST", "/sessions/mail", {"flow": flow}, status=401)
    assert no["code"] == "second_factor_needed"
    sent = {"flow": no["facts"]["flow"], "code": app.now(), "want": "bearer"}
    await town.visitor.does("POST", "/sessions/second", sent, status=201)


async def test_who_comes_by_mail_alone_can_give_the_account_up(town: Town):
    ana = await town.joins()
    await town.later(2)
    sent = await ana.does("POST", "/me/proof/codes")
    town.settle()
    for wrong in ({"mail": sent["flow"]}, {"password": ""}, {}, {"mail": "x"}):
        answer = await ana.ask("PUT", "/me/leaving", wrong)
        assert answer.status_code in (403, 422)
    right = {"flow": sent["flow"], "code": town.post.sent[-1][2]}
    await town.visitor.does("POST", "/codes/check", right, status=204)
    assert (await ana.does("PUT", "/me/leaving", {"mail": sent["flow"]}))["due"]
    await ana.is_refused("GET", "/me", status=401)


async def test_the_letter_is_in_her_language_where_she_is_known(town: Town):
    flow = await town.proves()
    sent = joining("ana", mail=flow, ui_lang="ar") | {"langs": ["ar"]}
    await town.visitor.does("POST", "/members", sent, status=201)
    await town.later(2)
    await town.asks(ADDRESS, lang="fr")
    await town.asks("new@post.example", lang="zh-CN")
    assert [lang for _, lang, _ in town.post.sent[-2:]] == ["ar", "zh-Hans"]


async def test_a_square_that_sends_no_mail_has_no_such_door(settings: Settings):
    async with opened(settings) as served:
        assert not (await served.visitor.does("GET", "/doors"))["mail"]
        no = await served.visitor.is_refused("POST", "/codes", {"to": ADDRESS}, status=409)
        assert no["code"] == "codes_unavailable"


async def test_strangers_asking_in_her_place_do_not_keep_her_browser_out(town: Town):
    flow = await town.proves()
    sent = joining("ana", mail=flow) | {"want": "cookie"}
    answer = await town.visitor.ask("POST", "/members", sent)
    device = next(c for c in answer.headers.get_list("set-cookie") if "device" in c).split(";")[0]
    town.client.cookies.clear()
    await town.later(25)
    for _ in range(5):
        await town.visitor.ask("POST", "/codes", {"to": ADDRESS})
        await town.later(0.02)
    assert (await town.visitor.ask("POST", "/codes", {"to": ADDRESS})).status_code == 429

    hers = await town.visitor.ask("POST", "/codes", {"to": ADDRESS}, headers={"Cookie": device})

    assert hers.status_code == 200


async def test_another_sites_page_asks_for_nothing(town: Town):
    evil = {"Origin": "https://evil.example"}
    for path in ("/codes", "/codes/check", "/sessions/mail"):
        answer = await town.visitor.ask("POST", path, {"to": ADDRESS, "flow": "", "code": ""},
                                        headers=evil)  # fmt: skip
        assert answer.status_code == 403
