"""What tests of the app are given: an empty square on SQLite, served."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from qiao.settings import Settings
from tests.web.square import Person, Square, opened


@pytest.fixture
def settings(sqlite_template: Path, tmp_path: Path) -> Settings:
    """Settings of an empty square whose readers do not wait for translations."""
    shutil.copy(sqlite_template, tmp_path / "square.db")
    return Settings(data_dir=tmp_path, translation_wait_s=0.0)


@pytest.fixture
async def square(settings: Settings) -> AsyncIterator[Square]:
    async with opened(settings) as served:
        yield served


@pytest.fixture
async def ana(square: Square) -> Person:
    return await square.person("ana")


@pytest.fixture
async def bo(square: Square) -> Person:
    return await square.person("bob")
