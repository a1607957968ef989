"""Entities inside a sentence come back byte for byte."""

import pytest

from qiao.translate.restore import around_entities, hide, lost, restore_numbers, show
from qiao.translate.segments import join


def test_mentions_are_hidden_and_shown_again() -> None:
    hidden = hide("I told @maria to see @bo")

    assert hidden.text == "I told QX0 to see QX1"
    assert show("QX1 foi visto por QX0", hidden) == "@bo foi visto por @maria"


def test_a_stand_in_lost_or_doubled_is_noticed() -> None:
    hidden = hide("I told @maria")

    assert show("Eu disse", hidden) is None
    assert show("QX0 QX0", hidden) is None


@pytest.mark.parametrize(
    ("source", "made", "expected"),
    [
        ("It is $12.50", "Custa US$ 12,50", "Custa US$12.50"),
        ("1,000 people", "1.000 pessoas", "1,000 pessoas"),
        ("at 12:30", "às 12h30", "às 12:30"),
        ("80% off", "80 % de desconto", "80% de desconto"),
        ("£5 and 5", "5 £ e 5", "£5 e 5"),
        ("1990-1995", "de 1990 a 1995", "de 1990-1995"),
        ("2 cats", "2 gatos", "2 gatos"),
    ],
)
def test_numbers_get_their_form_back(source: str, made: str, expected: str) -> None:
    assert restore_numbers(source, made) == expected
    assert lost(source, expected) == []


def test_a_number_within_another_does_not_count() -> None:
    assert [span.text for span in lost("5 cats", "50 gatos")] == ["5"]


def test_cut_at_entities_nothing_is_lost() -> None:
    text = "I told @maria it costs $5, ok 😂?"

    assert join(around_entities(text)) == text
