"""How many codes are read, and that no plain text at hand is taken for one."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from qiao.translate.decode import decode
from tests.translate.decode.encoders import (
    EXACT,
    Encoder,
    braille,
    caesar,
    in_morse,
    letters,
    morse,
)
from tests.translate.make import rows

# In lid_social_dev.tsv, and codes indeed.
CODES_AMONG_PLAIN = {".... . .-.. .-.. ---", "aGVsbG8gd29ybGQ="}


def jsonl(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def comments(data: Path, lang: str) -> list[str]:
    lines = (data / "translation" / "lid_social_dev.tsv").read_text(encoding="utf-8").splitlines()
    return [text for label, _, text in (line.partition("\t") for line in lines) if label == lang]


def sentences(data: Path, lang: str) -> list[str]:
    """News, harder texts, and short comments."""
    column = {"en": "en", "zh": "zh-Hans"}[lang]
    news = [row[column] for row in rows(data / "translation" / "ntrex_dev.tsv")][:440:4]
    way = {"en": "en2zh", "zh": "zh2en"}[lang]
    hard = [row["src"] for row in jsonl(data / "translation" / f"seedx_challenge_dev.{way}.jsonl")]
    return [*news, *hard[:60], *comments(data, lang)[:30]]


def recall(texts: list[str], encode: Encoder, kept: Encoder = letters) -> float:
    coded = [(text, encode(text)) for text in texts]
    coded = [(text, code) for text, code in coded if code != text]
    found = [(text, decode(code)) for text, code in coded]
    right = sum(d is not None and letters(d.text) == letters(kept(text)) for text, d in found)
    return right / len(coded)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", EXACT)
def test_exact_codes(shared_data: Path, name: str, lang: str) -> None:
    assert recall(sentences(shared_data, lang), EXACT[name]) >= 0.99


def test_morse_and_braille(shared_data: Path) -> None:
    texts = sentences(shared_data, "en")

    assert recall(texts, morse, in_morse) >= 0.99
    assert recall(texts, braille) >= 0.99


@pytest.mark.parametrize("places", [1, 3, 7, 13, 19, 25])
def test_caesar(shared_data: Path, places: int) -> None:
    assert recall(sentences(shared_data, "en"), caesar(places)) >= 0.95


def test_reversed(shared_data: Path) -> None:
    assert recall(sentences(shared_data, "en"), lambda text: text[::-1]) >= 0.9


def said(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from said(value)
    elif isinstance(node, list):
        for value in node:
            yield from said(value)


def plain_texts(data: Path) -> Iterator[str]:
    for row in rows(data / "translation" / "ntrex_dev.tsv"):
        yield from row.values()
    for path in (data / "translation").glob("*.jsonl"):
        for line in jsonl(path):
            yield from said(line)
    for path in (data / "translation").glob("*.tsv"):
        for text in path.read_text(encoding="utf-8").splitlines():
            yield from text.split("\t")
    for path in (data / "moderation").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row.get("text") or "" for row in csv.DictReader(file))
    for path in (files("qiao.demo") / "content").iterdir():
        if path.name.endswith(".toml"):
            yield from said(tomllib.loads(path.read_text(encoding="utf-8")))


def test_no_plain_text_is_taken_for_a_code(shared_data: Path) -> None:
    texts = set(plain_texts(shared_data))

    alarms = [text for text in texts if decode(text) is not None]

    assert len(texts) > 50_000
    assert set(alarms) == CODES_AMONG_PLAIN
