"""The repository names no package registry: where packages come from is each machine's own setting."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.programs import program

ROOT = Path(__file__).parents[2]

# Written in parts, so that this file does not name them either.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("conda", "anaconda", "org"),
        ("ghcr", "io"),
        ("docker", "io"),
    )
)
INDEX_OPTIONS = tuple(
    "--" + option for option in ("index-url", "extra-index-url", "find-links", "trusted-host")
)


def files_of_the_repository() -> list[Path]:
    """What is committed, and what would be by `git add --all`."""
    program("git")
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def words_found(content: bytes, words: tuple[str, ...]) -> list[str]:
    lowered = content.lower()
    return [word for word in words if word.encode() in lowered]


def test_no_file_names_a_registry_host() -> None:
    files = files_of_the_repository()

    found = {
        path.relative_to(ROOT).as_posix(): hosts
        for path in files
        if (hosts := words_found(path.read_bytes(), REGISTRY_HOSTS))
    }

    assert files
    assert found == {}


def test_the_pinned_versions_set_no_index() -> None:
    content = (ROOT / "constraints.txt").read_bytes()

    assert words_found(content, (*INDEX_OPTIONS, "://", "#")) == []


def test_a_host_would_be_seen() -> None:
    content = f"see HTTPS://{REGISTRY_HOSTS[0].upper()}/simple".encode()

    assert words_found(content, REGISTRY_HOSTS) == [REGISTRY_HOSTS[0]]
