"""One slip is told once: a table of what authors get wrong in a storyboard, with the one fault of each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.running import run_storyboard

RIGHT = """\
storyboard: 1
title: Lantern
language: en
defaults: {model: skyreels-v4, aspect: 9:16, resolution: 720p, duration: 5, template: house}
vars: {look: "35 mm film"}
references:
  tomas: {name: Tomas, description: "ferryman, 60", looks: {winter: {description: "in a fur coat"}}}
templates:
  house: "{{ prompt }} {{ look }}"
  close: "{{ prompt }} {{ who }} {{ look }}"
profiles:
  draft: {resolution: 480p}
scenes:
  - id: river
    prompt: A paper lantern drifts.
  - id: offer
    chain: true
    shots:
      - id: desk
        prompt: "@tomas at a desk."
      - id: door
        template: close
        with: {who: Tomas}
        prompt: A door.
        dialogue: [{who: tomas, line: "No."}]
        trim: {in: 1, out: 5}
  - id: night
    continues: offer/door
    prompt: Night.
assembly: {subtitles: soft, transition: cut}
"""
SLIPS = (
    ("storyboard: 1\n", "", "1:1 S010"),
    ("storyboard: 1", "storybord: 1", "1:1 S001"),
    ("storyboard: 1", "storyboard: 2", "1:13 S010"),
    ("title:", "titel:", "2:1 S001"),
    ("scenes:", "scense:", "13:1 S001"),
    ("scenes:", "scene:", "13:1 S001"),
    ("defaults:", "default:", "4:1 S001"),
    ("vars:", "var:", "5:1 S001"),
    ("references:", "refernces:", "6:1 S001"),
    ("templates:", "template:", "8:1 S001"),
    ("model: skyreels-v4", "modle: skyreels-v4", "4:12 S001"),
    ("model: skyreels-v4, ", "", "14:9 A007"),
    ("skyreels-v4", "skyreel-4", "4:19 M001"),
    ("aspect: 9:16", "aspect: 9x16", "4:40 S007"),
    ("aspect: 9:16", "aspect: 556", "4:40 S002"),
    ("aspect: 9:16", "aspect: 9:17", "4:40 M017"),
    ("resolution: 720p", "resolution: 720", "4:58 S002"),
    ("resolution: 720p", "resolution: 4k", "4:58 M003"),
    ("duration: 5", "duration: 50", "4:74 M006"),
    ("duration: 5", "duration: -5", "4:74 S005"),
    ("duration: 5", "duration: five", "4:74 S002"),
    ("template: house", "template: houses", "4:87 T001"),
    ('{{ look }}"\n  close', '{{ lok }}"\n  close', "9:27 T003"),
    ('{{ prompt }} {{ look }}"\n  close', '{{ look }}"\n  close', "9:10 T002"),
    ("{{ who }}", "{{ whom }}", "10:27 T003"),
    ("{{ prompt }} {{ who }}", "{{ prompt {{ who }}", "10:11 T004"),
    ("- id: river", "- id: desk/x", "14:9 S007"),
    ("- id: river", "- name: river", "14:5 S001"),
    ("- id: river", "- id: offer", "16:9 R007"),
    ("    prompt: A paper", "    promt: A paper", "15:5 S001"),
    ("    prompt: A paper lantern drifts.\n", "", "14:9 A006"),
    ("chain: true", "chain: yes", "17:12 S002"),
    ("chain: true", "chian: true", "17:5 S001"),
    ("shots:", "shot:", "18:5 S001"),
    ("- id: desk", "- id: door", "21:13 R007"),
    ("@tomas at", "@tomsa at", "20:18 R001"),
    ("@tomas at", "@tomas.winer at", "20:18 R002"),
    ("with: {who: Tomas}", "with: {whom: Tomas}", "10:27 T003"),
    ("with: {who: Tomas}\n", "", "23:17 Y022"),
    ("with: {who: Tomas}", "wiht: {who: Tomas}", "23:9 S001"),
    ("who: tomas, line", "who: tomsa, line", "25:26 R009"),
    ("who: tomas, line", "speaker: tomas, line", "25:21 S001"),
    ('line: "No."', 'lin: "No."', "25:33 S001"),
    (
        'line: "No."',
        f'line: "{"No, not ever. " * 9}"',
        "25:20 D001",
    ),
    ("trim: {in: 1, out: 5}", "trim: {in: 4, out: 1}", "26:15 A001"),
    ("trim: {in: 1", "trim: {form: 1", "26:16 S001"),
    ("continues: offer/door", "continues: offer/dor", "28:16 G001"),
    ("continues: offer/door", "continues: offer/", "28:16 G001"),
    ("continues: offer/door", "continues: night", "28:16 G003"),
    ("continues: offer/door", "continue: offer/door", "28:5 S001"),
    ("subtitles: soft", "subtitles: sotf", "30:23 S004"),
    ("transition: cut", "transition: fade", "30:41 S007"),
    ("transition: cut", "transition: {crossfad: 1}", "30:42 S001"),
    ("assembly:", "asembly:", "30:1 S001"),
    ("    prompt: Night.", "    prompt: Night.\n    keyframes: [a.png]", "30:17 G007"),
    ("    prompt: Night.", "    prompt: Night. @image3", "29:20 R003"),
    ("    prompt: Night.", "    prompt: 12", "29:13 S002"),
    ("    prompt: Night.", "    prompt:", "29:5 S002"),
    ("    prompt: Night.", "    prompt: [Night]", "29:13 S002"),
    ("    prompt: Night.", "    prompt: {a: b}", "29:13 S002"),
    ("    prompt: Night.", "    prompt: Night.\n    guidance_scale: 7", "30:21 M002"),
    ("    prompt: Night.", "    prompt: Night.\n    seed: x", "30:11 S002"),
    ("    prompt: Night.", "    prompt: Night.\n    takes: 0", "30:12 S005"),
    ("    prompt: Night.", "    prompt: Night.\n    params: {fooo: 1}", "30:13 M003"),
    ("    prompt: Night.", "    prompt: Night.\n    adapt: audio", "30:12 S002"),
    ("    prompt: Night.", "    prompt: Night.\n    adapt: [audoi]", "30:13 S004"),
    ("    prompt: Night.", "    prompt: Night.\n    labels: night", "30:13 S002"),
    ("    prompt: Night.", "    prompt: #night", "29:13 Y102"),
    ("    prompt: Night.", "    notes: #ff0000", "29:12 Y102"),
    ("title: Lantern", "title: #3", "2:8 Y102"),
    ("title: Lantern", "title: {{ x }}", "2:8 Y003"),
    ("language: en", "language: english", "3:11 S007"),
    ("language: en", "use: lib.yaml", "3:6 S002"),
    ("language: en", "use: [lib.yaml]", "3:7 F001"),
    ("language: en", "budget: 25 USD", "3:9 S002"),
    ("language: en", "budget: $25", "3:9 S002"),
    ("    prompt: Night.", "   prompt: Night.", "29:4 Y022"),
    ("    prompt: Night.", "    prompt Night.", "29:5 Y026"),
    ("    prompt: Night.", '    prompt: "Night.', "29:13 Y020"),
    ("    prompt: Night.", "    prompt: Night.\n    prompt: Day.", "30:5 Y004"),
    ("draft: {resolution: 480p}", "draft: {prompt: x}", "12:11 S008"),
    ("draft: {resolution: 480p}", "draft: {resoluton: 480p}", "12:11 S001"),
    ("    prompt: Night.", "    prompt: Night.\n    audio: off", "30:12 S002"),
    ("    prompt: Night.", "    prompt: Night.\n    keyframes: a.png", "30:16 S002"),
    ("    prompt: Night.", "    prompt: Night.\n    keyframes: [{img: a.png}]", "30:18 S001"),
    ("    prompt: Night.", "    prompt: Night.\n    keyframes: [{image: a.png, frame: end}]", "30:39 S007"),
    ("    prompt: Night.", "    prompt: Night.\n    keyframes: [{from: rivre}]", "30:24 G001"),
    ("    prompt: Night.", "    model: skyreels-v1\n    prompt: Night.", "4:74 M005"),
)
"""What is right, what is written in its place, and where which fault is told."""
TOLD = re.compile(r"^[^:]*:(\d+:\d+): \w+ (\w+) ", re.MULTILINE)


def told(folder: Path, text: str) -> list[str]:
    (folder / "ep01.storyboard.yaml").write_text(text, encoding="utf-8")
    ended = run_storyboard("validate", "--format=concise", cwd=folder)
    return [" ".join(found) for found in TOLD.findall(ended.stdout)]


def test_what_is_right_is_told_nothing_of(tmp_path: Path) -> None:
    assert told(tmp_path, RIGHT) == []


@pytest.mark.parametrize(("right", "wrong", "expected"), SLIPS)
def test_one_slip_is_told_once(tmp_path: Path, right: str, wrong: str, expected: str) -> None:
    assert right in RIGHT

    assert told(tmp_path, RIGHT.replace(right, wrong, 1)) == [expected]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["validate", "--profile", "draf"], "did you mean `draft`?"),
        (["plan", "--preview", "--select", "rivr"], "did you mean `river`?"),
        (["plan", "--preview", "--select", "modle:skyreels-v4"], "did you mean `model`?"),
        (["plan", "--preview", "--set", "duratoin=5"], "did you mean `duration`?"),
        (["request", "--preview", "ep01.storyboard.yaml", "nigth"], "did you mean `night`?"),
        (["valdate"], "did you mean `validate`?"),
        (["explain", "R01"], "did you mean `R001`?"),
        (["schema", "storybord"], "did you mean `storyboard`?"),
        (["validate", "ep1.storyboard.yaml"], "did you mean `ep01.storyboard.yaml`?"),
    ],
)
def test_a_misspelt_word_of_the_command_line_is_told_with_the_one_meant(
    tmp_path: Path, arguments: list[str], expected: str
) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(RIGHT, encoding="utf-8")

    ended = run_storyboard(*arguments, cwd=tmp_path)

    assert ended.code == 2
    assert expected in ended.stderr
