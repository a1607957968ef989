"""What the live stream tells of messages: counts, and which conversations to look at again."""

from collections.abc import Iterator, Sequence

import msgspec

from qiao.kit.db import ReadTx, Told
from qiao.messages.events import ConversationChanged, MessageChanged, MessageEdited, MessageSent
from qiao.messages.views import News
from qiao.messages.waiting import counts
from qiao.people.events import Blocked, Unblocked

_encode = msgspec.json.Encoder().encode


class MessageNews:
    """Messages on a member's stream. Never a word: what changed is asked for, with its rights."""

    event = "messages"

    def heard(self, line: Told) -> Iterator[tuple[str, str]]:
        """Yield whom a line of the log concerns, and the conversation; "" is all of hers."""
        match line.event():
            case MessageSent(conversation=conversation, author=author, to=to):
                yield author, conversation
                yield to, conversation
            case (
                MessageEdited(conversation=conversation, members=members)
                | MessageChanged(conversation=conversation, members=members)
                | ConversationChanged(conversation=conversation, members=members)
            ):
                for member in members:
                    yield member, conversation
            case Blocked(by=by, of=of) | Unblocked(by=by, of=of):
                yield by, ""
                yield of, ""

    async def told(self, tx: ReadTx, member: str, changed: Sequence[str]) -> bytes:
        """Return what a member is told now."""
        return _encode(News(await counts(tx, member), sorted(changed)))
