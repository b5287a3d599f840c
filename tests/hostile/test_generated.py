"""Ten thousand broken storyboards: no traceback, no hang, little memory, and every line is one of ours, in
every form.

They are the same every time. A batch that fails is parted until the one input at fault is found.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.running import Ended, run_storyboard
from tests.cli.sarif import complaints
from tests.cli.test_validate_formats import obeyed
from tests.hostile.breaking import KEYS, PIECES, SIGNS, broken_text, broken_tree, seeds, trees
from tests.hostile.judging import FORMATS, validate_apart
from tests.unit.report.faulty import CONTROLS

SEED = 20261121
TEXTS, TREES, MADE_UP = 4_500, 3_500, 2_000
BATCH = 50
HANG_S = 5.0
"""For a whole batch, and so for each of its inputs."""
MEMORY_LIMIT_MB = 300

LINES = {
    "text": re.compile(
        r"(?:error|warning)\[[A-Z]\d{3}\]: .*|  --> .+:\d+:\d+| *\|.*| *\d+ \| ?.*| *= (?:help: )?.*| {5,}.*"
        "|",
        re.DOTALL,
    ),
    "concise": re.compile(r".+:\d+:\d+: (?:error|warning) [A-Z]\d{3} .+"),
    "github": re.compile(
        r"::(?:error|warning) file=[^:]*,line=\d+,endLine=\d+,[^:]*::.+|::notice title=storyboard::.+"
    ),
}


def laid(folder: Path, contents: Sequence[bytes]) -> list[str]:
    """Each content as a project of its own, with a library and a settings file beside it."""
    names = []
    for number, content in enumerate(contents):
        project = folder / f"p{number:02}"
        project.mkdir(parents=True)
        (project / "storyboard.toml").write_bytes(b"" if number % 10 else content[:2_000])
        (project / "ep.storyboard.yaml").write_bytes(content)
        (project / "series.library.yaml").write_bytes(contents[(number + 1) % len(contents)])
        names.append(project.name)
    return names


def told(folder: Path, contents: Sequence[bytes]) -> tuple[Ended, dict[str, str]]:
    """What validate says of all of them, on its streams and in each form."""
    names = laid(folder / "in", contents)
    outputs = [f"--output={form}:../{form}" for form in FORMATS]
    ended = run_storyboard("validate", "--format=concise", *outputs, *names, cwd=folder / "in")
    written = [folder / form for form in FORMATS]
    return ended, {path.name: path.read_bytes().decode() for path in written if path.is_file()}


def wrong(folder: Path, contents: Sequence[bytes], *, is_thorough: bool) -> list[str]:
    """What is not as it must be; empty where all is well."""
    started_s = time.process_time()
    ended, forms = told(folder, contents)
    took_s = time.process_time() - started_s
    shutil.rmtree(folder)
    if ended.code not in (0, 1):
        return [f"exit {ended.code}: {ended.stderr}"]
    found = [f"{took_s:.1f} s"] if took_s > HANG_S else []
    found += [f"{form}: {line!r}" for form, line in _odd_lines(forms)]
    found += [f"obeyed: {line!r}" for form in LINES for line in obeyed(Ended(0, forms[form], ended.stderr))]
    found += [f"{form}: control character" for form in FORMATS if CONTROLS.search(forms[form])]
    log, report = json.loads(forms["sarif"]), json.loads(forms["json"])
    errors = sum(one["severity"] == "error" for one in report["diagnostics"])
    if report["valid"] is not (ended.code == 0) or (errors == 0) is not (ended.code == 0):
        found.append("exit code and report differ")
    if len(log["runs"][0]["results"]) != len(report["diagnostics"]):
        found.append("SARIF and JSON differ")
    return found + (complaints(log) if is_thorough else [])


def _odd_lines(forms: dict[str, str]) -> Iterator[tuple[str, str]]:
    for form, pattern in LINES.items():
        lines = forms[form].split("\n")[: -2 if form == "text" else -1]  # a text ends in the count
        yield from ((form, line) for line in lines if not pattern.fullmatch(line))


def check(folder: Path, contents: Sequence[bytes], *, is_thorough: bool = False) -> None:
    """Fails with the smallest part of the contents that is not well."""
    found = wrong(folder / "all", contents, is_thorough=is_thorough)
    while found and len(contents) > 1:
        half = len(contents) // 2
        parts = (contents[:half], contents[half:])
        told = [wrong(folder / "part", part, is_thorough=is_thorough) for part in parts]
        worse = next((number for number, one in enumerate(told) if one), None)
        if worse is None:
            break
        contents, found = parts[worse], told[worse]
    assert not found, (found[:3], contents)


def dice_of(kind: str) -> random.Random:
    return random.Random(f"{SEED} {kind}")


def inputs(kind: str, count: int) -> Iterator[bytes]:
    good = list(seeds().values())
    dice = dice_of(kind)
    if kind == "texts":
        return (broken_text(good, dice) for _ in range(count))
    values = trees(good)
    return (broken_tree(values, dice) for _ in range(count))


@pytest.mark.parametrize(("kind", "count"), [("texts", TEXTS), ("trees", TREES)])
def test_a_broken_storyboard_ends_in_messages(tmp_path: Path, kind: str, count: int) -> None:
    made = list(inputs(kind, count))
    assert len(made) == count

    for number in range(0, count, BATCH):
        check(tmp_path, made[number : number + BATCH], is_thorough=number % (BATCH * 20) == 0)


signs = st.text(st.sampled_from(SIGNS + "ab"), max_size=30) | st.text(max_size=15) | st.sampled_from(PIECES)
lines = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "  ", "  - ", "    "]),
    st.sampled_from([*KEYS, "", "- "]),
    signs,
    signs,
)
made_up = st.lists(lines | signs, max_size=8).map(
    lambda parts: "\n".join(parts).encode("utf-8", "surrogatepass")
)


def test_texts_that_nobody_wrote_end_in_messages(tmp_path: Path) -> None:
    seen: list[bytes] = []

    @settings(max_examples=MADE_UP, suppress_health_check=list(HealthCheck))
    @given(made_up)
    def gather(text: bytes) -> None:
        seen.append(text)

    gather()

    made = seen[:MADE_UP]
    assert len(made) == MADE_UP
    for number in range(0, MADE_UP, BATCH):
        check(tmp_path, made[number : number + BATCH], is_thorough=number == 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no `resource` there")
def test_a_thousand_of_them_take_little_memory_in_a_process_of_their_own(tmp_path: Path) -> None:
    contents = [*inputs("texts", 500), *inputs("trees", 500)]
    names = [name for number in range(0, 1000, BATCH) for name in _laid_at(tmp_path, number, contents)]

    ended, peak_mb = validate_apart(tmp_path, *names)

    assert ended.code == 1, ended.stderr[-2_000:]
    assert "Traceback" not in ended.stderr
    assert peak_mb < MEMORY_LIMIT_MB


def _laid_at(folder: Path, number: int, contents: Sequence[bytes]) -> list[str]:
    batch = f"b{number:04}"
    return [f"{batch}/{name}" for name in laid(folder / batch, contents[number : number + BATCH])]
