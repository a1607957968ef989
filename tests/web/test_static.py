"""The app's own page, for every address that is no file, under a policy that lets nothing in."""

from pathlib import Path

import pytest

from qiao.web.static import StaticApp
from tests.web.square import Square

PAGE = b"<!doctype html><title>Qiao</title>" + b"<p>Bread</p>" * 100


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built app to serve."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "assets" / "app-1234.js").write_bytes(b"let bread = 1;\n" * 100)
    (folder / "favicon.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "manifest.webmanifest").write_bytes(b"{}")
    monkeypatch.setattr("qiao.web.rooms.StaticApp", lambda: StaticApp(folder))
    return folder


@pytest.mark.usefixtures("built")
class TestBuilt:
    @pytest.mark.parametrize(
        "path", ["/", "/notes/x", "/@ana", "/index.html", "/claim?token=x", "/%00"]
    )
    async def test_every_address_that_is_no_file_is_the_page(
        self, built: Path, square: Square, path: str
    ):
        answer = await square.client.get(path)

        assert answer.status_code == 200
        assert answer.content == PAGE
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"

    async def test_the_page_runs_nothing_but_its_own_files(self, built: Path, square: Square):
        headers = (await square.client.get("/")).headers
        policy = dict(
            part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
        )

        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/assets/app-1234.js", "javascript"),
            ("/favicon.svg", "image/svg+xml"),
            ("/manifest.webmanifest", "application/manifest+json"),
        ],
    )
    async def test_files_have_their_kind(self, built: Path, square: Square, path: str, kind: str):
        answer = await square.client.get(path)

        assert answer.content == (built / path[1:]).read_bytes()
        assert kind in answer.headers["content-type"]
        assert answer.headers["content-type"].count("charset") <= 1
        assert answer.headers["x-content-type-options"] == "nosniff"

    async def test_hashed_files_are_kept_for_ever_and_others_asked_for_anew(
        self, built: Path, square: Square
    ):
        hashed = await square.client.get("/assets/app-1234.js")
        other = await square.client.get("/favicon.svg")

        assert "immutable" in hashed.headers["cache-control"]
        assert other.headers["cache-control"] == "no-cache"
        known = {"If-None-Match": other.headers["etag"]}
        unchanged = await square.client.get("/favicon.svg", headers=known)
        assert (unchanged.status_code, unchanged.content) == (304, b"")

    async def test_files_are_packed_for_those_who_can_unpack(self, built: Path, square: Square):
        packed = await square.client.get("/", headers={"Accept-Encoding": "gzip"})
        plain = await square.client.get("/", headers={"Accept-Encoding": "identity"})

        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content == PAGE

    async def test_no_file_outside_the_app_is_given_out(self, built: Path, square: Square):
        (built.parent / "secret.txt").write_text("secret")

        for path in (
            "/../secret.txt",
            "/..%2Fsecret.txt",
            "/assets/../../secret.txt",
            "//secret.txt",
        ):
            assert b"secret" not in (await square.client.get(path)).content


async def test_a_square_without_a_built_app_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings
):  # type: ignore[no-untyped-def]
    from tests.web.square import opened

    monkeypatch.setattr("qiao.web.rooms.StaticApp", lambda: StaticApp(tmp_path / "nothing"))

    async with opened(settings) as square:
        answer = await square.client.get("/")

    assert "script/serve" in answer.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/rules", "/robots.txt", "/n/nothing"])
async def test_head_answers_as_get_does_without_the_body(square: Square, path: str):
    got = await square.client.get(path)
    head = await square.client.head(path)

    assert head.status_code == got.status_code
    assert head.content == b""
    same = {"content-type", "content-length", "x-content-type-options", "cache-control"}
    assert {k: v for k, v in head.headers.items() if k in same} == {
        k: v for k, v in got.headers.items() if k in same
    }
