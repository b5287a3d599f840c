"""Turns the wish for colours into a setting of the command, and plain results into coloured ones. Whether a
stream takes colours is click's to say."""

from __future__ import annotations

import os
import re

import click

WISHES = {"auto": None, "always": True, "never": False}


def _choose(ctx: click.Context, _: click.Parameter, wish: str) -> None:
    """`auto` is by the terminal, and never where NO_COLOR is set (https://no-color.org, read 2026-11-26)."""
    ctx.color = False if wish == "auto" and os.environ.get("NO_COLOR") else WISHES[wish]


COLOUR = click.option(
    "--color",
    type=click.Choice(tuple(WISHES)),
    default="auto",
    expose_value=False,
    callback=_choose,
    help="Colours; auto heeds the terminal and NO_COLOR.",
)

_MESSAGE = re.compile(r"^(?:(error)|(warning))(\[\w+\])?(?=: )", re.M)
_PLACE = re.compile(r"^( *-->) (.+)$", re.M)
_CARETS = re.compile(r"(?<=\| )( *)(\^+[^\n]*)$", re.M)
_HELP = re.compile(r"^( *= )(help:)", re.M)
_SIGN = re.compile(r"^  ([+~?!>]) (?=\S)", re.M)
_SIGN_COLOURS = {"+": "green", "~": "yellow", "?": "red", "!": "red", ">": "cyan"}


def coloured_faults(text: str) -> str:
    """Messages as `report.faults` writes them: what is wrong in red or yellow, places and help apart."""
    text = _MESSAGE.sub(_severity, text)
    text = _PLACE.sub(lambda found: f"{click.style(found[1], fg='blue')} {found[2]}", text)
    text = _CARETS.sub(lambda found: found[1] + click.style(found[2], fg="red", bold=True), text)
    return _HELP.sub(lambda found: found[1] + click.style(found[2], bold=True), text)


def _severity(found: re.Match[str]) -> str:
    return click.style(found[0], fg="red" if found[1] else "yellow", bold=True)


def coloured_plan(text: str) -> str:
    """A plan as `report.plan` writes it, its signs coloured by what they mean for money."""
    return _SIGN.sub(lambda found: f"  {click.style(found[1], fg=_SIGN_COLOURS[found[1]], bold=True)} ", text)
