"""What a topic is called in another language: a promise that a slice above may keep."""

from abc import abstractmethod
from typing import Annotated, Protocol

from qiao.kit.http import Injected
from qiao.topics.models import Topic


class TopicLabels(Protocol):
    """Knows topics' names in other languages."""

    @abstractmethod
    async def translated(self, topic: Topic, lang: str) -> str | None:
        """Return the topic's name in `lang` where it is known; None also if it is that already."""


HouseLabels = Annotated[TopicLabels, Injected]
