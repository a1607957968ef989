"""What a reader finds first among notes that she went to herself: a promise a slice above keeps."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated, Protocol

from qiao.kit.db import ReadTx
from qiao.kit.http import Injected
from qiao.people.models import Caller


class ReadersOrder(Protocol):
    """Knows what concerns whom."""

    @abstractmethod
    async def for_reader(self, tx: ReadTx, reader: Caller, notes: Sequence[str], /) -> list[str]:
        """Return all of `notes`, those first that concern this reader most."""


HouseOrder = Annotated[ReadersOrder, Injected]
