"""No name of a file, folder, key or shot is obeyed by a CI log or a terminal, whatever file it names and in
whatever form it is told. Texts and storyboards' own names: tests/cli/test_validate_formats.py."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.test_validate_formats import IN_GITHUB, obeyed
from tests.hostile.judging import FORMATS, validate

ORDERS = (
    "::error::x",
    "a\n::warning::b",
    "a\r##[x]",
    "##vso[task.setvariable]x",
    "%0A::set-env name=A::b",
    "%0d%0a##[error]x",
    "\x1b]0;title\x07",
    "\x1b[2J\x1b[1;1H",
    "\x9b2J",
    "\u202etxt\u2066",
    "\x7f\x08\x08",
    "\x85::error::x",
    "\u2028::error::x",
    "</script><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "```\n# heading",
    "'; rm -rf / #",
    "$(id)`id`",
)


def quoted(text: str) -> str:
    """As JSON, which is YAML too."""
    return json.dumps(text)


def story(order: str) -> str:
    """A storyboard with the order in every place that a message may tell of."""
    said = quoted(order)
    return f"""\
storyboard: 1
title: {said}
language: {said}
use: [{quoted(order + ".yaml")}]
defaults: {{model: {said}, aspect: {said}, template: {said}, {said}: 1}}
profiles: {{{said}: {{takes: 2}}}}
vars: {{{said}: {said}}}
references: {{{said}: {said}, mei: {{name: {said}, description: {said}, looks: {{{said}: {{}}}}}}}}
templates: {{{said}: {said}, t: {quoted("{{ " + order + " }}")}}}
scenes:
  - id: {said}
    prompt: {quoted("@" + order + " {{ " + order + " }} {% " + order + " %}")}
  - {{id: b, prompt: {said}, {said}: 1, continues: {said}, keyframes: [{said}, {{from: {said}, at: {said}}}]}}
  - {{id: c, dialogue: [{{who: {said}, line: {said}, at: {said}}}], labels: [{said}]}}
  - {{id: c, transition: {said}, trim: {{in: {said}}}, adapt: [{said}], clip: {said}}}
  - {{id: d, params: {{{said}: {said}}}, with: {{{said}: {said}}}}}
"""


def meaning(order: str) -> str:
    """A storyboard whose shape is right, so that what it means is looked at."""
    at = quoted("@mei " + order)
    return f"""\
storyboard: 1
title: {quoted(order)}
defaults: {{model: skyreels-v4, aspect: 9:16}}
vars: {{look: {quoted(order)}}}
references:
  mei: {{name: {quoted(order)}, description: {quoted(order)}, images: [{quoted(order + ".png")}]}}
templates: {{t: {quoted("{{ prompt }} " + order + " {{ nobody }}")}}}
scenes:
  - {{id: a, prompt: {at}, template: t, with: {{who: {quoted(order)}}}}}
  - {{id: b, prompt: {quoted("@nobody " + order)}, continues: {quoted(order)}}}
  - {{id: c, prompt: {at}, dialogue: [{{who: {quoted(order)}, line: {quoted(order * 40)}}}]}}
  - {{id: d, prompt: {at}, model: {quoted(order)}}}
"""


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("order", ORDERS, ids=ascii)
def test_no_key_id_or_value_is_obeyed(tmp_path: Path, order: str, form: str) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(story(order), encoding="utf-8")
    (tmp_path / "ep02.storyboard.yaml").write_text(meaning(order), encoding="utf-8")

    judged = validate(tmp_path, f"--format={form}", env=IN_GITHUB)

    assert judged.ended.code == 1
    assert judged.ended.stdout.count("\n") > 8
    assert obeyed(judged.ended) == []
    assert judged.deeds == ()


def nameable(order: str) -> str:
    return order.replace("/", "-")


@pytest.mark.skipif(os.name == "nt", reason="no such file names there")
@pytest.mark.parametrize("form", FORMATS)
def test_no_name_of_a_file_or_folder_is_obeyed(tmp_path: Path, form: str) -> None:
    for order in map(nameable, ORDERS):
        folder = tmp_path / order
        folder.mkdir()
        (folder / f"{order}.storyboard.yaml").write_text(
            f"storyboard: 1\nuse: [{quoted(order + '.library.yaml')}]\nscenes: [{{id: a, prompt: @x}}]\n",
            "utf-8",
        )
        (folder / "b.storyboard.yaml").write_text(
            f"storyboard: 1\nuse: [{quoted(order + '.library.yaml')}]\nscenes: [{{id: a, promt: x}}]\n",
            "utf-8",
        )
        (folder / f"{order}.library.yaml").write_text("library: 1\nvrs: {a: b}\n", "utf-8")
    (tmp_path / "models").mkdir()
    for order in map(nameable, ORDERS):
        (tmp_path / "models" / f"{order}.json").write_text("{", "utf-8")
    (tmp_path / "storyboard.toml").write_text("", "utf-8")

    judged = validate(tmp_path, f"--format={form}", env=IN_GITHUB)

    assert judged.ended.code == 1
    assert obeyed(judged.ended) == []
    assert judged.deeds == ()
    if form == "github":
        _assert_properties_are_escaped(judged.ended.stdout.splitlines())


def _assert_properties_are_escaped(lines: Sequence[str]) -> None:
    for line in lines:
        properties = line.partition(" ")[2].partition("::")[0]
        assert re.fullmatch(r"(?:title=storyboard|file=[^:,\r\n]*(?:,[a-zA-Z]+=[A-Z0-9]+)+)", properties), (
            line
        )
