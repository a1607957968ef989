"""A built app whose page can be filled."""

from pathlib import Path

import pytest

from qiao.web.static import StaticApp

PAGE = """<!doctype html>
<html lang="en" dir="ltr">
  <head><title>Qiao 桥</title></head>
  <body><div id="app"></div></body>
</html>
"""


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE)
    monkeypatch.setattr("qiao.web.rooms.StaticApp", lambda: StaticApp(folder))
