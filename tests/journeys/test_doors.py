"""Coming in by mail, and giving an account up without a password, in a real browser."""

import asyncio
import email
import json
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square, serving
from tests.journeys.test_keys import with_passkeys
from tests.notices.mail.server import MailServer
from tests.people.keys.providers.gateway import Gateway

pytestmark = pytest.mark.journey

TONGUES = [("en", "en-US"), ("zh-Hans", "zh-CN"), ("ar", "ar-EG")]


class PostOffice:
    """A mail server, and a gateway for text messages, in a thread of their own."""

    def __init__(self) -> None:
        self.server = MailServer()
        self.gateway = Gateway()
        self._up = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._up.wait(10)

    def _run(self) -> None:
        async def listen() -> None:
            self._listening = [
                await asyncio.start_server(one.serve, "127.0.0.1", 0)
                for one in (self.server, self.gateway)
            ]
            ports = [one.sockets[0].getsockname()[1] for one in self._listening]
            self.server.port = ports[0]
            self.gateway.url = f"http://127.0.0.1:{ports[1]}/messages"
            self._up.set()

        self._loop.run_until_complete(listen())
        self._loop.run_forever()
        for one in self._listening:
            one.close()
            self._loop.run_until_complete(one.wait_closed())
        self._loop.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def letter(self, to: str, number: int) -> EmailMessage:
        """Return the letter of this number that was sent to an address, when it is there."""
        end = time.monotonic() + 20
        while True:
            read = [email.message_from_bytes(one, policy=policy.default)
                    for one in list(self.server.letters)]  # fmt: skip
            found = [one for one in read if str(one["To"]).casefold() == to]
            if len(found) > number:
                assert isinstance(found[number], EmailMessage)
                return found[number]
            assert time.monotonic() < end, "no letter came"
            time.sleep(0.05)

    def texted(self, number: str, count: int) -> str:
        """Return the code in the message of this number, when so many were sent to it."""
        end = time.monotonic() + 20
        while True:
            found = [one.form for one in list(self.gateway.sent.values())]
            bodies = [form["Body"] for form in found if form["To"] == number]
            if len(bodies) == count:
                code = re.search(r"@localhost #(\d{6})$", bodies[-1])
                assert code
                return code[1]
            assert time.monotonic() < end, "no message came"
            time.sleep(0.05)

    def code(self, to: str, number: int = 0) -> str:
        found = re.search(r"^(\d{6}) ", str(self.letter(to, number)["Subject"]))
        assert found
        return found[1]


@pytest.fixture(scope="module")
def post() -> Iterator[PostOffice]:
    office = PostOffice()
    yield office
    office.close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, post: PostOffice) -> Iterator[Square]:
    """A square that sends mail."""
    settings = {
        "QIAO_NOTICES__SMTP_HOST": "127.0.0.1",
        "QIAO_NOTICES__SMTP_PORT": str(post.server.port),
        "QIAO_NOTICES__SMTP_SECURITY": "none",
        "QIAO_NOTICES__MAIL_FROM": "square@square.example",
        "QIAO_DOORS__PHONE__GATEWAY": "form_post",
        "QIAO_DOORS__PHONE__COUNTRIES": '["DE", "CN", "EG"]',
        "QIAO_DOORS__PHONE__FORM_POST": json.dumps(
            {"url": post.gateway.url, "user": "u", "password": "p", "sender": "Qiao"}
        ),
    }
    with serving(tmp_path_factory.mktemp("doors"), demo=False, settings=settings) as square:
        yield square


def give_code(page: Page, lang: str, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name=say(lang, "keys.code_send")).click()


@pytest.mark.parametrize(
    ("lang", "locale"), [("en", "en-US"), ("zh-Hans", "zh-CN"), ("ar", "ar-EG")]
)
def test_one_joins_comes_back_and_leaves_by_mail_alone(
    town: Square, post: PostOffice, browser: Browser, lang: str, locale: str
):
    handle = f"mail_{lang[:2]}"
    address = f"{handle}@post.example"
    with person(browser, locale, phone=lang == "ar") as page:
        page.goto(f"{town.address}/signup")
        page.locator("input[name=username]").fill(handle)
        page.get_by_text(say(lang, "keys.join_mail"), exact=True).click()
        page.locator("input[name=email]").fill("no address")
        page.get_by_role("button", name=say(lang, "people.join"), exact=True).click()
        expect(page.get_by_text(say(lang, "error.address_invalid"))).to_be_visible()
        page.locator("input[name=email]").fill(address)
        page.get_by_role("button", name=say(lang, "people.join"), exact=True).click()
        code = post.code(address)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        give_code(page, lang, wrong)
        expect(page.get_by_text(say(lang, "error.wrong_code"))).to_be_visible()
        give_code(page, lang, code)
        page.wait_for_url(lambda url: "/signup" not in url)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")

        page.goto(f"{town.address}/settings/ways")
        expect(page.get_by_text(address)).to_be_visible()
        expect(page.get_by_text(say(lang, "keys.last_way"))).to_be_visible()

        page.goto(f"{town.address}/settings")
        page.get_by_role("button", name=say(lang, "people.sign_out"), exact=True).click()
        page.goto(f"{town.address}/login")
        page.get_by_role("button", name=say(lang, "mailcode.enter")).click()
        page.locator("input[name=email]").fill(address.upper())
        page.get_by_role("button", name=say(lang, "mailcode.send")).click()
        give_code(page, lang, post.code(address, 1))
        page.wait_for_url(lambda url: "/login" not in url)


def test_who_has_a_passkey_alone_gives_the_account_up(town: Square, browser: Browser):
    with with_passkeys(browser, "en-US") as page:
        page.goto(f"{town.address}/signup")
        page.locator("input[name=username]").fill("key_leaves")
        page.get_by_text(say("en", "keys.join_passkey"), exact=True).click()
        page.get_by_role("button", name=say("en", "people.join"), exact=True).click()
        page.wait_for_url(lambda url: "/signup" not in url)

        page.goto(f"{town.address}/settings/things")
        page.get_by_role("button", name=say("en", "leave.title"), exact=True).click()
        with page.expect_response("**/api/v1/me/leaving") as answered:
            page.get_by_role("button", name=say("en", "keys.proof_passkey")).click()
        assert answered.value.json()["due"]
        page.wait_for_url(lambda url: "/settings" not in url and "/things" not in url)
        assert page.request.get(f"{town.address}/api/v1/me").status == 401


@pytest.mark.parametrize(
    ("lang", "locale"), [("en", "en-US"), ("zh-Hans", "zh-CN"), ("ar", "ar-EG")]
)
def test_one_goes_on_as_another_identity_and_back(
    town: Square, browser: Browser, lang: str, locale: str
):
    first, other = f"day_{lang[:2]}", f"night_{lang[:2]}"
    town.member(first, lang)
    with person(browser, locale, phone=lang == "ar") as page:
        sign_in(page, town, first)
        page.goto(f"{town.address}/u/{first}")
        page.get_by_role("button", name=say(lang, "ids.switch"), exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name=say(lang, "ids.add"), exact=True).click()
        dialog.locator("input[name=identity]").fill(first)
        dialog.get_by_role("button", name=say(lang, "ids.add_send"), exact=True).click()
        expect(dialog.get_by_text(say(lang, "error.handle_taken"))).to_be_visible()
        dialog.locator("input[name=identity]").fill(other)
        dialog.get_by_role("button", name=say(lang, "ids.add_send"), exact=True).click()
        expect(dialog.locator("button.one")).to_have_count(2)
        with page.expect_navigation():
            dialog.locator("button.one", has_text=f"@{other}").click()

        page.goto(f"{town.address}/u/{other}")
        page.get_by_role("button", name=say(lang, "ids.switch"), exact=True).click()
        expect(page.locator("button.one[aria-current=true]")).to_contain_text(f"@{other}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
        with page.expect_navigation():
            page.locator("button.one", has_text=f"@{first}").click()
        assert page.request.get(f"{town.address}/api/v1/me").json()["member"]["handle"] == first


@pytest.mark.parametrize(
    ("lang", "locale", "typed", "number"),
    [("en", "en-US", "+49 151 12345678", "+4915112345678"),
     ("zh-Hans", "zh-CN", "138 0013 8000", "+8613800138000"),
     ("ar", "ar-EG", "٠١٠٠١٢٣٤٥٦٧", "+201001234567")],
)  # fmt: skip
def test_one_joins_with_a_number_and_a_password(
    town: Square,
    post: PostOffice,
    browser: Browser,
    lang: str,
    locale: str,
    typed: str,
    number: str,
):
    with person(browser, locale, phone=lang == "ar") as page:
        page.goto(f"{town.address}/signup")
        page.locator("input[name=username]").fill(f"tel_{lang[:2]}")
        page.get_by_text(say(lang, "keys.join_phone"), exact=True).click()
        page.locator("input[name=tel]").fill("12")
        page.locator("input[type=password]").fill("a lantern for every bridge")
        page.get_by_role("button", name=say(lang, "people.join"), exact=True).click()
        expect(page.get_by_text(say(lang, "error.number_invalid"))).to_be_visible()
        page.locator("input[name=tel]").fill(typed)
        page.get_by_role("button", name=say(lang, "people.join"), exact=True).click()
        give_code(page, lang, post.texted(number, 1))
        page.wait_for_url(lambda url: "/signup" not in url)

        page.goto(f"{town.address}/settings/ways")
        expect(page.get_by_text(f"…{number[-2:]}")).to_be_visible()

        with sqlite3.connect(town.log.parent / "square" / "square.db") as kept:
            kept.execute("delete from code_budgets")  # as if the minute had passed
        kept.close()
        page.goto(f"{town.address}/login")
        page.get_by_role("button", name=say(lang, "phonecode.enter"), exact=True).click()
        page.locator("input[name=tel]").fill(typed)
        page.get_by_role("button", name=say(lang, "mailcode.send"), exact=True).click()
        give_code(page, lang, post.texted(number, 2))
        expect(page.get_by_text(say(lang, "phonecode.password_hint"))).to_be_visible()
        page.locator("input[type=password]").fill("a lantern for every bridge")
        page.get_by_role("button", name=say(lang, "people.log_in"), exact=True).click()
        page.wait_for_url(lambda url: "/login" not in url)
