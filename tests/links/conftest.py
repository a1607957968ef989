"""Tests of links ask servers on this machine, and no others."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_socket

from qiao.kit.db import Database
from qiao.links.egress import Checked, Egress
from qiao.links.jobs import CardMaker
from qiao.links.settings import LinkSettings
from qiao.links.turns import Turns
from qiao.media.providers.folder import Folder
from qiao.media.sandbox import Sandbox
from tests.links.standin import Web, standing


@pytest.fixture
def _local_sockets(socket_enabled: None) -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@pytest.fixture
async def web(_local_sockets: None) -> AsyncIterator[Web]:
    async with standing() as web:
        yield web


@pytest.fixture
async def egress(web: Web) -> AsyncIterator[Egress]:
    egress = Egress("QiaoLinkCards/test", Checked(web.resolve, web))
    yield egress
    await egress.close()


@dataclass
class Clock:
    """Time that goes only where it is told to; pauses are written down."""

    now: int = 1_770_000_000_000_000
    paused_s: list[float] = field(default_factory=list)

    def __call__(self) -> int:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.paused_s.append(seconds)
        self.now += int(seconds * 1_000_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def maker(
    db: Database, egress: Egress, folder: Path, settings: LinkSettings | None = None
) -> CardMaker:
    """Return a maker of cards that never waits."""
    chosen = settings or LinkSettings()
    clock = Clock()
    return CardMaker(
        db,
        Folder(folder / "media"),
        Sandbox(),
        egress,
        Turns(chosen, now=clock, pause=clock.pause),
        chosen,
        "square.example",
        lambda text: "zh-Hans" if "茶" in text else "en",
    )
