"""An episode of one walk: two shots, of which the second begins on the last frame of the first."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import Ended, run_storyboard

STORYBOARD = """\
storyboard: 1
title: Walk
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: walk
    chain: true
    shots:
      - id: one
        prompt: A wet street.
      - id: two
        prompt: The corner, a lamp.
"""


def run(folder: Path, *arguments: str) -> Ended:
    return run_storyboard(*arguments, cwd=folder)
