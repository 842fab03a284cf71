"""Bring the style sheet, script, font and icons along, however the package is installed.

Hatchling calls this for a wheel and for an editable install alike; ``frontend/build.py`` does the
work and does nothing when its inputs are those of the last build. A wheel also carries what lies
beside the package in a checkout; an editable install finds it there.
"""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg]  # the configuration class is not public
    """Builds the front end before files are collected."""

    PLUGIN_NAME = "custom"
    BESIDE: ClassVar[dict[str, str]] = {
        "migrations": "courseengine/migrations",
        "content": "courseengine/content",
        "wsgi.py": "wsgi.py",
    }

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build; a source archive carries the sources instead."""
        if self.target_name == "sdist":
            return
        _builder(Path(self.root)).build()
        if version != "editable":
            build_data["force_include"].update(self.BESIDE)


def _builder(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", root / "frontend" / "build.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / "frontend" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
