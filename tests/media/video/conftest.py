"""What tests of video are given: a folder for clips that are made once."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def clips_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")
