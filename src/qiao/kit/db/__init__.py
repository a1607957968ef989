"""SQL on either engine: one text per statement, typed rows, one durable commit for many."""

from qiao.kit.db.database import Database, open_database
from qiao.kit.db.events import Event, Told, events_after, last_seq, tell
from qiao.kit.db.sql import Sql
from qiao.kit.db.tx import ForeignAwait, ReadTx, WriteTx

__all__ = [
    "Database",
    "Event",
    "ForeignAwait",
    "ReadTx",
    "Sql",
    "Told",
    "WriteTx",
    "events_after",
    "last_seq",
    "open_database",
    "tell",
]
