"""What may leave, and names of payers that name nobody."""

import pytest

from qiao.kit.clock import DAY
from qiao.translate.clearance import PRIVATE, Asked, Clearance, Payers, network_of
from qiao.translate.events import TranslationWanted

WANTED = {"text_hash": "h", "source": "en", "target": "pt", "policy": "default"}


def test_whoever_says_nothing_has_private_words() -> None:
    assert Asked().clearance is Clearance.PRIVATE
    assert Asked.told(TranslationWanted(**WANTED)) == PRIVATE
    assert Asked.told(TranslationWanted(**WANTED, clearance="Public ")).clearance == "private"


def test_an_event_carries_all_of_it() -> None:
    asked = Payers(b"k" * 40).public(author="a", member="m", address="192.0.2.7", at_us=0)

    assert Asked.told(TranslationWanted(**WANTED, **asked.params)) == asked
    assert asked.clearance is Clearance.PUBLIC


def test_payers_are_told_apart_for_a_day_and_not_named() -> None:
    payers = Payers(b"secret")
    one = payers.public(author="ana", member="bo", address="192.0.2.7", at_us=0)

    assert payers.public(author="bo", member="", address="", at_us=5).author == one.requester
    assert payers.public(author="ana", member="bo", address="192.0.2.9", at_us=5) == one
    assert payers.public(author="ana", member="bo", address="192.0.2.7", at_us=DAY) != one
    assert Payers(b"other").public(author="ana", member="bo", address="", at_us=0) != one
    assert "ana" not in repr(one)
    assert payers.public(author="", member="", address="", at_us=0) == Asked(Clearance.PUBLIC)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_networks(address: str, network: str) -> None:
    assert network_of(address) == network
