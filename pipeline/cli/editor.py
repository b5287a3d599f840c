"""Turns the shipped schemas into files that make an editor complete and check a project offline, and decides
what becomes of those that lie there already. Touches no file of the project."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Literal

from pipeline import schemas
from pipeline.model import JSON
from pipeline.records import record

FILES_OF: Mapping[str, tuple[str, ...]] = {
    "storyboard": ("**/*.storyboard.yaml", "**/*.storyboard.yml"),
    "library": ("**/*.library.yaml", "**/*.library.yml"),
    "review": ("**/*.review.yaml",),
}
"""Which YAML files an editor checks by which schema; `storyboard.toml` names its own in its first line."""
EXTENSIONS = ("redhat.vscode-yaml",)
MARK = "A copy for editors: `storyboard schema --install` writes it anew, so changes to it are lost."

HINT = """\
Editors other than VS Code take the schema from a file's first line, the path as seen from that file:
  # yaml-language-server: $schema=schemas/storyboard.schema.json
  #:schema schemas/project.schema.json        in storyboard.toml
"""


@record
class Step:
    """What becomes of one file. text: what to write; None: it stays. advice: what is left to a person."""

    verb: Literal["wrote", "renewed", "added to", "unchanged", "left alone"]
    text: str | None = None
    advice: str = ""


def editor_files() -> dict[PurePosixPath, str]:
    """By path from the project's root: the schemas, which of them is for which file, and who reads them."""
    copies = {_schema_path(name): _copy(name) for name in (*FILES_OF, "project")}
    wanted: dict[str, JSON] = {
        "settings": {"yaml.schemas": {str(_schema_path(name)): [*globs] for name, globs in FILES_OF.items()}},
        "extensions": {"recommendations": [*EXTENSIONS]},
    }
    return copies | {PurePosixPath(".vscode", f"{name}.json"): _dumped(add) for name, add in wanted.items()}


def step(wanted: str, present: str | None) -> Step:
    """What becomes of a file of ours. present: what lies in its place; None where nothing does.

    Settings are added to, and nothing in them is lost; a schema is written anew where it is a copy of ours.
    """
    if present is None:
        return Step("wrote", wanted)
    if present.replace("\r\n", "\n") == wanted:  # git on Windows gives the lines other ends
        return Step("unchanged")
    if MARK in wanted:
        if MARK in present:
            return Step("renewed", wanted)
        return Step("left alone", advice="it is none of ours: move it away, and run this again\n")
    return _added(wanted, present)


def _added(wanted: str, present: str) -> Step:
    """The settings that are there, with ours; left where they are not JSON alone, as with comments."""
    advice = f"put this into it:\n{wanted}"
    try:
        before = json.loads(present, object_pairs_hook=_pairs, parse_constant=_refused)
        after = _merged(before, json.loads(wanted))
        text = _dumped(after, like=present)
        text.encode()  # half a character, escaped or of another encoding, cannot be written out
    except (ValueError, RecursionError):
        is_told = all(word in present for word in re.findall(r'"[^"]*[./][^"]*"', wanted))
        return Step("unchanged") if is_told else Step("left alone", advice=advice)
    if after == before:
        return Step("unchanged") if _holds(after, json.loads(wanted)) else Step("left alone", advice=advice)
    return Step("added to", text)


def _merged(present: JSON, wanted: JSON) -> JSON:
    """Both: mappings by key, lists one after the other; somebody's own word stays."""
    if isinstance(present, dict) and isinstance(wanted, dict):
        ours = {
            key: _merged(present[key], value) if key in present else value for key, value in wanted.items()
        }
        return present | ours
    if isinstance(present, list) and isinstance(wanted, list):
        return present + [item for item in wanted if item not in present]
    return present


def _holds(present: JSON, wanted: JSON) -> bool:
    if isinstance(present, dict) and isinstance(wanted, dict):
        return all(key in present and _holds(present[key], value) for key, value in wanted.items())
    if isinstance(present, list) and isinstance(wanted, list):
        return all(item in present for item in wanted)
    return present == wanted


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping, of whose equal keys the last would win in silence."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("equal keys")
    return found


def _refused(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _dumped(value: JSON, like: str = "{\n  \n}\n") -> str:
    """JSON with the indentation and the line ends of another text."""
    indent = re.search(r"^[ \t]+", like, re.MULTILINE)
    text = json.dumps(value, indent=indent[0] if indent else 2, ensure_ascii=False, allow_nan=False)
    text += "\n" if like.endswith("\n") else ""
    return text.replace("\n", "\r\n") if "\r\n" in like else text


# --- schemas ------------------------------------------------------------------------------------------------


def _schema_path(name: str) -> PurePosixPath:
    return PurePosixPath("schemas", f"{name}.schema.json")


def _copy(name: str) -> str:
    """A shipped schema, marked as ours, in the words that the yaml-language-server makes the most of."""
    shipped = schemas.read(name)
    assert isinstance(shipped, dict)
    return _dumped({"$schema": shipped["$schema"], "$comment": MARK, **_for_editors(shipped)})


def _for_editors(schema: Any) -> Any:
    """What the server (1.25, tried 2026-11-21) shows badly, said so that it shows it well.

    A `description` is shown with its backticks, a `markdownDescription` as Markdown. `examples` are offered,
    and told again over a key, once for each form of a scene; as snippets they are offered alone. A title
    with a backtick is a phrase for our own messages, and no heading.
    """
    if isinstance(schema, list):
        return [_for_editors(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    said = {key: value if key == "defaultSnippets" else _for_editors(value) for key, value in schema.items()}
    if isinstance(schema.get("description"), str):
        said["markdownDescription"] = schema["description"]
    if isinstance(schema.get("examples"), list):
        said["defaultSnippets"] = [
            _offered(word) for word in said.pop("examples") if not isinstance(word, list)
        ]
    if isinstance(title := schema.get("title"), str) and "`" in title:
        del said["title"]
    return said


def _offered(word: JSON) -> dict[str, JSON]:
    return {"label": str(word), "body": f"${{1:{word}}}"}
