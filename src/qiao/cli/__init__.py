"""The command line: one file for each group of commands; heavy parts are imported late."""

from qiao.cli.app import run

__all__ = ["run"]
