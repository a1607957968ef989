"""The pinned list holds only what may be fetched and put into a folder."""

import msgspec
import pytest

from qiao.translate.models_store.manifest import (
    ModelFile,
    pair_name,
    pair_of,
    shipped_manifest,
)
from qiao.translate.models_store.trouble import ModelUnknown

GOOD = {"name": "vocab.zhen.spm", "path": "a/b.spm", "bytes": 3, "sha256": "0" * 64}


def test_the_shipped_list_has_english_with_seven_languages_both_ways():
    manifest = shipped_manifest()

    names = {model.name for model in manifest.models}
    others = ("zh", "zh-Hant", "ja", "ko", "fr", "es", "pt")
    assert names == {f"en-{x}" for x in others} | {f"{x}-en" for x in others}
    assert manifest.licence == "MPL-2.0"
    assert manifest.model("zh-Hans-en").bytes == 70_084_668


def test_every_model_of_the_shipped_list_is_one_the_engine_finds():
    for model in shipped_manifest().models:
        beginnings = sorted(file.name.split(".")[0] for file in model.files)
        assert beginnings in (["lex", "model", "vocab"], ["lex", "model", "srcvocab", "trgvocab"])


@pytest.mark.parametrize(
    ("name", "pair", "short"),
    [
        ("zh-en", ("zh-Hans", "en"), "zh-en"),
        ("zh-Hans-en", ("zh-Hans", "en"), "zh-en"),
        ("en-zh-Hant", ("en", "zh-Hant"), "en-zh-Hant"),
        ("fr-en", ("fr", "en"), "fr-en"),
    ],
)
def test_a_direction_has_one_name(name: str, pair: tuple[str, str], short: str):
    assert pair_of(name) == pair
    assert pair_name(pair_of(name)) == short


@pytest.mark.parametrize(
    "name", ["", "zh", "../en", "zh-en/..", "zh_en", "a" * 5000, ".lock-zh-en"]
)
def test_what_is_no_direction_is_refused(name: str):
    with pytest.raises(ModelUnknown):
        pair_of(name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "../vocab.zhen.spm"},
        {"name": "vocab.zhen.spm.part"},
        {"name": "run.sh"},
        {"path": "../../etc/passwd"},
        {"path": "https://elsewhere.test/x"},
        {"path": "/x"},
        {"path": "a/./b"},
        {"bytes": 0},
        {"bytes": 1 << 40},
        {"sha256": "0" * 63 + "G"},
    ],
)
def test_a_list_with_anything_strange_in_it_is_not_read(wrong: dict[str, object]):
    assert msgspec.convert(GOOD, ModelFile)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(GOOD | wrong, ModelFile)
