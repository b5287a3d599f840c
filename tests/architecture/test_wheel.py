"""The wheel, built by way of the source distribution, is complete: package, types, schemas and command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import pipeline

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Built:
    """What a build gave: both archives, and the wheel unpacked as an installer would."""

    sdist: Path
    wheel: Path
    installed: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    archives, installed = tmp_path_factory.mktemp("archives"), tmp_path_factory.mktemp("installed")
    # Without --wheel or --sdist, `build` makes the wheel from the unpacked sdist, as a packager would.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(archives), str(ROOT)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    (sdist,), (wheel,) = archives.glob("*.tar.gz"), archives.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    return Built(sdist, wheel, installed)


def run_installed(built: Built, cwd: Path, *arguments: str) -> str:
    """The standard output of Python run on the unpacked wheel, which PYTHONPATH puts before the checkout."""
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(built.installed)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def files_under(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_schema_byte_for_byte(built: Built) -> None:
    expected = files_under(ROOT / "schemas")

    carried = files_under(built.installed / "pipeline" / "_schemas")

    assert expected
    assert carried == expected


def test_the_wheel_holds_every_file_of_the_package(built: Built) -> None:
    expected = files_under(ROOT / "pipeline")

    carried = files_under(built.installed / "pipeline")

    assert {name for name in carried if not name.startswith("_schemas/")} == set(expected)
    assert "py.typed" in carried


def test_the_wheel_puts_nothing_beside_the_package(built: Built) -> None:
    folders = {path.name for path in built.installed.iterdir()}

    assert folders == {"pipeline", f"storyboard_pipeline-{pipeline.__version__}.dist-info"}


def test_the_sdist_holds_schemas_and_licence(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"LICENSE", "README.md", "pyproject.toml", "pipeline/py.typed"} <= names
    assert {f"schemas/{name}" for name in files_under(ROOT / "schemas")} <= names


def test_the_wheel_declares_the_command(built: Built) -> None:
    (entry_points,) = built.installed.glob("*.dist-info/entry_points.txt")

    assert "storyboard = pipeline.__main__:main" in entry_points.read_text(encoding="utf-8")


def test_an_installed_copy_is_the_one_that_runs(built: Built, tmp_path: Path) -> None:
    where = run_installed(built, tmp_path, "-c", "import pipeline; print(pipeline.__file__)")

    assert Path(where.strip()).is_relative_to(built.installed)


def test_an_installed_command_finds_its_schemas(built: Built, tmp_path: Path) -> None:
    printed = run_installed(built, tmp_path, "-m", "pipeline", "schema", "storyboard")

    assert json.loads(printed) == json.loads((ROOT / "schemas/storyboard.schema.json").read_bytes())
