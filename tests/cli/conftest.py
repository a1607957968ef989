"""Commands are run in this process: their log must not be tied to one test's standard error."""

import pytest
import structlog


@pytest.fixture(autouse=True)
def _log_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    # loggers keep what they were first configured with, beyond the test
    monkeypatch.setattr(structlog, "configure", lambda **_: None)
