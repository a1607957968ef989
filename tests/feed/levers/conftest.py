"""A square as its web process serves it, and two who read it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from qiao.settings import Settings
from tests.web.square import Person, Square, opened


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    shutil.copy(sqlite_template, tmp_path / "square.db")
    return Settings(data_dir=tmp_path)


@pytest.fixture
async def square(settings: Settings) -> AsyncIterator[Square]:
    async with opened(settings) as served:
        yield served


@pytest.fixture
async def ana(square: Square) -> Person:
    return await square.person("ana")


@pytest.fixture
async def bo(square: Square) -> Person:
    return await square.person("bob", langs=("en", "zh-Hans"))
