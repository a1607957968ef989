"""`qiao --help` reads like a page; each command says what it does and what comes next."""

import sys
from typing import Any

import cyclopts
from rich.console import Console

from qiao import __version__
from qiao.cli import (
    backup,
    check,
    circles,
    erase,
    feed,
    glossary,
    language,
    learn,
    ledger,
    lever,
    measure,
    model_store,
    moving,
    newcomers,
    operators,
    rehearse,
    search,
    square,
    translate,
)

app = cyclopts.App(
    name="qiao",
    version=__version__,
    help="""Qiao: a community of notes that people share without sharing a language.

Start with `qiao serve --demo` and open http://localhost:8000 in a browser.
Settings: QIAO_... variables or a file qiao.toml.""",
    help_format="markdown",
)

app.command(square.serve)
app.command(square.work)
app.command(square.migrate)
app.command(square.demo)
app.command(check.check)
app.command(translate.translate)
app.command(language.language)
app.command(model_store.models)
app.command(feed.feed)
app.command(glossary.glossary)
app.command(search.search)
app.command(ledger.ledger)
app.command(lever.lever)
app.command(learn.learn)
app.command(backup.backup)
app.command(backup.restore)
app.command(moving.export)
app.command(moving.import_)
app.command(newcomers.newcomers)
app.command(circles.circles)
app.command(operators.operator)
app.command(rehearse.rehearse)
app.command(measure.measure)
app.command(erase.erase)


def run(arguments: list[str] | None = None) -> Any:
    """Run the command line; a mistake in what was typed ends with 2, a failure with 1."""
    from qiao.cli.common import Failure

    try:
        return app(arguments)
    except Failure as failure:
        Console(stderr=True).print(f"[bold]{failure}[/bold]\n{failure.what_next}", highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
