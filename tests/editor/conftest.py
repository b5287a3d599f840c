"""One language server for all tests, as pinned in `package-lock.json`, in a project as `init` makes it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import run_storyboard
from tests.editor.server import Server
from tests.programs import unavailable

HERE = Path(__file__).parent
PACKAGE = ("package.json", "package-lock.json")
CACHE = HERE.parents[1] / ".cache" / "language-server"
INSTALL_S = 120.0


def installed(npm: str) -> Path:
    """The folder of the pinned packages, installed when they are first asked for or the pin has changed."""
    pin = hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in PACKAGE)).hexdigest()[:16]
    folder = CACHE / pin
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=CACHE))
        try:
            install(npm, fresh)
            fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return folder / "node_modules"


def install(npm: str, folder: Path) -> None:
    for name in PACKAGE:
        shutil.copy(HERE / name, folder)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S, check=False
    )
    if ended.returncode:
        unavailable(f"npm could not install the language server: {ended.stderr.strip()}")


@pytest.fixture(scope="session")
def command() -> list[str]:
    """Starts the language server on its standard streams."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        unavailable("the language server needs node and npm")
    return [node, str(installed(npm) / "yaml-language-server" / "bin" / "yaml-language-server"), "--stdio"]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, with the editor's settings as authors get them."""
    folder = tmp_path_factory.mktemp("editor") / "series"
    assert run_storyboard("init", str(folder), cwd=folder.parent).code == 0
    return folder


@pytest.fixture(scope="session")
def server(command: list[str], project: Path) -> Iterator[Server]:
    settings = json.loads((project / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    with Server(command, project, {"schemas": settings["yaml.schemas"]}) as server:
        server.diagnostics(project / "empty.yaml", "")  # by its first diagnosis it has taken the settings in
        yield server
