"""The documentation names only what is there: files, headings, commands and options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pipeline.cli import COMMANDS, storyboard
from scripts.reference.markdown import anchor

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "storyboards", "pipeline", "schemas", "scripts")
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *(page for name in FOLDERS for page in (ROOT / name).rglob("*.md"))]
)
OF_USERS = [page for page in PAGES if page.startswith("docs/") or page == "README.md"]

FENCE = re.compile(r"^ *```(?P<language>\w*)\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"(?<!`)`(?P<text>[^`]+)`(?!`)")
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} (?P<text>.+)$", re.MULTILINE)
NAMED = re.compile(r"(?:^|[\s/;(])storyboard +(?P<rest>(?:-|[a-z]+\b(?!:)).*)$")
AFTER = re.compile(r"  |\s[|&;>#]")
"""What ends a command: a gap before an explanation, a sign of the shell, a comment."""


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


# --- links --------------------------------------------------------------------------------------------------


def links_of(text: str) -> Iterator[str]:
    prose = SPAN.sub("", FENCE.sub("", text))
    for link in LINK.finditer(prose):
        if "://" not in link["target"]:
            yield link["target"]


def anchors_of(text: str) -> set[str]:
    return {anchor(heading["text"].strip()) for heading in HEADING.finditer(FENCE.sub("", text))}


def is_there(page: str, target: str) -> bool:
    name, _, heading = target.partition("#")
    path = (ROOT / page).parent / name if name else ROOT / page
    return path.exists() and (not heading or heading in anchors_of(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    dead = [target for target in links_of(text_of(page)) if not is_there(page, target)]

    assert dead == []


def test_a_dead_link_would_be_seen() -> None:
    assert not is_there("README.md", "docs/nowhere.md")
    assert not is_there("README.md", "docs/README.md#nowhere")
    assert list(links_of("[a](docs/a.md) and `[b](b.md)`")) == ["docs/a.md"]


# --- commands -----------------------------------------------------------------------------------------------


def commands_in(text: str) -> Iterator[list[str]]:
    """The arguments of every `storyboard ...` in fenced blocks and in code inside a line."""
    blocks = [block["text"] for block in FENCE.finditer(text)]
    spans = [span["text"] for span in SPAN.finditer(FENCE.sub("", text))]
    for line in [line for block in blocks for line in block.splitlines()] + spans:
        found = NAMED.search(line)
        if found:
            yield shlex.split(AFTER.split(found["rest"], maxsplit=1)[0])


def complaint(arguments: list[str]) -> str | None:
    """Why the command line would not be understood; None where it would."""
    name, *rest = arguments
    if name in ("--help", "-h", "--version"):
        return None
    if name not in COMMANDS:
        return f"there is no command {name}"
    command = storyboard.get_command(click.Context(storyboard), name)
    assert command is not None
    try:
        command.make_parser(click.Context(command, info_name=name)).parse_args(rest)
    except click.MissingParameter:
        return None
    except click.UsageError as error:
        return error.format_message() if rest else None
    return None


@pytest.mark.parametrize("page", OF_USERS)
def test_every_command_named_is_there_with_its_options(page: str) -> None:
    told = {" ".join(line): complaint(line) for line in commands_in(text_of(page))}

    assert {line: why for line, why in told.items() if why} == {}


def test_the_tutorial_names_commands() -> None:
    named = {line[0] for line in commands_in(text_of("docs/tutorial.md"))}

    assert named >= {"init", "validate", "plan", "render", "assemble", "lock"}


def test_an_unknown_command_or_option_would_be_seen() -> None:
    written = (
        "```\n$ storyboard paint  all of it\n$ storyboard plan --odd x.yaml # no\n```\n`storyboard plan a`"
    )

    told = [complaint(line) for line in commands_in(written)]

    assert told[0] == "there is no command paint"
    assert "--odd" in (told[1] or "")
    assert told[2] is None
