"""The square's glossary as files: bring one in, take it out."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import cyclopts
import msgspec
from cyclopts import Parameter
from rich.console import Console

from qiao.cli.common import Data, Failure, Json, must_be_current, run_async, settings_with

glossary = cyclopts.App(
    name="glossary", help="The square's own words for things: terms, and names that stay."
)


@glossary.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="A CSV file; docs/guides has its columns.")],
    *,
    json: Json = False,
    data: Data = None,
) -> None:
    """Add what a CSV file says; an entry that is there already is changed, nothing is removed.

    Translations of texts with a changed term in them are made anew. A running square notices.
    """
    from qiao.kit.clock import now_us
    from qiao.kit.db import open_database
    from qiao.kit.refusals import Refusal
    from qiao.translate.glossary_csv import parse
    from qiao.translate.glossary_keeping import Outcome, put

    try:
        parsed = parse(file.read_bytes())
    except OSError as error:
        raise Failure(f"{file} cannot be read.", str(error)) from error
    except Refusal as no:
        facts = ", ".join(f"{name} {value}" for name, value in no.facts.items())
        raise Failure(f"{file}: {no.code} ({facts})", "The first line names the columns.") from no
    settings = settings_with(data)

    async def bring_in() -> Outcome:
        await must_be_current(settings)
        database = await open_database(settings.url)
        try:
            return await database.write(put, parsed.entries, now_us=now_us())
        finally:
            await database.close()

    outcome = run_async(bring_in())
    refused = [line._asdict() for line in parsed.refused]
    if json:
        sys.stdout.write(msgspec.json.encode({**outcome._asdict(), "refused": refused}).decode())
        sys.stdout.write("\n")
    else:
        sys.stdout.write(
            f"{outcome.added} added, {outcome.changed} changed, {outcome.same} as they were\n"
        )
        for line in parsed.refused:
            why = f"{line.code} ({line.field})" if line.field else line.code
            Console(stderr=True).print(f"line {line.line} left out: {why}", highlight=False)
    if refused:
        sys.exit(3)


@glossary.command
def export(
    *,
    form: Annotated[Literal["csv", "deepl"], Parameter(name="--as")] = "csv",
    source: Annotated[str, Parameter(name="--from", help="For deepl: the source language.")] = "",
    to: Annotated[str, Parameter(name="--to", help="For deepl: the target language.")] = "",
    data: Data = None,
) -> None:
    """Write the glossary to standard output, as CSV or as DeepL's TSV for one pair.

    Example: qiao glossary export > glossary.csv
    """
    from qiao.kit.db import open_database
    from qiao.people.commands import LangUnknown, checked_lang
    from qiao.translate.glossary_csv import write, write_deepl
    from qiao.translate.glossary_keeping import Kept, entries
    from qiao.translate.models import Lang

    settings = settings_with(data)

    async def taken() -> list[Kept]:
        await must_be_current(settings)
        database = await open_database(settings.url)
        try:
            async with database.read() as tx:
                return await entries(tx)
        finally:
            await database.close()

    if form == "csv":
        sys.stdout.write(write(run_async(taken())))
        return
    try:
        pair = Lang(checked_lang(source, field="--from")), Lang(checked_lang(to, field="--to"))
    except LangUnknown as error:
        raise Failure("DeepL's form is for one pair of languages.", "--from zh --to en") from error
    sys.stdout.write(write_deepl([kept.entry for kept in run_async(taken())], *pair))
