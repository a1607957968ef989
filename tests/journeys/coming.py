"""Who a page belongs to: signed up and signed in over HTTP, as the browser's own, without a page.

The forms have journeys of their own (`test_square.py`, `test_review.py`, `test_keys.py`); in all
others they would cost two more pages each.
"""

import uuid
from typing import Any

from playwright.sync_api import Page

from tests.journeys.square import Square

PASSWORD = "a lantern for every bridge"
"""Everybody's, so that whoever was made over HTTP can sign in."""


def join(page: Page, square: Square, handle: str, lang: str) -> None:
    """Sign somebody new up; the browser keeps the cookie. No page is opened."""
    _post(
        page,
        square,
        "members",
        {"handle": handle, "password": PASSWORD, "langs": [lang], "ui_lang": lang},
    )


def sign_in(page: Page, square: Square, handle: str) -> None:
    """Sign somebody in who is a member; the browser keeps the cookie. No page is opened."""
    _post(page, square, "sessions", {"handle": handle, "password": PASSWORD})


def _post(page: Page, square: Square, path: str, data: Any) -> None:
    answer = page.request.post(
        f"{square.address}/api/v1/{path}",
        headers={"Idempotency-Key": str(uuid.uuid4()), "Origin": square.address},
        data=data,
    )
    assert answer.status == 201, answer.text()
