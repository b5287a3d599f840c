"""Turns the command line's own tree into a page: every command with its arguments, options and JSON. Runs
none of them."""

from __future__ import annotations

from collections.abc import Iterator

import click

from pipeline.cli import COMMANDS, exits, storyboard
from scripts.reference.keys import Book, Row, rows
from scripts.reference.markdown import bullets, code, link, page, table

INTRO = """\
The command is `storyboard`. Results go to stdout, everything else to stderr. Without a PATH a command takes
every storyboard below the project's root; a PATH may be a file or a folder. Every command takes `-h` and
`--help`."""

EXITS = {
    exits.DONE: "done, or nothing to do",
    exits.FOUND: "faults found, a shot failed or uncertain, a hole in the cut that `--partial` did not ask "
    "for, or a lock that `lock --check` refuses",
    exits.USAGE: "wrong usage",
    exits.PENDING: "work is pending (`plan --exit-code`)",
    exits.REFUSED: "refused before money was spent, or stopped at the budget",
    exits.DAMAGED: "ledger or store damaged",
    exits.BUG: "a bug of ours: a log is written, and its path printed",
    exits.INTERRUPTED: "interrupted: nothing is lost, run it again",
}
JSON_FORMS = {
    "validate": "validate",
    "plan": "plan",
    "render": "render",
    "status": "status",
    "request": "request",
    "graph": "graph",
    "assemble": "render",
    "doctor": "doctor",
    "cache ls": "cache",
}
"""The schema of what a command prints with `--json`."""
EVENTS = "event"
"""The schema of the lines of `render --progress json`."""

ABOUT_JSON = """\
One object on stdout. `format_version` is `"1.0"`; a step of the minor number only adds, so read what you know
and let the rest be. `plan`, `render` and `assemble` print `episodes` where there are several storyboards, and
else the fields of the one. The schemas: `storyboard schema plan`, and so on."""


def commands_page() -> str:
    root = click.Context(storyboard, info_name="storyboard")
    contents = bullets(f"{link(code(name), f'storyboard {name}')}: {told}" for name, told in COMMANDS.items())
    codes = table(("code", "when"), ((str(number), told) for number, told in EXITS.items()))
    sections = [_section(name, root) for name in COMMANDS]
    leaving = f"## Exit codes\n\n{codes}"
    return page("Commands", INTRO, "pipeline/cli", contents, *sections, leaving, _json_section())


# --- a command ----------------------------------------------------------------------------------------------


def _section(name: str, root: click.Context) -> str:
    command = storyboard.get_command(root, name)
    if command is None:
        raise LookupError(f"{name} is listed and is no command")
    options = [one for one in command.params if isinstance(one, click.Option)]
    arguments = [_shown(one) for one in command.params if isinstance(one, click.Argument)]
    usage = " ".join(["storyboard", name, *(["[OPTIONS]"] if options else []), *arguments])
    parts = [f"## storyboard {name}", code(usage), command.help or ""]
    if options:
        told = ((code(" ".join([*one.opts, *_takes(one)])), _told(one)) for one in options)
        parts.append(table(("option", "what it does"), told))
    if name in JSON_FORMS:
        parts.append(f"`--json` prints {link('this', _json_heading(JSON_FORMS[name]))}.")
    return "\n\n".join(parts)


def _shown(argument: click.Argument) -> str:
    shown = argument.metavar or (argument.name or "").upper()
    return shown if argument.required or argument.metavar else f"[{shown}]"


def _takes(option: click.Option) -> Iterator[str]:
    """What is written after its name; nothing for a flag."""
    if isinstance(option.type, click.Choice):
        yield "|".join(map(str, option.type.choices))
    elif not option.is_flag:
        yield option.metavar or "N"


def _told(option: click.Option) -> str:
    """Its help, and what click says of it in brackets: range, default, whether it must be there."""
    notes = []
    if isinstance(option.type, click.IntRange | click.FloatRange):
        low, high = option.type.min, option.type.max
        notes.append(f"{low} or more" if high is None else f"{low} to {high}")
    if option.required:
        notes.append("required")
    elif not option.is_flag and isinstance(option.default, str | int):
        notes.append(f"default {code(str(option.default))}")
    if option.multiple and "several" not in (option.help or ""):
        notes.append("may be given several times")
    return " ".join(filter(None, [option.help, f"({', '.join(notes)})" if notes else ""]))


# --- JSON ---------------------------------------------------------------------------------------------------


def _json_section() -> str:
    forms = [_form(name) for name in dict.fromkeys([*JSON_FORMS.values(), EVENTS])]
    return "\n\n".join(["## What `--json` prints", ABOUT_JSON, *forms])


def _json_heading(name: str) -> str:
    return f"JSON of {name}"


def _form(name: str) -> str:
    book = Book.of(name)
    shown = table(("field", "holds", "meaning"), (row.cells for row in _fields(book)))
    return f"### {_json_heading(name)}\n\n{book.schema['description']}\n\n{shown}"


def _fields(book: Book) -> Iterator[Row]:
    """The fields; those of an entry of `episodes` are told once, as those of a single storyboard."""
    return (row for row in rows(book, book.schema) if not row.path.startswith("episodes[]."))
