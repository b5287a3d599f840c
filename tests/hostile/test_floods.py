"""A file made to keep this program busy, as large as one may be, ends in a coded message soon and in little
memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.load.document import MAX_BYTES
from tests.hostile.judging import CPU_LIMIT_S, validate, validate_apart

HEAD = "storyboard: 1\ntitle: x\ndefaults: {model: skyreels-v4, aspect: 9:16}\n"
STORY = HEAD + "scenes: [{id: a, prompt: x}]\n"
SCENE = HEAD + "scenes:\n  - id: a\n    prompt: x\n"
MEMORY_LIMIT_MB = 300


def filled(head: str, line: Callable[[int], str], limit: int = 300_000) -> str:
    """The head, and as many lines as there is room for."""
    lines, size = [head], len(head)
    while size < limit:
        lines.append(line(len(lines)))
        size += len(lines[-1])
    return "".join(lines)


def thousand(line: str) -> str:
    """A storyboard of as many scenes as one may have; `{0}` is its number, `{1}` the next one's."""
    return HEAD + "scenes:\n" + "".join(line.format(n, n + 1) + "\n" for n in range(1000))


def alias_bomb(wide: int, deep: int) -> str:
    first = f"a0: &a0 [{', '.join(['x'] * wide)}]"
    return "\n".join([first, *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * wide)}]" for n in range(1, deep))])


def merge_bomb(keys: int, merges: int) -> str:
    shared = ", ".join(f"k{n}: 1" for n in range(keys))
    return f"w: &w {{{shared}}}\n" + "".join(f"m{n}: {{<<: *w}}\n" for n in range(merges))


FLOODS = {
    "aliases of aliases": (alias_bomb(10, 9), "Y016"),
    "few aliases of aliases": (alias_bomb(2, 45), "Y016"),
    "aliases": ("a: &a x\n" + filled("", lambda n: f"b{n}: *a\n", 100_000), "Y017"),
    "an alias in itself": ("a: &a [*a]\n", "Y009"),
    "merging": (merge_bomb(2_000, 60), "Y016"),
    "merging into itself": ("a: &a {<<: *a}\n", "Y009"),
    "100,000 lists": ("a: " + "[" * 100_000, "Y015"),
    "100,000 lists, closed": ("a: " + "[" * 100_000 + "]" * 100_000, "Y015"),
    "100,000 items": ("- " * 100_000, "Y015"),
    "100,000 mappings": ("{a: " * 100_000, "Y015"),
    "100,000 keys": ("? " * 100_000, "Y024"),
    "too many values": ("- x\n" * 200_000, "Y016"),
    "more than may be read": (filled(STORY, lambda n: f"# {n}\n", MAX_BYTES + 1), "F004"),
    "comments": (filled("a: 1\n", lambda n: "#\n", MAX_BYTES - 100) + " b: 2\n", "Y022"),
    "one text below a key": (filled("a: |\n", lambda n: "  x\n") + " y\n", "Y022"),
    "brackets in a text": ("a: [x y" + "," * 900_000 + "]", "Y031"),
    "quotes": ("a: " + "'" * 900_001 + "\n", "Y020"),
    "tabs": ("\t" * 900_000, "Y001"),
    "wide colons": (filled("", lambda n: "\uff1a\n", 300_000), "S002"),
    "signs that turn the order": ("\u202e" * 300_000, "Y013"),
    "equal keys": (filled("", lambda n: "a: 1\n"), "Y032"),
    "text behind a number sign": (filled(STORY, lambda n: f"k{n}: x y #3\n"), "Y032"),
    "unknown keys": (filled("storyboard: 1\nscenes:\n  - id: a\n", lambda n: f"    k{n}: 1\n"), "Y032"),
    "items without a space": (filled("storyboard: 1\nscenes:\n", lambda n: "  - id:a\n"), "Y032"),
    "scenes": (
        filled(HEAD + "scenes:\n", lambda n: f"  - {{id: s{n}, prompt: a{n}}}\n", MAX_BYTES - 100),
        "S005",
    ),
    "templates to compile": (
        filled(HEAD + "scenes:\n", lambda n: f"  - {{id: s{n}, prompt: '{{{{ title }}}} {n}'}}\n"),
        "S005",
    ),
    "unused templates": (
        filled(STORY + "templates:\n", lambda n: f"  t{n}: '{{{{ prompt }}}} {n}'\n"),
        "S005",
    ),
    "a chain of shots": (
        filled(HEAD + "scenes:\n", lambda n: f"  - {{id: s{n}, prompt: x, continues: s{n + 1}}}\n"),
        "S005",
    ),
    "references": (filled(STORY + "references:\n", lambda n: f"  r{n}: r{n}.png\n"), "S005"),
    "libraries": (filled(STORY + "use:\n", lambda n: f"  - u{n}.yaml\n"), "S005"),
    "keyframes": (filled(SCENE + "    keyframes:\n", lambda n: f"      - a{n}.png\n"), "S005"),
    "lines": (filled(SCENE + "    dialogue:\n", lambda n: "      - {who: narrator, line: x}\n"), "S005"),
    "words": (filled(SCENE + "    with:\n", lambda n: f"      w{n}: x\n"), "S005"),
    "tags": (SCENE.replace("prompt: x", "prompt: |\n      " + "@bb " * 200_000), "S005"),
    "as many tags as a text holds": (SCENE.replace("prompt: x", "prompt: '" + "@bb " * 2_400 + "'"), "T006"),
    "takes": (SCENE + "    takes: 1000000000\n", "S005"),
}
MOST = {
    "a thousand shots with a template each": (
        thousand("  - {{id: s{0}, prompt: '{{{{ title }}}} {0} @x'}}"),
        "R001",
    ),
    "a thousand shots that wait for the next": (
        thousand("  - {{id: s{0}, prompt: x, continues: s{1}}}"),
        "G001",
    ),
    "a thousand shots without a file": (
        thousand("  - {{id: s{0}, prompt: x, keyframes: [p{0}.png]}}"),
        "F001",
    ),
    "4,000 references without a file": (
        STORY
        + "references:\n"
        + "".join(f"  r{n}: [{', '.join(f'{n}-{m}.png' for m in range(20))}]\n" for n in range(200)),
        "F001",
    ),
}
"""As much as is taken, and then looked at in full."""

HEAVY = ("100,000 lists", "merging", "unknown keys", "scenes")


@pytest.mark.parametrize(("text", "code"), [*FLOODS.values(), *MOST.values()], ids=[*FLOODS, *MOST])
def test_a_flood_ends_soon_in_its_message(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "ep01.storyboard.yaml").write_text(text, encoding="utf-8")

    judged = validate(tmp_path)

    assert judged.ended.code == 1
    assert f"error[{code}]" in judged.ended.stdout
    assert judged.cpu_s < CPU_LIMIT_S
    assert judged.deeds == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no `resource` there")
def test_no_flood_takes_much_memory(tmp_path: Path) -> None:
    for number, (text, _) in enumerate([*map(FLOODS.__getitem__, HEAVY), *MOST.values()]):
        (tmp_path / f"ep{number:02}.storyboard.yaml").write_text(text, encoding="utf-8")

    ended, peak_mb = validate_apart(tmp_path)

    assert ended.code == 1, ended.stderr[-2_000:]
    assert peak_mb < MEMORY_LIMIT_MB
