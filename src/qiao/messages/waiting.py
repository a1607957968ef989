"""How much waits for a member: in the app's menu, for a ring, for a digest."""

from qiao.kit.db import ReadTx, Sql
from qiao.messages import views
from qiao.messages.models import MAX_UNREAD
from qiao.messages.visibility import LISTED

_UNREAD = Sql(f"""
    select count(*) from (select 1 from conversation_sides s
      where s.unread > 0 and s.box in ('open', 'asked') and {LISTED} limit :most) t
""")
_REQUESTS = Sql(f"""
    select count(*) from (select 1 from conversation_sides s
      where s.unread > 0 and s.box = 'request' and {LISTED} limit :most) t
""")
_SINCE = Sql(f"""
    select count(*) from (select 1 from conversation_sides s
      join messages l on l.id = s.last_id
      where s.unread > 0 and s.box <> 'declined' and l.at_us > :since_us and {LISTED}
      limit :most) t
""")
_WAITS = Sql(f"""
    select s.box from conversation_sides s
    where s.conversation_id = :conversation and s.unread > 0 and {LISTED}
""")


async def counts(tx: ReadTx, reader: str) -> views.Counts:
    """Return how much waits for a member."""
    return views.Counts(
        await tx.count(_UNREAD, reader=reader, most=MAX_UNREAD),
        await tx.count(_REQUESTS, reader=reader, most=MAX_UNREAD),
    )


async def unread_since(tx: ReadTx, reader: str, since_us: int) -> int:
    """Count the conversations with something unread that came after a time."""
    return await tx.count(_SINCE, reader=reader, since_us=since_us, most=MAX_UNREAD)


async def waits_in(tx: ReadTx, reader: str, conversation: str) -> str | None:
    """Return in which box something unread waits for a member; None where nothing does."""
    found = await tx.value(_WAITS, reader=reader, conversation=conversation)
    return None if found is None else str(found)
