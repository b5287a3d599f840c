"""Turns the explanations of the fault codes into one page. Knows what a code's letter says, and no fault."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import schemas
from scripts.reference.markdown import bullets, code, link, page

LETTERS = {
    "Y": "the YAML itself: signs that are read otherwise than they are meant, and files that cannot be read",
    "S": "the shape: keys and values that the language does not have there",
    "R": "names: tags, references, looks, ids, speakers",
    "T": "templates",
    "G": "what shots need of each other, and where keyframes stand",
    "F": "files: pictures and clips, where they lie and what is in them",
    "M": "what a model can have, and model cards",
    "D": "dialogue",
    "A": "what a shot is made of, and how it comes into the cut",
    "C": "what renders and will still look wrong: chains, seams, shapes",
    "P": "the project's settings, `storyboard.toml`",
}
"""In the order of the road, so that the reader meets first what is found first."""

INTRO = """\
Every fault has a code that stays the same; `storyboard explain CODE` prints the same text as this page.
`validate` says of each whether it is an error, which stops every command, or a warning, which does not;
`--strict` makes warnings errors. `validate --fix` mends a fault where its text says so, and no other: where
there is more than one right answer, which was meant is yours to say."""


def codes_page() -> str:
    letters = {code[0] for code in schemas.codes()}
    if unknown := letters - LETTERS.keys():
        raise LookupError(f"say in LETTERS what the codes {sorted(unknown)} are about")
    sections = [_section(letter) for letter in LETTERS if letter in letters]
    contents = bullets(f"{link(letter, _heading(letter))}: {LETTERS[letter]}" for letter in LETTERS)
    return page("Fault codes", INTRO, "schemas/codes", contents, *sections)


def _heading(letter: str) -> str:
    return f"{letter}: {LETTERS[letter].partition(':')[0].partition(',')[0].replace('`', '')}"


def _section(letter: str) -> str:
    found = [one for one in schemas.codes() if one[0] == letter]
    titles = [f"{link(code(one), one)} {_text(one)[0]}" for one in found]
    return "\n\n".join([f"## {_heading(letter)}", bullets(titles), *(_entry(one) for one in found)])


def _entry(one: str) -> str:
    title, body = _text(one)
    return f"### {one}\n\n**{title}**\n\n{body}"


def _text(one: str) -> Sequence[str]:
    """The title and the rest of an explanation."""
    title, _, body = schemas.code_text(one).partition("\n")
    return title.removeprefix("# ").strip(), body.strip()
