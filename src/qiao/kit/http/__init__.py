"""What every slice's edge needs: problem documents, creating once, dependencies, cursors."""

from qiao.kit.http.body import AskedRequest
from qiao.kit.http.create import created, key_of
from qiao.kit.http.edge import NO_CONTENT, Db, Injected, cursor_of, json, shows
from qiao.kit.http.problems import PROBLEMS, Problem, problem

__all__ = [
    "NO_CONTENT",
    "PROBLEMS",
    "AskedRequest",
    "Db",
    "Injected",
    "Problem",
    "created",
    "cursor_of",
    "json",
    "key_of",
    "problem",
    "shows",
]
