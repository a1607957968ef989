"""The command line: one file for each group of commands, nothing heavy imported before it is used."""

from qiao.cli.app import run

__all__ = ["run"]
