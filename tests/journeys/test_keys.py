"""Coming in without a password, in a real browser whose authenticator is a virtual one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import sign_in
from tests.journeys.square import Square

pytestmark = pytest.mark.journey


@contextmanager
def with_passkeys(browser: Browser, locale: str, *, phone: bool = False) -> Iterator[Page]:
    """Somebody whose device keeps passkeys, and always recognises her."""
    with person(browser, locale, phone=phone) as page:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page


def sign_out(page: Page, square: Square, lang: str) -> None:
    page.goto(f"{square.address}/settings")
    with page.expect_response("**/sessions/current"):
        page.get_by_role("button", name=say(lang, "people.sign_out"), exact=True).click()


@pytest.mark.parametrize(("lang", "locale"), [("en", "en-US"), ("ar", "ar-EG")])
def test_one_joins_and_comes_back_with_a_passkey_alone(
    demo: Square, browser: Browser, lang: str, locale: str
):
    handle = f"key_{lang}"
    with with_passkeys(browser, locale, phone=lang == "ar") as page:
        page.goto(f"{demo.address}/signup")
        page.locator("input[name=username]").fill(handle)
        page.get_by_text(say(lang, "keys.join_passkey"), exact=True).click()
        expect(page.locator("input[type=password]")).to_have_count(0)
        page.get_by_role("button", name=say(lang, "people.join"), exact=True).click()
        page.wait_for_url(lambda url: "/signup" not in url)
        sign_out(page, demo, lang)

        if lang == "ar":  # one presses the button; to the other the browser offers it by itself
            page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = null")
        page.goto(f"{demo.address}/login")
        if lang == "ar":
            page.get_by_role("button", name=say(lang, "keys.enter_passkey")).click()
        page.wait_for_url(lambda url: "/login" not in url)

        page.goto(f"{demo.address}/settings/ways")
        expect(page.get_by_text(say(lang, "keys.last_way"))).to_be_visible()
        expect(page.get_by_text(say(lang, "keys.this_device"), exact=False).first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")


def test_a_second_factor_is_set_up_and_asked_for(demo: Square, browser: Browser):
    demo.member("key_codes", "en")
    with person(browser, "en-US") as page:
        sign_in(page, demo, "key_codes")
        page.goto(f"{demo.address}/settings/ways")
        page.get_by_role("button", name=say("en", "keys.totp_begin")).click()
        expect(page.get_by_alt_text(say("en", "keys.totp_qr"))).to_be_visible()
        secret = page.locator("code").inner_text().replace(" ", "")
        page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name=say("en", "keys.code_send")).click()
        codes = page.locator("ol.codes code")
        expect(codes).to_have_count(10)
        recovery = codes.first.inner_text()
        assert re.fullmatch(r"(\w{4}-){3}\w{4}", recovery)

        sign_out(page, demo, "en")
        page.goto(f"{demo.address}/login")
        page.locator("input[name=username]").fill("key_codes")
        page.locator("input[type=password]").fill("a lantern for every bridge")
        page.get_by_role("button", name=say("en", "people.log_in"), exact=True).click()
        page.locator("input[name=code]").fill("000000")
        page.get_by_role("button", name=say("en", "keys.code_send")).click()
        expect(page.get_by_text(say("en", "error.wrong_code"))).to_be_visible()
        page.locator("input[name=code]").fill(recovery)
        page.get_by_role("button", name=say("en", "keys.code_send")).click()
        page.wait_for_url(lambda url: "/login" not in url)


def test_signing_out_elsewhere_closes_what_is_open_there(demo: Square, browser: Browser):
    demo.member("key_lost", "en")
    with person(browser, "en-US") as lost, person(browser, "en-US") as here:
        sign_in(lost, demo, "key_lost")
        with lost.expect_request("**/api/v1/me/live*"):
            lost.goto(f"{demo.address}/rules")
        sign_in(here, demo, "key_lost")
        here.goto(f"{demo.address}/settings/ways")
        ended: list[str] = []
        for event in ("requestfinished", "requestfailed"):  # a worker between may tell it as lost
            lost.on(event, lambda request: ended.append(request.url))
        ended.clear()
        here.get_by_role("button", name=say("en", "keys.end_others")).click()
        for _ in range(50):
            if any("/me/live" in url for url in ended):
                break
            lost.wait_for_timeout(100)
        else:
            raise AssertionError(f"the stream was still open after 5 s: {ended}")
        expect(here.get_by_text(say("en", "keys.ended"))).to_be_visible()

        assert lost.request.get(f"{demo.address}/api/v1/me").status == 401
