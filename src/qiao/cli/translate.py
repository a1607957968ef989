"""Translating lines of text."""

import logging
import sys
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console

from qiao.cli.common import Data, Failure, Json, run_async, set_up_logs, settings_with
from qiao.cli.lines import lines, shown, write, write_json

if TYPE_CHECKING:
    from qiao.translate.models import Lang, Translation
    from qiao.translate.pipeline import Pipeline

_SAY = {
    "no_engine": "no engine here translates {source} into {target}",
    "may_not_leave": "only an engine outside translates {source}, and this may not leave",
    "budget_spent": "today's budget is spent",
    "engine_down": "the engine does not answer",
    "undetermined": "the language cannot be told",
    "same_language": "this is {target} already",
    "failed": "no engine made anything that may be shown",
    "too_long": "the line has {chars} characters, {max_chars} are the most",
}


def translate(
    *,
    to: Annotated[str, Parameter(name="--to", help="The language to translate into, as pt.")],
    source: Annotated[
        str | None,
        Parameter(name="--from", help="The language of the text; found out if left away."),
    ] = None,
    public: Annotated[
        bool,
        Parameter(
            name="--public",
            negative="",
            help="The text may go where the settings let public words go.",
        ),
    ] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Translate standard input line by line with the square's engines.

    Names, links, numbers and emoji come through as they are. A line that cannot be translated
    comes out as it is, with the reason on standard error; the command then ends with 3. Example:

        echo 'I just baked bread 🍞' | qiao translate --to pt

    Text stays on your own machines unless you say --public and `translate.may_leave` allows it;
    nothing of it counts against the budgets.

    With --json a line is an object: `input`, `text` (null if refused), `source`, `target`,
    `engine` {kind, name}, `confidence` (0 to 1, or null), `notes` (slang), `decoded` {kind,
    detail, text} or null, `emoji`, `refused` {code, facts, say} or null.
    """
    from qiao.assemble import embedders, pipeline
    from qiao.people.commands import LangUnknown, checked_lang
    from qiao.translate.clearance import Asked, Clearance
    from qiao.translate.models import Lang

    set_up_logs(level=logging.WARNING)
    try:
        target = Lang(checked_lang(to, field="--to"))
        known = Lang(checked_lang(source, field="--from")) if source else None
    except LangUnknown as error:
        raise Failure(
            f"{error.facts['lang']!r} is not a language tag.", "Examples: en, pt, zh-Hans, ar."
        ) from error
    # the gate's model is loaded with the first sentence that it is asked about
    engine = pipeline(settings_with(data), found=embedders())
    if public:
        engine = engine.for_asked(Asked(Clearance.PUBLIC))
    if run_async(_all_lines(engine, known, target, json=json)):
        sys.exit(3)


async def _all_lines(
    engine: "Pipeline", source: "Lang | None", target: "Lang", *, json: bool
) -> int:
    """Translate every line; return how many were refused."""
    refused = 0
    try:
        for text in lines():
            made = await _one(engine, text, source, target)
            refused += made.state != "done"
            if json:
                write_json(_object(text, made))
            else:
                _show(text, made)
    finally:
        if engine.engines is not None:
            await engine.engines.close()
    return refused


async def _one(
    engine: "Pipeline", text: str, source: "Lang | None", target: "Lang"
) -> "Translation":
    from qiao.translate.models import UND, Reason, Translation
    from qiao.translate.pipeline import MAX_CHARS
    from qiao.translate.translator import TranslatorDown

    if not text.strip():
        return Translation("done", UND, target, body=text)
    try:
        if len(text) <= MAX_CHARS:
            return await engine.translate(text, target=target, source=source)
        reason = Reason("too_long", {"chars": str(len(text)), "max_chars": str(MAX_CHARS)})
    except TranslatorDown as error:
        reason = Reason("engine_down", {"target": target, "why": str(error)})
    return Translation("unavailable", source or UND, target, reason=reason)


def _object(text: str, made: "Translation") -> dict[str, Any]:
    from qiao.translate.decode import decode

    done = made.state == "done"
    return {
        "input": text,
        "text": made.body if done else None,
        "source": made.source,
        "target": made.target,
        "engine": made.engine,
        "confidence": made.confidence,
        "notes": made.notes,
        "decoded": shown(decode(text)),
        "emoji": made.emoji,
        "refused": None if done else _refused(made),
    }


def _refused(made: "Translation") -> dict[str, Any]:
    code = made.reason.code if made.reason else "failed"
    facts = made.reason.facts if made.reason else {}
    said = _SAY.get(code, code).format_map(
        _Facts({"source": made.source, "target": made.target} | facts)
    )
    return {"code": code, "facts": facts, "say": said}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _show(text: str, made: "Translation") -> None:
    if made.state == "done":
        write(made.body)
        return
    write(text)
    said = _refused(made)["say"]
    Console(stderr=True).print(f"not translated: {said}", highlight=False, markup=False)
