"""The door to other places, against those who would have it open onto this machine."""

import asyncio
import datetime as dt
import gzip
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from qiao.links import egress as egress_module
from qiao.links.egress import MAX_PAGE_BYTES, Checked, Egress
from qiao.links.models import HostFailed, NotFetched, Target, is_public, is_refused, target
from tests.links.standin import PUBLIC, Web, moved, ok, standing

INSIDE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.2.1",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1", "nonsense",
]  # fmt: skip
OUTSIDE = [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001::1"]


def nothing(_: Target) -> None:
    pass


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is_public(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://127.1/", "http://169.254.169.254/latest/meta-data/",
        "http://localhost/", "http://printer.local/", "http://metadata.google.internal/",
        "http://router/", "http://a.example:22/", "http://a.example:8080/", "https://a.example:80/",
        "http://user@a.example/", "http://user:word@a.example/", "ftp://a.example/",
        "file:///etc/passwd", "javascript:alert(1)", "http://", "http://a..example/",
        "http://a.example:99999/", "http://a b.example/", "http://" + "a" * 300 + ".example/",
        "http://a.example/" + "a" * 2_000, "http://[fe80::1%25eth0]/", "http://１２７.0.0.1/",
        "http://a_b.example/",
    ],
)  # fmt: skip
def test_what_is_never_asked_for(url: str):
    with pytest.raises(NotFetched):
        target(url)


def test_an_address_is_written_in_one_way():
    assert target("HTTPS://Bücher.Example.:443/a?b=ü#c").url == (
        "https://xn--bcher-kva.example/a?b=%C3%BC"
    )
    assert target("http://a.example").url == "http://a.example/"


def test_a_refused_host_is_refused_with_all_below_it():
    assert is_refused("pay.lure.example", ("Lure.example.",))
    assert not is_refused("allure.example", ("lure.example", ""))


async def test_a_page_is_read(web: Web, egress: Egress):
    url = web.page("http://shop.example/tea", lambda _: ok("<title>Tea</title>"))

    answer = await egress.page(url, nothing)

    assert (answer.body, answer.content_type) == (b"<title>Tea</title>", "text/html; charset=utf-8")
    assert web.dialled == [PUBLIC]
    [asked] = web.asked
    told = {line.partition(":")[0].lower() for line in asked.split("\r\n")[1:] if line}
    assert told == {"host", "user-agent", "accept", "accept-encoding"}


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_leads_inside_is_not_dialled(web: Web, egress: Egress, address: str):
    url = web.page("http://lure.example/", lambda _: ok("secret"), address=address)

    with pytest.raises(NotFetched, match="not public"):
        await egress.page(url, nothing)
    assert web.dialled == []


async def test_one_address_inside_spoils_the_others(web: Web, egress: Egress):
    url = web.page("http://lure.example/", lambda _: ok("secret"))
    web.names["lure.example"] = [PUBLIC, "10.0.0.1"]

    with pytest.raises(NotFetched, match="not public"):
        await egress.page(url, nothing)
    assert web.dialled == []


async def test_a_name_that_changes_its_mind_changes_nothing(web: Web, egress: Egress):
    url = web.page("http://rebind.example/", lambda _: ok("<title>x</title>"))
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])

    async def resolve(host: str, _: int) -> list[str]:
        web.looked_up.append(host)
        return next(answers)

    rebound = Egress("t", Checked(resolve, web))
    await rebound.page(url, nothing)

    # looked up once, and what was checked was dialled: there is no second answer to fall for
    assert (web.looked_up, web.dialled) == (["rebind.example"], [PUBLIC])
    with pytest.raises(NotFetched, match="not public"):
        await rebound.page(url, nothing)
    assert web.dialled == [PUBLIC]
    await rebound.close()


@pytest.mark.parametrize(
    "to",
    ["http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "http://inside.example/",
     "//inside.example/", "http://2130706433/", "file:///etc/passwd", "http://a.example:6379/",
     "gopher://a.example/"],
)  # fmt: skip
async def test_a_redirect_leads_nowhere_inside(web: Web, egress: Egress, to: str):
    web.names["inside.example"] = ["192.168.0.1"]
    url = web.page("http://lure.example/", lambda _: moved(to))

    with pytest.raises(NotFetched):
        await egress.page(url, nothing)
    assert web.dialled == [PUBLIC]


async def test_redirects_are_followed_five_times(web: Web, egress: Egress):
    for at in range(6):
        web.page(f"http://long.example/{at}", lambda _, at=at: moved(f"/{at + 1}"))
    web.page("http://long.example/6", lambda _: ok("<title>end</title>"))

    assert (await egress.page("http://long.example/1", nothing)).url == "http://long.example/6"
    with pytest.raises(NotFetched, match="too many redirects"):
        await egress.page("http://long.example/0", nothing)


async def test_each_host_on_the_way_is_asked_about(web: Web, egress: Egress):
    web.page("http://a.example/", lambda _: moved("http://refused.example/"))
    web.page("http://refused.example/", lambda _: ok("x"))

    def allowed(to: Target) -> None:
        if to.host == "refused.example":
            raise NotFetched("refused")

    with pytest.raises(NotFetched, match="refused"):
        await egress.page("http://a.example/", allowed)
    assert len(web.asked) == 1


async def test_no_more_is_read_than_is_read(web: Web, egress: Egress):
    url = web.page("http://big.example/", lambda _: ok("<title>" + "x" * 10_000_000))

    assert len((await egress.page(url, nothing)).body) == MAX_PAGE_BYTES


async def test_a_bomb_does_not_unfold(web: Web, egress: Egress):
    bomb = gzip.compress(b"\0" * 200_000_000)
    gzipped = "Content-Encoding: gzip\r\n"
    page = web.page("http://bomb.example/", lambda _: ok(bomb, more=gzipped))
    picture = web.page("http://bomb.example/p", lambda _: ok(bomb, kind="image/png", more=gzipped))

    assert len((await egress.page(page, nothing)).body) == MAX_PAGE_BYTES
    with pytest.raises(NotFetched, match="too large"):
        await egress.picture(picture, nothing)


async def test_gzip_is_unpacked_and_what_is_not_known_is_not(web: Web, egress: Egress):
    good = gzip.compress(b"<title>Tea</title>")
    url = web.page("http://a.example/good", lambda _: ok(good, more="Content-Encoding: gzip\r\n"))
    assert (await egress.page(url, nothing)).body == b"<title>Tea</title>"
    for encoding, body in (("br", b"x"), ("gzip, gzip", good), ("gzip", b"no gzip at all")):
        said = f"Content-Encoding: {encoding}\r\n"
        url = web.page("http://a.example/bad", lambda _, b=body, s=said: ok(b, more=s))
        with pytest.raises(NotFetched):
            await egress.page(url, nothing)


async def test_what_drips_is_left(web: Web, egress: Egress, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(egress_module, "DEADLINE_S", 0.05)

    async def never(_: str) -> bytes:
        await asyncio.Event().wait()
        return b""

    url = web.page("http://slow.example/", never)

    with pytest.raises(HostFailed):
        await egress.page(url, nothing)


@pytest.mark.parametrize("kind", ["application/pdf", "text/plain", "image/png", "", "text/htmlx"])
async def test_only_pages_are_read(web: Web, egress: Egress, kind: str):
    url = web.page("http://a.example/", lambda _: ok("<title>x</title>", kind=kind))

    with pytest.raises(NotFetched, match="content type"):
        await egress.page(url, nothing)


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oh", "204 No Content", "206 Partial"])
async def test_only_what_is_there_is_read(web: Web, egress: Egress, status: str):
    answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n".encode()
    url = web.page("http://a.example/", lambda _: answer)

    with pytest.raises(NotFetched, match="status"):
        await egress.page(url, nothing)


@pytest.mark.parametrize("answer", [b"", b"\x00\x01", b"HTTP/1.1 999999\r\n\r\n", b"SSH-2.0-x\r\n"])
async def test_what_speaks_something_else_is_left(web: Web, egress: Egress, answer: bytes):
    url = web.page("http://a.example/", lambda _: answer)

    with pytest.raises(NotFetched):
        await egress.page(url, nothing)


async def test_a_name_that_is_not_there(web: Web, egress: Egress):
    with pytest.raises(NotFetched, match="not found"):
        await egress.page("http://nobody.example/", nothing)


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "lure.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("lure.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "pair.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.usefixtures("_local_sockets")
async def test_who_cannot_prove_its_name_is_not_heard(tmp_path: Path):
    async with standing(self_signed(tmp_path)) as web:
        url = web.page("https://lure.example/", lambda _: ok("<title>x</title>"))
        egress = Egress("t", Checked(web.resolve, web))

        with pytest.raises(NotFetched):
            await egress.page(url, nothing)
        assert (web.dialled, web.asked) == ([PUBLIC], [])
        await egress.close()
