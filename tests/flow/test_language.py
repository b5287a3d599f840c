"""The language as its own page shows it, from the command line: both examples as they stand there, and every
fault of a file told in one run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.running import run_storyboard

SHORT = """\
# yaml-language-server: $schema=../schemas/storyboard.schema.json
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, aspect: 9:16}
scenes:
  - id: river
    prompt: A paper lantern drifts over a night river; crickets, slow water.
"""

LONG = """\
storyboard: 1
title: The Orchid Contract          # the file's name, `s01e01.storyboard.yaml`, names the episode: s01e01
language: en                        # of the dialogue; speech rates and subtitles use it
use: [series.library.yaml]          # shared defaults, vars, references, templates, profiles, assembly, budget
budget: 25                          # US dollars this episode may cost in its life; a hard stop
defaults:                           # shot keys, for every shot
  model: skyreels-v4
  resolution: 720p
  aspect: 9:16
  duration: 8
  template: house
profiles:
  draft: {resolution: 480p, takes: 1}         # `--profile draft`: the last word, over shots too
vars: {look: "35 mm film, shallow depth of field, warm practical light."}
references:
  mei:                              # written @mei in prompts
    name: Mei Lin
    description: 27, ink-stained fingers, grey wool coat
    images: [cast/mei-front.png, cast/mei-profile.png]
    looks:
      gala: {description: 27, hair up, black silk dress, images: [cast/mei-gala.png]}     # written @mei.gala
  lobby: places/lobby.png           # short form: one image, or a list of them
templates:
  house: "{{ prompt }} {{ look }}"
  close-up: "Close-up of {{ who }}. {{ prompt }} {{ look }}"
scenes:
  - id: arrival
    prompt: |
      Rain on the glass doors of @lobby. @mei crosses it, the doors sighing shut behind her.
  - id: offer
    chain: true
    adapt: [references]             # skyreels-v4 takes keyframes or references, not both: words stand in
    shots:
      - id: desk
        prompt: A pen slides over marble towards a folded contract.
        keyframes: [boards/desk.png, {image: boards/desk-end.png, frame: last}]
      - id: answer                  # continues desk
        template: close-up
        with: {who: "@mei"}
        prompt: She reads, then laughs.
        dialogue:
          - {who: mei, line: "Three months. Not a day more.", at: 2.0}
        takes: 2
      - id: door                    # has a first keyframe of its own: the chain starts again here
        keyframes: [boards/door.png]
        prompt: The door she came by is shut.
  - id: night
    model: skyreels-v1
    continues: offer/answer
    guidance_scale: 7
    negative_prompt: text, watermark
    adapt: [audio, duration]        # this model has neither
    prompt: She stands at the window, the city below her.
assembly: {transition: cut, loudness: -16, subtitles: soft}
"""

PICTURES = (
    "cast/mei-front.png",
    "cast/mei-profile.png",
    "cast/mei-gala.png",
    "places/lobby.png",
    "boards/desk.png",
    "boards/desk-end.png",
    "boards/door.png",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "series.library.yaml").write_text("library: 1\n", encoding="utf-8")
    for number, name in enumerate(PICTURES):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (18, 32), (30 * number, 90, 120)).save(path)
    return tmp_path


def validated(folder: Path, text: str) -> Any:
    (folder / "s01e01.storyboard.yaml").write_text(text, encoding="utf-8")
    return json.loads(run_storyboard("validate", "--json", cwd=folder).stdout)


def body_of(folder: Path, shot: str, *more: str) -> Any:
    ended = run_storyboard("request", "s01e01.storyboard.yaml", shot, "--json", *more, cwd=folder)
    sent = json.loads(ended.stdout)["json"]
    return sent[0] if isinstance(sent, list) else sent


def test_the_shortest_example_is_valid(project: Path) -> None:
    report = validated(project, SHORT)

    assert (report["format_version"], report["valid"], report["diagnostics"]) == ("1.0", True, [])


def test_the_longest_example_is_valid_with_a_warning_of_the_text_that_commas_part(project: Path) -> None:
    report = validated(project, LONG)

    assert report["valid"] is True
    assert 21 in [one["line"] for one in report["diagnostics"] if one["code"] == "Y104"]


def test_the_longest_example_asks_for_what_it_says(project: Path) -> None:
    (project / "s01e01.storyboard.yaml").write_text(LONG, encoding="utf-8")

    arrival, answer, night = (body_of(project, name) for name in ("arrival", "offer/answer", "night"))
    draft = body_of(project, "arrival", "--profile", "draft")

    assert [one["tag"] for one in arrival["inputs"]["referenceImages"]] == ["@lobby", "@mei"]
    assert (arrival["width"], arrival["height"], draft["width"], draft["height"]) == (720, 1280, 480, 848)
    assert answer["positivePrompt"] == (
        "Close-up of Mei Lin (27, ink-stained fingers, grey wool coat). She reads, then laughs. "
        "35 mm film, shallow depth of field, warm practical light. "
        'At 2 s Mei Lin says: "Three months. Not a day more."'
    )
    assert answer["inputs"]["frameImages"] == [
        {"image": {"$frame": "offer/desk", "at": "last"}, "frame": "first"}
    ]
    assert night == {
        "prompt": "She stands at the window, the city below her. "
        "35 mm film, shallow depth of field, warm practical light.",
        "aspect_ratio": "9:16",
        "guidance_scale": 7,
        "negative_prompt": "text, watermark",
        "image_url": {"$frame": "offer/answer", "at": "last"},
    }


EVERY_STAGE = """\
storyboard: 1
budget: much
defaults: {model: skyreels-v4, aspect: 9:16}
references: {mei: {name: Mei}}
scenes:
  - {id: shape, promt: A river.}
  - {id: tag, prompt: "@mie waves.", continues: shape, keyframes: [{image: gone.png, frame: last}]}
  - {id: model, prompt: A hill., duration: 99, continues: tag}
  - {id: word, prompt: "@mei waves."}
  - {id: file, prompt: A hill., keyframes: [none.png]}
  - {id: fine, prompt: A hill., continues: model}
"""


def test_faults_of_every_stage_are_told_in_one_run_and_each_once(project: Path) -> None:
    report = validated(project, EVERY_STAGE)

    assert report["valid"] is False
    assert [(one["code"], one["line"]) for one in report["diagnostics"]] == [
        ("S002", 2),
        ("S001", 6),
        ("R001", 7),
        ("F001", 7),
        ("M006", 8),
        ("M014", 9),
        ("F001", 10),
    ]


def test_a_storyboard_with_a_shot_set_aside_is_never_planned(project: Path) -> None:
    text = (
        "storyboard: 1\nscenes: [{id: a, promt: x}, {id: b, model: skyreels-v4, aspect: 1:1, prompt: xy}]\n"
    )
    (project / "s01e01.storyboard.yaml").write_text(text, encoding="utf-8")

    ended = run_storyboard("plan", "--preview", "--json", cwd=project)

    assert (ended.code, ended.stdout) == (1, "")
    assert "S001" in ended.stderr
