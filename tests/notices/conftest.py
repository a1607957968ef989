"""What tests of notices are given: members as of now, and somebody who tells."""

import pytest

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from tests.notices.make import Teller


@pytest.fixture
def teller(database: Database) -> Teller:
    return Teller(database)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deeds are made today: what is old is no news."""
    from tests import make

    start = now_us()
    monkeypatch.setattr(make, "NOW", start)
    monkeypatch.setattr(make, "moment", now_us)
