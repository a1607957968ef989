"""Translating lines of text."""

import sys
from typing import Annotated, Any

import msgspec
from cyclopts import Parameter
from rich.console import Console

from qiao.cli.common import Data, Failure, Json, run_async, settings_with


def translate(
    *,
    to: Annotated[str, Parameter(name="--to", help="The language to translate into, as pt.")],
    source: Annotated[
        str | None,
        Parameter(name="--from", help="The language of the text; found out if left away."),
    ] = None,
    json: Json = False,
    data: Data = None,
) -> None:
    """Translate standard input line by line with the square's engines.

    Names, links, numbers and emoji come through as they are. Example:

        echo 'I just baked bread 🍞' | qiao translate --to pt
    """
    from qiao.assemble import pipeline
    from qiao.people.commands import LangUnknown, checked_lang
    from qiao.translate.models import Lang
    from qiao.translate.translator import TranslatorDown

    try:
        target = Lang(checked_lang(to, field="--to"))
        known = Lang(checked_lang(source, field="--from")) if source else None
    except LangUnknown as error:
        raise Failure(
            f"{error.facts['lang']!r} is not a language tag.", "Examples: en, pt, zh-Hans, ar."
        ) from error
    engine = pipeline(settings_with(data))

    async def lines() -> int:
        refused = 0
        try:
            for line in sys.stdin:
                text = line.rstrip("\n")
                try:
                    made = await engine.translate(text, target=target, source=known)
                except TranslatorDown as error:
                    raise Failure("The engine is down.", str(error)) from error
                refused += made.state != "done"
                _show(text, made, json=json)
        finally:
            for translator in engine.translators:
                if close := getattr(translator, "close", None):
                    await close()
        return refused

    if run_async(lines()):
        sys.exit(3)


def _show(text: str, made: Any, *, json: bool) -> None:
    if json:
        sys.stdout.write(msgspec.json.encode({"text": text, "translation": made}).decode() + "\n")
    elif made.state == "done":
        sys.stdout.write(made.body + "\n")
    else:
        sys.stdout.write(text + "\n")
        reason = made.reason.code if made.reason else "unknown"
        facts = made.reason.facts if made.reason else {}
        say = {
            "no_engine": f"no engine here translates {facts.get('source')} into {made.target}",
            "undetermined": "the language cannot be told",
            "same_language": f"this is {made.target} already",
        }.get(reason, reason)
        Console(stderr=True).print(f"not translated: {say}", highlight=False)
    sys.stdout.flush()
