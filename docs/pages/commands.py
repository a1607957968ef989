"""commands.md: what the command line can do, as `--help` says it."""

import inspect

from cyclopts import App

from qiao.cli.app import app

INTRO = """# Commands

`qiao COMMAND --help` says the same in a terminal. In a checkout the command is `.venv/bin/qiao`.
A mistake in what was typed ends with 2, a failure with 1 and a sentence on what to do.

"""


def page() -> str:
    """Write the page."""
    return INTRO + "\n".join(_command(app, ()))


def _command(command: App, above: tuple[str, ...]) -> list[str]:
    path = (*above, *command.name)
    told = command.generate_docs(output_format="markdown", recursive=False, heading_level=2)
    children = [command[name] for name in command if not name.startswith("-")]
    if children:
        # its table of contents would be all there is to it
        names = ", ".join(f"`{' '.join((*path, *child.name))}`" for child in children)
        help_text = command.help if isinstance(command.help, str) else ""
        told = f"## {' '.join(path)}\n\n{inspect.cleandoc(help_text)}\n\nCommands: {names}.\n"
    else:
        # it knows its own name, not those above it
        told = "## " + " ".join(path) + "\n" + told.partition("\n")[2]
        told = told.replace(f"```console\n{command.name[0]}", f"```console\n{' '.join(path)}", 1)
    out = [told.strip() + "\n"]
    for child in children:
        out += _command(child, path)
    return out
