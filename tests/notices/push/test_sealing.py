"""Messages only one browser can read, and who sends them."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from qiao.notices.push.sealing import (
    MAX_PLAIN_BYTES,
    RECORD_BYTES,
    from_unpadded,
    read_point,
    sealed,
    sender_of,
    unpadded,
)
from tests.notices.push.browser import Browser, claims


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_unpadded(text)), ec.SECP256R1())


def test_the_example_of_rfc_8291_comes_out_byte_for_byte():
    made = sealed(
        b"When I grow up, I want to be a watermelon",
        from_unpadded(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        from_unpadded("BTBZMqHH6r4Tts7J_aSIgg"),
        key=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=from_unpadded("DGv6ra1nlYgDCS1FRnbzlw"),
    )

    assert unpadded(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
        "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
        "gSxsj_Qulcy4a-fN"
    )


def test_the_browser_reads_what_is_sealed_for_it_and_no_other_does():
    browser, other = Browser(), Browser()

    made = sealed("你好".encode(), browser.point, bytes(range(16)))

    assert browser.opened(made).decode() == "你好"
    with pytest.raises(Exception):  # noqa: B017 - whatever the library calls it
        other.opened(made)


def test_the_longest_message_fits_one_record():
    browser = Browser()
    longest = b"x" * MAX_PLAIN_BYTES

    assert len(sealed(longest, browser.point, bytes(16))) <= RECORD_BYTES
    with pytest.raises(ValueError, match="one record"):
        sealed(longest + b"x", browser.point, bytes(16))


def test_a_sender_is_made_once_and_signs_for_one_service(tmp_path: Path):
    sender = sender_of(tmp_path, "https://square.example")

    header = sender.authorization("https://push.example", now_s=1_000)

    assert sender_of(tmp_path, "").public_key == sender.public_key
    assert stat.S_IMODE((tmp_path / "push-key.pem").stat().st_mode) == 0o600
    assert claims(header) == {
        "aud": "https://push.example", "exp": 1_000 + 12 * 3_600, "sub": "https://square.example",
    }  # fmt: skip
    token, key = header.removeprefix("vapid t=").split(", k=")
    signed, _, signature = token.rpartition(".")
    raw = from_unpadded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    read_point(from_unpadded(key)).verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
