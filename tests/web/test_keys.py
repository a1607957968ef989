"""Ways to sign in, over HTTP, as their owners and as attackers use them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from qiao.kit.clock import now_us
from qiao.kit.db import Sql, WriteTx
from qiao.notices.live import LOOK_AGAIN_S, Live
from qiao.people.commands import token_hash
from qiao.people.keys.throttle import wait_us
from qiao.people.passwords import hashed
from qiao.settings import Settings
from tests.people.keys.authenticator import Authenticator, b64
from tests.web.square import Person, Square, opened

PASSWORD = "the kettle sings at six"
SITE = "https://square.example"


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    shutil.copy(sqlite_template, tmp_path / "square.db")
    return Settings(data_dir=tmp_path, translation_wait_s=0.0, public_url=SITE)


@pytest.fixture
async def square(settings: Settings) -> AsyncIterator[Square]:
    async with opened(settings) as served:
        yield served


async def joined(
    square: Square, device: Authenticator, handle: str = "cleo", **lies: Any
) -> dict[str, Any]:
    """Sign up with a passkey alone; return what was sent."""
    begun = await square.visitor.does("POST", "/passkeys/newcomer-options", {"handle": handle})
    answer = device.makes(begun["options"], **lies)
    return {
        "handle": handle,
        "langs": ["en"],
        "want": "bearer",
        "passkey": {"flow": begun["flow"], "credential": answer},
    }


async def member(square: Square, device: Authenticator, handle: str = "cleo") -> Person:
    sent = await joined(square, device, handle)
    me = await square.visitor.does("POST", "/members", sent, status=201)
    return Person(square.client, me["token"], None)


async def with_password(square: Square, handle: str = "ana", password: str = PASSWORD) -> Person:
    return await square.person(handle, password_hash=await hashed(password))


async def asked(square: Square) -> dict[str, Any]:
    return await square.visitor.does("POST", "/passkeys/options")


def entering(begun: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return {"flow": begun["flow"], "credential": answer, "want": "bearer"}


async def test_one_signs_up_and_in_with_a_passkey_alone(square: Square):
    device = Authenticator()
    cleo = await member(square, device)
    assert (await cleo.does("GET", "/me"))["member"]["handle"] == "cleo"

    begun = await asked(square)
    assert begun["options"]["rpId"] == "square.example"
    assert begun["options"]["userVerification"] == "required"
    assert begun["options"]["allowCredentials"] == []
    sent = entering(begun, device.signs(begun["options"]))
    me = await square.visitor.does("POST", "/sessions/passkey", sent, status=201)

    assert me["member"]["handle"] == "cleo"
    ways = await cleo.does("GET", "/me/ways")
    assert (ways["password"], ways["totp"], len(ways["passkeys"])) == (False, False, 1)


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://square.example.evil.test"},
        {"origin": "http://square.example"},
        {"rp_id": "evil.test"},
        {"challenge": b64(bytes(32))},
    ],
    ids=lambda lies: next(iter(lies)),
)
async def test_what_was_made_or_signed_for_another_is_refused(square: Square, lies: dict[str, Any]):
    sent = await joined(square, Authenticator(), **lies)
    problem = await square.visitor.is_refused("POST", "/members", sent, status=401)
    assert problem["code"] == "passkey_refused"

    device = Authenticator()
    await member(square, device, "dora")
    begun = await asked(square)
    sent = entering(begun, device.signs(begun["options"], **lies))
    problem = await square.visitor.is_refused("POST", "/sessions/passkey", sent, status=401)
    assert problem["code"] == "passkey_refused"


async def test_a_passkey_that_did_not_verify_its_person_is_refused(square: Square):
    sent = await joined(square, Authenticator(verifies=False))
    await square.visitor.is_refused("POST", "/members", sent, status=401)

    device = Authenticator()
    await member(square, device, "dora")
    device.verifies = False
    begun = await asked(square)
    sent = entering(begun, device.signs(begun["options"]))
    await square.visitor.is_refused("POST", "/sessions/passkey", sent, status=401)


async def test_a_challenge_answers_once(square: Square):
    device = Authenticator(counts=False)
    sent = await joined(square, device)
    answers = [await square.visitor.ask("POST", "/members", sent, key="k" * 9) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 403]

    begun = await asked(square)
    sent = entering(begun, device.signs(begun["options"]))
    await square.visitor.does("POST", "/sessions/passkey", sent, status=201)
    problem = await square.visitor.is_refused("POST", "/sessions/passkey", sent, status=403)
    assert problem["code"] == "flow_over"


async def test_flows_are_for_one_purpose_and_are_not_made_up(square: Square):
    device = Authenticator()
    await member(square, device)
    begun = await asked(square)
    joining = await square.visitor.does("POST", "/passkeys/newcomer-options", {"handle": "eva"})
    answer = device.signs(begun["options"])
    body, _, mac = begun["flow"].partition(".")

    for flow in (joining["flow"], f"{body}x.{mac}", f"{body}.", "", ".", "\0", "é.é"):
        sent = {"flow": flow, "credential": answer}
        problem = await square.visitor.is_refused("POST", "/sessions/passkey", sent, status=403)
        assert problem["code"] == "flow_over"


async def test_a_copy_that_counts_backwards_is_refused_and_its_owner_warned(square: Square):
    device = Authenticator()
    cleo = await member(square, device)
    for counter, status in ((7, 201), (7, 401), (3, 401), (8, 201)):
        begun = await asked(square)
        sent = entering(begun, device.signs(begun["options"], counter=counter))
        answer = await square.visitor.ask("POST", "/sessions/passkey", sent)
        assert answer.status_code == status, counter
        if status == 401:
            assert answer.json()["code"] == "passkey_cloned"

    [passkey] = (await cleo.does("GET", "/me/ways"))["passkeys"]
    assert passkey["copied"]


async def test_a_passkey_opens_its_owners_account_alone(square: Square):
    device, other = Authenticator(), Authenticator()
    await member(square, device)
    await member(square, other, "dora")
    begun = await asked(square)

    sent = entering(begun, device.signs(begun["options"], user=other.passkeys[0].user))
    await square.visitor.is_refused("POST", "/sessions/passkey", sent, status=401)
    answer = device.signs(begun["options"])
    answer["rawId"] = answer["id"] = b64(other.passkeys[0].id)
    await square.visitor.is_refused(
        "POST", "/sessions/passkey", entering(begun, answer), status=401
    )


async def test_broken_answers_are_refused(square: Square):
    device = Authenticator()
    await member(square, device)
    begun = await asked(square)
    fine = device.signs(begun["options"])
    response = fine["response"]

    for broken in (
        {},
        {"rawId": "%%%"},
        fine | {"response": {}},
        fine | {"response": None},
        fine | {"type": "password"},
        fine | {"response": response | {"authenticatorData": "AA"}},
        fine | {"response": response | {"signature": "AA"}},
        fine | {"response": response | {"clientDataJSON": b64(b"[]")}},
        fine | {"response": response | {"clientDataJSON": b64(b"\xff")}},
        fine | {"response": response | {"userHandle": 7}},
        fine | {"response": response | {"userHandle": b64(b"\xff\xfe")}},
    ):
        sent = entering(begun, broken)
        problem = await square.visitor.is_refused("POST", "/sessions/passkey", sent, status=401)
        assert problem["code"] == "passkey_refused", broken


async def test_passkeys_are_added_named_and_taken_away_but_not_the_last(square: Square):
    device, second = Authenticator(), Authenticator()
    cleo = await member(square, device)
    begun = await cleo.does("POST", "/me/passkeys/options")
    assert [c["id"] for c in begun["options"]["excludeCredentials"]] == [b64(device.passkeys[0].id)]
    sent = {"flow": begun["flow"], "credential": second.makes(begun["options"]), "name": "Phone"}
    dora = await member(square, Authenticator(), "dora")
    await dora.is_refused("POST", "/me/passkeys", sent, status=403)
    items = (await cleo.does("POST", "/me/passkeys", sent, status=201))["items"]
    assert [one["name"] for one in items] == ["", "Phone"]
    first, phone = (one["id"] for one in items)

    await cleo.does("PATCH", f"/me/passkeys/{first}", {"name": "鑰匙"}, status=204)
    await dora.is_refused("PATCH", f"/me/passkeys/{first}", {"name": "x"}, status=404)
    await dora.is_refused("DELETE", f"/me/passkeys/{first}", status=404)
    await cleo.does("DELETE", f"/me/passkeys/{first}", status=204)
    problem = await cleo.is_refused("DELETE", f"/me/passkeys/{phone}", status=409)
    assert problem["code"] == "last_way_in"
    assert len((await cleo.does("GET", "/me/ways"))["passkeys"]) == 1
    begun = await asked(square)
    sent = entering(begun, device.signs(begun["options"]))
    await square.visitor.is_refused("POST", "/sessions/passkey", sent, status=401)


async def test_an_address_that_browsers_give_no_passkeys_is_told_so(settings: Settings):
    async with opened(settings.model_copy(update={"public_url": "http://192.0.2.7:8000"})) as there:
        problem = await there.visitor.is_refused("POST", "/passkeys/options", status=409)
        assert problem["code"] == "passkeys_unavailable"
    async with opened(settings.model_copy(update={"public_url": ""})) as there:
        await there.visitor.is_refused("POST", "/passkeys/options", status=409)
        local = {"Host": "localhost:8000"}
        answer = await there.visitor.ask("POST", "/passkeys/options", headers=local)
        assert answer.json()["options"]["rpId"] == "localhost"


async def old_session(square: Square, person: Person) -> None:
    """Let a session be an hour old."""

    async def age(tx: WriteTx) -> None:
        await tx.run(Sql("update sessions set proved_us = proved_us - 3600000000"))

    await square.house.database.write(age)


async def test_a_session_found_open_does_not_change_the_ways_in(square: Square):
    ana = await with_password(square)
    await old_session(square, ana)

    for method, path, sent in (
        ("POST", "/me/passkeys/options", None),
        ("POST", "/me/totp", None),
        ("DELETE", "/me/totp", None),
        ("DELETE", "/me/password", None),
        ("POST", "/me/recovery-codes", None),
        ("DELETE", "/me/passkeys/x", None),
    ):
        problem = await ana.is_refused(method, path, sent, status=403)
        assert problem["code"] == "proof_needed", path
    for wrong in ({"password": "x"}, {}, {"code": "123456"}):
        problem = await ana.is_refused("PUT", "/me/proof", wrong, status=403)
        assert problem["code"] == "wrong_proof"
    await ana.does("PUT", "/me/proof", {"password": PASSWORD}, status=204)
    await ana.does("POST", "/me/totp")


async def test_a_passkey_proves_anew_who_one_is(square: Square):
    device, other = Authenticator(), Authenticator()
    cleo, _ = await member(square, device), await member(square, other, "dora")
    await old_session(square, cleo)
    begun = await asked(square)
    sent = {"passkey": entering(begun, other.signs(begun["options"]))}
    await cleo.is_refused("PUT", "/me/proof", sent, status=401)
    sent = {"passkey": entering(begun, device.signs(begun["options"]))}
    await cleo.does("PUT", "/me/proof", sent, status=204)
    assert (await cleo.does("GET", "/me/ways"))["proved"]


async def totp_on(ana: Person) -> tuple[pyotp.TOTP, list[str]]:
    begun = await ana.does("POST", "/me/totp")
    assert begun["qr"].startswith("<svg")
    assert begun["uri"].startswith("otpauth://totp/")
    app = pyotp.TOTP(begun["secret"])
    # the step before is fine too: what comes next is still to be used
    code = app.generate_otp(now_us() // 30_000_000 - 1)
    return app, (await ana.does("PUT", "/me/totp", {"code": code}))["codes"]


async def first_factor(square: Square, handle: str = "ana", password: str = PASSWORD) -> str:
    sent = {"handle": handle, "password": password}
    problem = await square.visitor.is_refused("POST", "/sessions", sent, status=401)
    assert problem["code"] == "second_factor_needed"
    return str(problem["facts"]["flow"])


async def test_a_code_is_asked_for_after_the_password_and_works_once(square: Square):
    ana = await with_password(square)
    app, codes = await totp_on(ana)
    assert len(set(codes)) == 10
    flow = await first_factor(square)
    code = app.now()

    for wrong in ("000000", "", "\0", "１２３４５６"):
        sent = {"flow": flow, "code": wrong}
        problem = await square.visitor.is_refused("POST", "/sessions/second", sent, status=401)
        assert problem["code"] == "wrong_code"
    sent = {"flow": flow, "code": f"{code[:3]} {code[3:]}", "want": "bearer"}
    await square.visitor.does("POST", "/sessions/second", sent, status=201)
    await square.visitor.is_refused("POST", "/sessions/second", sent, status=401)
    sent["flow"] = await first_factor(square)
    await square.visitor.is_refused("POST", "/sessions/second", sent, status=401)


async def test_recovery_codes_work_once_each_and_are_kept_as_hashes(square: Square):
    ana = await with_password(square)
    _, codes = await totp_on(ana)
    for code, status in ((codes[0].upper(), 201), (codes[0], 401), (codes[1], 201)):
        sent = {"flow": await first_factor(square), "code": code, "want": "bearer"}
        answer = await square.visitor.ask("POST", "/sessions/second", sent)
        assert answer.status_code == status
    assert (await ana.does("GET", "/me/ways"))["recovery_left"] == 8

    fresh = (await ana.does("POST", "/me/recovery-codes"))["codes"]
    sent = {"flow": await first_factor(square), "code": codes[2]}
    await square.visitor.is_refused("POST", "/sessions/second", sent, status=401)
    async with square.house.database.read() as tx:
        kept = await tx.all(tuple, Sql("select code_hash from recovery_codes"))
        secret = await tx.value(Sql("select secret from totp"))
    raw = b"".join(bytes(row[0]) for row in kept) + bytes(secret)  # type: ignore[arg-type]
    assert not any(code.replace("-", "").encode() in raw for code in fresh)


async def test_recovery_codes_pass_over_no_password(square: Square):
    ana = await with_password(square)
    _, codes = await totp_on(ana)
    sent = {"handle": "ana", "code": codes[0]}
    await square.visitor.is_refused("POST", "/sessions/recovery", sent, status=401)

    cleo = await member(square, Authenticator())
    [code, *_] = (await cleo.does("POST", "/me/recovery-codes"))["codes"]
    sent = {"handle": "cleo", "code": code, "want": "bearer"}
    await square.visitor.does("POST", "/sessions/recovery", sent, status=201)
    await square.visitor.is_refused("POST", "/sessions/recovery", sent, status=401)


async def test_guessing_codes_is_slowed_down_for_the_account(square: Square):
    ana = await with_password(square)
    await totp_on(ana)
    said = []
    for _ in range(12):
        sent = {"flow": await first_factor(square), "code": "000000"}
        said.append((await square.visitor.ask("POST", "/sessions/second", sent)).status_code)

    assert said == [401] * 10 + [429] * 2


async def test_a_short_password_stands_beside_a_second_factor_only(square: Square):
    ana = await with_password(square)
    change = {"new": "kettle 6", "password": PASSWORD}
    problem = await ana.is_refused("PUT", "/me/password", change, status=422)
    assert problem["facts"]["min_chars"] == 15

    await totp_on(ana)
    await ana.does("PUT", "/me/password", change, status=204)
    problem = await ana.is_refused("DELETE", "/me/totp", status=409)
    assert problem["code"] == "password_short_alone"
    change = {"new": "another kettle sings", "password": "kettle 6"}
    await ana.does("PUT", "/me/password", change, status=204)
    await ana.does("DELETE", "/me/totp", status=204)


async def test_a_new_password_wants_a_proof_and_ends_other_sessions(square: Square):
    ana = await with_password(square)
    sent = {"handle": "ana", "password": PASSWORD, "want": "bearer"}
    token = (await square.visitor.does("POST", "/sessions", sent, status=201))["token"]
    other = Person(square.client, token, None)

    change = {"new": "another kettle sings"}
    problem = await ana.is_refused("PUT", "/me/password", change, status=403)
    assert problem["code"] == "wrong_proof"
    _, codes = await totp_on(ana)
    await ana.does("PUT", "/me/password", change | {"code": codes[0]}, status=204)

    await other.is_refused("GET", "/me", status=401)
    await ana.does("GET", "/me")
    await first_factor(square, password="another kettle sings")


async def test_one_may_do_without_a_password_when_there_is_a_passkey(square: Square):
    ana, device = await with_password(square), Authenticator()
    problem = await ana.is_refused("DELETE", "/me/password", status=409)
    assert problem["code"] == "last_way_in"
    begun = await ana.does("POST", "/me/passkeys/options")
    sent = {"flow": begun["flow"], "credential": device.makes(begun["options"])}
    await ana.does("POST", "/me/passkeys", sent, status=201)

    await ana.does("DELETE", "/me/password", status=204)

    sent = {"handle": "ana", "password": PASSWORD}
    await square.visitor.is_refused("POST", "/sessions", sent, status=401)
    begun = await asked(square)
    sent = entering(begun, device.signs(begun["options"]))
    await square.visitor.does("POST", "/sessions/passkey", sent, status=201)


FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


async def test_sessions_are_listed_in_plain_words_and_ended_one_by_one(square: Square):
    ana = await with_password(square)
    sent = {"handle": "ana", "password": PASSWORD, "want": "bearer"}
    answer = await square.visitor.ask("POST", "/sessions", sent, headers={"User-Agent": FIREFOX})
    token = answer.json()["token"]
    phone = Person(square.client, token, None)
    bo = await square.person("bob")

    items = (await ana.does("GET", "/me/sessions"))["items"]
    found = next(one for one in items if not one["this"])
    assert (found["browser"], found["system"]) == ("Firefox", "Android")
    assert set(found) == {"id", "browser", "system", "made", "seen", "this"}
    assert len(found["seen"]) == len("2026-02-02")
    assert token_hash(token).hex() not in str(items)
    await bo.is_refused("DELETE", f"/me/sessions/{found['id']}", status=404)

    live = Live(square.house.database)
    stream = live.open(ana.id, token_hash(token), after_us=None)
    told = live.told(stream)
    await anext(told)
    await ana.does("DELETE", f"/me/sessions/{found['id']}", status=204)
    await live.look_again()
    assert b"event: end" in await anext(told)
    assert LOOK_AGAIN_S < 5
    await phone.is_refused("GET", "/me", status=401)


async def test_all_other_sessions_end_at_once(square: Square):
    ana = await with_password(square)
    sent = {"handle": "ana", "password": PASSWORD, "want": "bearer"}
    tokens = [
        (await square.visitor.does("POST", "/sessions", sent, status=201))["token"]
        for _ in range(3)
    ]
    await ana.does("DELETE", "/me/sessions", status=204)

    for token in tokens:
        await Person(square.client, token, None).is_refused("GET", "/me", status=401)
    assert [one["this"] for one in (await ana.does("GET", "/me/sessions"))["items"]] == [True]


async def test_strangers_do_not_lock_out_a_browser_that_was_here_before(square: Square):
    await with_password(square)
    sent = {"handle": "ana", "password": PASSWORD}
    await square.visitor.does("POST", "/sessions", sent, status=201)
    mine = dict(square.client.cookies)
    square.client.cookies.clear()
    for _ in range(11):
        wrong = {"handle": "ana", "password": "x"}
        last = await square.visitor.ask("POST", "/sessions", wrong)
    assert last.status_code == 429
    await square.visitor.is_refused("POST", "/sessions", sent, status=429)

    square.client.cookies.set("qiao-device", mine["qiao-device"])
    await square.visitor.does("POST", "/sessions", sent, status=201)
    square.client.cookies.clear()
    square.client.cookies.set("qiao-device", "made.up")
    await square.visitor.is_refused("POST", "/sessions", sent, status=429)


def test_waits_double_to_an_hour_and_then_a_day():
    waits = [wait_us(failures) // 1_000_000 for failures in (9, 10, 11, 12, 21, 22, 99, 100)]

    assert waits == [0, 1, 2, 4, 2048, 3600, 3600, 86_400]


async def test_who_has_a_passkey_alone_can_give_the_account_up(square: Square):
    device, other = Authenticator(), Authenticator()
    cleo = await member(square, device)
    await member(square, other, "dora")
    begun = await asked(square)
    wrong = {"passkey": entering(begun, other.signs(begun["options"]))}
    await cleo.is_refused("PUT", "/me/leaving", wrong, status=401)
    await cleo.is_refused("PUT", "/me/leaving", {"code": "123456"}, status=403)
    await cleo.is_refused("PUT", "/me/leaving", {}, status=422)

    begun = await asked(square)
    right = {"passkey": entering(begun, device.signs(begun["options"]))}
    assert (await cleo.does("PUT", "/me/leaving", right))["due"]
    await cleo.is_refused("GET", "/me", status=401)


async def test_a_code_of_the_app_gives_the_account_up_too(square: Square):
    ana = await with_password(square)
    app, _ = await totp_on(ana)

    assert (await ana.does("PUT", "/me/leaving", {"code": app.now()}))["due"]
