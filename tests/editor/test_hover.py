"""What an editor tells over a key: its name and its description, as Markdown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.editor.keyboard import placed
from tests.editor.server import Server

SCENE = "storyboard: 1\nscenes:\n  - id: river\n    "
TOP = "storyboard: 1\nscenes: [{id: river}]\n"

OVER = {
    "aspect": SCENE + "asp¦ect: 9:16\n",
    "prompt": SCENE + "pro¦mpt: A bus.\n",
    "adapt": SCENE + "ad¦apt: [audio]\n",
    "keyframes": SCENE + "key¦frames: [a.png]\n",
    "dialogue": SCENE + "dia¦logue: [{who: mei, line: No.}]\n",
    "transition": SCENE + "shots: [{id: a, trans¦ition: cut}]\n",
    "continues": SCENE + "shots: [{id: a}, {id: b, cont¦inues: a}]\n",
    "references": TOP + "refer¦ences: {mei: a.png}\n",
    "templates": TOP + "tem¦plates: {house: '{{ prompt }}'}\n",
    "assembly": TOP + "assem¦bly: {fps: 24}\n",
    "budget": TOP + "bud¦get: 25\n",
}


def hover(server: Server, project: Path, marked: str) -> str:
    return server.hover(project / "ep.storyboard.yaml", *placed(marked))


@pytest.mark.parametrize(("key", "marked"), OVER.items(), ids=OVER)
def test_over_a_key_stand_its_name_and_its_description(
    server: Server, project: Path, key: str, marked: str
) -> None:
    installed = json.loads((project / "schemas" / "storyboard.schema.json").read_text(encoding="utf-8"))
    description = installed["definitions"][key]["description"]

    shown = hover(server, project, marked)

    assert shown.startswith(f"#### {key}\n\n{description}")


def test_over_a_word_stands_what_each_word_there_means(server: Server, project: Path) -> None:
    shown = hover(server, project, TOP + "assembly: {subtitles: si¦decar}\n")

    assert "* `sidecar`: A file beside the episode." in shown
    assert '* `"off"`: None.' in shown


def test_a_sign_of_code_is_one_and_is_not_shown_as_a_backtick(server: Server, project: Path) -> None:
    shown = hover(server, project, OVER["aspect"])

    assert "`9:16`" in shown
    assert "\\`" not in shown
