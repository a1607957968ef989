"""The text between tags: taken out to be translated, put back with every tag as it was."""

# ruff: noqa: ARG002 - the signatures are those of the parser that calls

from __future__ import annotations

from collections.abc import Sequence
from html import escape, unescape
from html.parser import HTMLParser

_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
_KEPT_TAGS = frozenset(("script", "style", "code", "pre", "kbd", "samp", "textarea", "svg", "math"))
# how the fediverse marks what is an address, not a sentence
_KEPT_CLASSES = frozenset(("notranslate", "mention", "hashtag", "h-card", "invisible", "ellipsis"))


class _Places(HTMLParser):
    """Notes where each event begins, so that the source itself can be cut there."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0]
        for at, char in enumerate(source):
            if char == "\n":
                self._lines.append(at + 1)
        self._open: list[tuple[str, bool]] = []
        self.begins: list[tuple[int, bool]] = []  # offset, whether it is text to translate
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(text=False)
        if tag not in _VOID:
            self._open.append((tag, _is_kept(tag, attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(text=False)

    def handle_endtag(self, tag: str) -> None:
        self._note(text=False)
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._note(text=not any(kept for _, kept in self._open))

    def handle_entityref(self, name: str) -> None:
        self.handle_data(name)

    def handle_charref(self, name: str) -> None:
        self.handle_data(name)

    def handle_comment(self, data: str) -> None:
        self._note(text=False)

    def handle_decl(self, decl: str) -> None:
        self._note(text=False)

    def handle_pi(self, data: str) -> None:
        self._note(text=False)

    def unknown_decl(self, data: str) -> None:
        self._note(text=False)

    def _note(self, *, text: bool) -> None:
        line, column = self.getpos()
        self.begins.append((self._lines[line - 1] + column, text))


def _is_kept(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    if tag in _KEPT_TAGS:
        return True
    said = {name: value or "" for name, value in attrs}
    return said.get("translate", "").lower() == "no" or not _KEPT_CLASSES.isdisjoint(
        said.get("class", "").lower().split()
    )


class Markup:
    """A fragment of HTML in pieces; `texts` are the words in it, without their outer spaces."""

    def __init__(self, source: str) -> None:
        self._pieces: list[tuple[str, bool]] = []
        begins = _Places(source).begins
        if not begins or begins[0][0] > 0:
            begins.insert(0, (0, not begins))
        ends = [at for at, _ in begins[1:]] + [len(source)]
        for (start, text), end in zip(begins, ends, strict=True):
            raw = source[start:end]
            if self._pieces and self._pieces[-1][1] == text:
                raw = self._pieces.pop()[0] + raw
            self._pieces.append((raw, text))
        self.texts = [unescape(raw).strip() for raw, text in self._pieces if text and raw.strip()]

    def with_texts(self, texts: Sequence[str]) -> str:
        """The fragment with these words in place of `texts`, which stay words: nothing of them
        becomes markup."""
        left = iter(texts)
        out: list[str] = []
        for raw, text in self._pieces:
            if not text or not raw.strip():
                out.append(raw)
                continue
            start = len(raw) - len(raw.lstrip())
            end = len(raw.rstrip())
            out.append(raw[:start] + escape(next(left), quote=False) + raw[end:])
        return "".join(out)
