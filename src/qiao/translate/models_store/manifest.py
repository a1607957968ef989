"""The pinned list of models: which files, how large, with which SHA-256, under which licence."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from qiao.translate.models import Lang, canonical
from qiao.translate.models_store.trouble import ManifestUnreadable, ModelUnknown

Pair = tuple[Lang, Lang]

MAX_FILE_BYTES = 512 << 20

_NAME = re.compile(r"(?:model|lex|vocab|srcvocab|trgvocab)\.[a-z0-9.]{1,60}\.(?:bin|spm)")
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TAG = r"[a-z]{2,3}(?:-[A-Za-z]{4})?"
_PAIR = re.compile(rf"({_TAG})-({_TAG})")


def pair_name(pair: Pair) -> str:
    """Return the name of a direction, also its folder's: "zh-en", "en-zh-Hant"."""
    return "-".join("zh" if lang == "zh-Hans" else lang for lang in pair)


def pair_of(name: str) -> Pair:
    """Read a direction's name; "zh-Hans-en" is "zh-en".

    Raises:
        ModelUnknown: this is not two languages.
    """
    match = _PAIR.fullmatch(name)
    if match is None:
        raise ModelUnknown(pair=name[:40])
    return canonical(match[1]), canonical(match[2])


class ModelFile(msgspec.Struct, frozen=True):
    """A file of a model. `path` is appended to the mirror's address."""

    name: str
    path: str
    bytes: int
    sha256: str

    def __post_init__(self) -> None:
        """Refuse what could leave its folder or fill the disk."""
        if not _NAME.fullmatch(self.name) or not _PATH.fullmatch(self.path):
            raise ValueError("a model file has a strange name or path")
        if not 0 < self.bytes <= MAX_FILE_BYTES or not _SHA256.fullmatch(self.sha256):
            raise ValueError("a model file has a strange size or checksum")


class Model(msgspec.Struct, frozen=True):
    """A direction that can be had."""

    source: Lang
    target: Lang
    version: str
    files: tuple[ModelFile, ...]

    @property
    def pair(self) -> Pair:
        """Its direction."""
        return self.source, self.target

    @property
    def name(self) -> str:
        """Its direction's name."""
        return pair_name(self.pair)

    @property
    def bytes(self) -> int:
        """The size of all its files."""
        return sum(file.bytes for file in self.files)


class Manifest(msgspec.Struct, frozen=True):
    """All models that are pinned."""

    publisher: str
    licence: str
    licence_url: str
    models: tuple[Model, ...]

    def model(self, name: str) -> Model:
        """Return the model of a direction's name; raises ModelUnknown."""
        pair = pair_of(name)
        for model in self.models:
            if model.pair == pair:
                return model
        raise ModelUnknown(pair=name[:40])


def read_manifest(path: Path) -> Manifest:
    """Read a list of models.

    Raises:
        ManifestUnreadable: there is none, or it is not of this form.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ManifestUnreadable(path=str(path), why=str(error)) from error


@cache
def shipped_manifest() -> Manifest:
    """Return the list that ships with Qiao."""
    return read_manifest(Path(__file__).parents[1] / "lists" / "models.json")
