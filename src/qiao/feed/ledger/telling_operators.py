"""Telling those who run the square that the ledger has moved a lever."""

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx
from qiao.kit.ids import named_id
from qiao.notices.jobs import say, tell_of
from qiao.notices.models import Deed, Kind

_OPERATORS = Sql("select id from members where operator = 1")


async def tell_operators(tx: WriteTx, lever: str, *, up: bool, now_us: int) -> None:
    """Tell every operator, in one notice for each move."""
    thing = named_id(now_us, f"{lever} {now_us}")
    changed: dict[tuple[str, str | None], None] = {}
    for (operator,) in await tx.all(tuple, _OPERATORS):
        deed = Deed(
            str(operator), Kind.LEDGER, thing, "", thing, None, now_us,
            f"{lever} {'up' if up else 'back'}",
        )  # fmt: skip
        await tell_of(tx, deed, changed, now=Micros(now_us))
    await say(tx, changed)
