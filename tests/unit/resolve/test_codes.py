"""What the long text of each code shows as wrong is that fault, and what it shows as right is none."""

from __future__ import annotations

import re

import pytest

from pipeline import schemas
from tests.unit.resolve.reading import faults_of

OF_CLIPS = {"A002", "A008", "A009", "A010", "G008"}
"""What is told when the lengths of clips are known: not before requests are compiled."""

CODES = [code for code in schemas.codes() if code[0] in "RTGA" and code not in OF_CLIPS]
EXAMPLE = re.compile(r"(Wrong|Right):\n\n```yaml\n(.*?)\n```", re.DOTALL)
SHOT_KEYS = {"prompt", "keyframes", "trim", "with"}


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_example_is_at_fault_and_the_right_one_is_not(code: str) -> None:
    examples = dict(EXAMPLE.findall(schemas.code_text(code)))

    assert code in {fault.code for fault in faults_of(whole(examples["Wrong"]))}
    assert faults_of(whole(examples["Right"])) == ()


def whole(example: str) -> str:
    """The storyboard that an example is a part of: of a shot, a list of scenes, or some top-level keys."""
    if example.startswith("- "):
        # One shot to begin on, which `previous` and `continues: desk` may mean.
        example = f"scenes:\n- {{id: desk, prompt: A pen.}}\n{example.replace('id: desk', 'id: desk-2')}"
    elif example.split(":")[0] in SHOT_KEYS:
        example = (
            "scenes:\n  - id: only\n"
            + ("" if "prompt:" in example else "    prompt: P.\n")
            + indented(example)
        )
    if "storyboard:" in example:
        return example
    head = "storyboard: 1\n" + ("" if "defaults:" in example else "defaults: {model: skyreels-v4}\n")
    return head + example + ("" if "scenes:" in example else "\nscenes: [{id: only, prompt: P.}]")


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))
