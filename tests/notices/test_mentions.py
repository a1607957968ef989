"""Who is mentioned in a text."""

import json
from pathlib import Path

import pytest

from qiao.notices.mentions import mentioned

CASES = json.loads((Path(__file__).parent / "mentions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "handles"), CASES)
def test_a_handle_is_found_in_every_script_and_in_no_address(text: str, handles: list[str]):
    assert mentioned(text) == handles


def test_nobody_rings_at_many_doors_with_one_text():
    assert len(mentioned(" ".join(f"@member_{n}" for n in range(50)))) == 10
