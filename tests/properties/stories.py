"""Random storyboards as authors write them, and edits of one thing at a time, each with what it should
change. What depends on what is worked out here by the language's words, and by nothing of the pipeline."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from hypothesis import strategies as st

Written: TypeAlias = dict[str, Any]
Way: TypeAlias = tuple[str | int, ...]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]

V1, V4 = "skyreels-v1", "skyreels-v4"
PROMPTS = (
    "Rain on the quay.",
    "A lamp goes out.",
    "Still water.",
    "@mei looks up.",
    "@bo runs past @mei.",
    "Still the same street.",
)
PICTURES = ("a.png", "b.png", "bo.png")
OWN_CLIP = "own.mp4"


# --- text ---------------------------------------------------------------------------------------------------


def text_of(story: Written) -> tuple[str, dict[Way, int]]:
    """The file, and the line of every key, by the way to it: scenes and shots in blocks, all else a key a
    line."""
    lines: list[str] = []
    places: dict[Way, int] = {}
    for depth, way, text in _lines(story):
        lines.append("  " * depth + text)
        places[way] = len(lines)
    return "\n".join(lines) + "\n", places


def _lines(story: Written) -> Iterator[tuple[int, Way, str]]:
    for key, value in story.items():
        if key == "scenes":
            yield 0, (key,), "scenes:"
            for number, scene in enumerate(value):
                yield from _item(scene, 1, ("scenes", number))
        elif isinstance(value, dict):
            yield 0, (key,), f"{key}:"
            for name, inner in value.items():
                yield 1, (key, name), f"{name}: {json.dumps(inner)}"
        else:
            yield 0, (key,), f"{key}: {json.dumps(value)}"


def _item(item: Written, depth: int, way: Way) -> Iterator[tuple[int, Way, str]]:
    sign = "- "
    for key, value in item.items():
        if key == "shots":
            yield depth, (*way, key), f"{sign}shots:"
            for number, shot in enumerate(value):
                yield from _item(shot, depth + 2, (*way, "shots", number))
        else:
            yield depth, (*way, key), f"{sign}{key}: {json.dumps(value)}"
        sign = "  "


# --- what a story says --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class One:
    """A shot as it is written. source: the shots whose frames it begins on or shows."""

    name: str
    way: Way
    written: Written
    scene: Written
    sources: tuple[str, ...]

    def says(self, story: Written, key: str) -> Any:
        """What holds for it: the shot's word, its scene's, or the defaults'."""
        for layer in (self.written, self.scene, story["defaults"]):
            if key in layer:
                return layer[key]
        return None

    @property
    def is_clip(self) -> bool:
        return "clip" in self.written


def shots_of(story: Written) -> list[One]:
    found: list[One] = []
    for place, scene in enumerate(story["scenes"]):
        before: str | None = None
        for number, shot in enumerate(scene.get("shots", [scene])):
            is_scene = "shots" not in scene
            name = scene["id"] if is_scene else f"{scene['id']}/{shot['id']}"
            way: Way = ("scenes", place) if is_scene else ("scenes", place, "shots", number)
            sources = _sources(shot, before if scene.get("chain") else None)
            found.append(One(name, way, shot, {} if is_scene else scene, sources))
            before = name
    return found


def _sources(shot: Written, before: str | None) -> tuple[str, ...]:
    keyframes = shot.get("keyframes", [])
    named = [one["from"] for one in keyframes if "from" in one]
    if "clip" in shot:
        return ()
    if "continues" in shot:
        return (shot["continues"], *named)
    has_first = any(one["frame"] == "first" for one in keyframes)
    return tuple(named) if has_first or before is None else (before, *named)


def followers(story: Written, names: set[str]) -> set[str]:
    """All shots that hang on frames of these, near or far."""
    found: set[str] = set()
    while more := {
        one.name for one in shots_of(story) if set(one.sources) & (names | found) and one.name not in found
    }:
        found |= more
    return found


def mentions(one: One, tag: str) -> bool:
    return f"@{tag}" in one.written.get("prompt", "")


# --- a random story -----------------------------------------------------------------------------------------


def _maybe(draw: Draw, often: int = 3) -> bool:
    return bool(draw(st.integers(0, often)) == 0)


def _keyframe(draw: Draw, made: list[str], place: str) -> Written:
    if made and draw(st.booleans()):
        at = draw(st.sampled_from(["last", "first", "1s"]))
        return {"from": draw(st.sampled_from(made)), "at": at, "frame": place}
    return {"image": draw(st.sampled_from(PICTURES[:2])), "frame": place}


def _shot(draw: Draw, ident: str, made: list[str], *, may_continue: bool) -> Written:
    shot: Written = {"id": ident}
    if _maybe(draw, 9):
        return {**shot, "clip": OWN_CLIP}
    shot["prompt"] = draw(st.sampled_from(PROMPTS))
    if made and may_continue and _maybe(draw):
        shot["continues"] = draw(st.sampled_from(made))
    elif _maybe(draw):
        shot["keyframes"] = [_keyframe(draw, made, "first")]
    has_first = "continues" in shot or "keyframes" in shot
    if has_first and _maybe(draw):
        shot["model"] = V1
        if draw(st.booleans()):
            shot["seed"] = 7
    elif _maybe(draw):
        shot["keyframes"] = [*shot.get("keyframes", []), _keyframe(draw, made, "last")]
    if shot.get("model") != V1 and _maybe(draw):
        shot["duration"] = draw(st.integers(4, 6))
    if _maybe(draw):
        shot["takes"] = 2
    if _maybe(draw, 5):
        shot["dialogue"] = [{"who": "mei", "line": "Go.", "at": 0}]
    if _maybe(draw, 5):
        shot["template"] = "none"
    return shot


@st.composite
def stories(draw: Draw) -> Written:
    """An episode of one to seven shots in one to three scenes."""
    made: list[str] = []
    scenes: list[Written] = []
    for number in range(draw(st.integers(1, 3))):
        ident = f"s{number}"
        if draw(st.booleans()):
            scenes.append(_shot(draw, ident, made, may_continue=True))
            made.append(ident)
            continue
        scene: Written = {"id": ident, "chain": draw(st.booleans()), "shots": []}
        for nth in range(draw(st.integers(2, 3))):
            scene["shots"].append(_shot(draw, f"p{nth}", made, may_continue=True))
            made.append(f"{ident}/p{nth}")
        scenes.append(scene)
    return {
        "storyboard": 1,
        "title": "Any",
        "language": "en",
        "defaults": {
            "model": V4,
            "resolution": "480p",
            "aspect": "9:16",
            "duration": 3,
            "template": "house",
            "adapt": ["references", "audio", "duration", "dialogue"],
        },
        "profiles": {"fine": {"resolution": "720p", "labels": ["fine"]}},
        "vars": {"look": "35 mm."},
        "templates": {"house": "{{ prompt }} {{ look }}"},
        "references": {
            "mei": {"name": "Mei", "description": "in grey"},
            "bo": {"name": "Bo", "description": "nine, in red", "images": ["bo.png"]},
        },
        "scenes": scenes,
    }


# --- edits --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edit:
    """One thing that an author changed. hit: shots whose requests it changes by itself. key: the key that a
    plan should name as the reason. way: where that key stands, if it is the shot's own or a default. renamed:
    the new names of shots by the old ones. pictures: files with other content by now. fresh: takes that are
    asked for the first time."""

    what: str
    story: Written
    hit: frozenset[str] = frozenset()
    key: str = ""
    way: Way | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    fresh: frozenset[tuple[str, int]] = frozenset()


def edits(draw: Draw, story: Written, number: int) -> Edit:
    """number: never the same twice, so that no edit brings back old words."""
    after = copy.deepcopy(story)
    shots = shots_of(after)
    kinds = [kind for kind in EDITS if kind is not _picture or any(map(_pictured, shots))]
    while True:
        made = draw(st.sampled_from(kinds))(draw, after, shots, number)
        if made is not None:
            return made
        kinds = [_note, _title]


def _paid(shots: list[One], *, model: str | None = None) -> list[One]:
    return [
        one
        for one in shots
        if not one.is_clip and model in (None, V1 if one.written.get("model") == V1 else V4)
    ]


def _one(draw: Draw, shots: list[One]) -> One | None:
    return draw(st.sampled_from(shots)) if shots else None


def _prompt(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    if (one := _one(draw, _paid(shots))) is None:
        return None
    one.written["prompt"] += f" Then {number}."
    return Edit("a prompt", story, frozenset({one.name}), "prompt", (*one.way, "prompt"))


def _look(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    story["vars"]["look"] = f"{number} mm."
    hit = {one.name for one in _paid(shots) if one.written.get("template") != "none"}
    return Edit("a var", story, frozenset(hit), "prompt")


def _template(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    story["templates"]["house"] = f"{number}: {{{{ prompt }}}} {{{{ look }}}}"
    hit = {one.name for one in _paid(shots) if one.written.get("template") != "none"}
    return Edit("a template", story, frozenset(hit), "prompt")


def _length(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    if (one := _one(draw, _paid(shots, model=V4))) is None:
        return None
    one.written["duration"] = 6 + number
    return Edit("a duration", story, frozenset({one.name}), "duration", (*one.way, "duration"))


def _default_length(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    story["defaults"]["duration"] = 6 + number
    hit = {one.name for one in _paid(shots, model=V4) if "duration" not in one.written}
    return Edit("the default duration", story, frozenset(hit), "duration", ("defaults", "duration"))


def _sound(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    silent = [one for one in _paid(shots, model=V4) if "audio" not in one.written]
    if (one := _one(draw, silent)) is None:
        return None
    one.written["audio"] = False
    return Edit("sound", story, frozenset({one.name}), "audio", (*one.way, "audio"))


def _seed(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    if (one := _one(draw, _paid(shots, model=V1))) is None:
        return None
    one.written["seed"] = 100 * number
    return Edit("a seed", story, frozenset({one.name}), "seed", (*one.way, "seed"))


def _negative(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    if (one := _one(draw, _paid(shots, model=V1))) is None:
        return None
    one.written["negative_prompt"] = f"text {number}"
    way = (*one.way, "negative_prompt")
    return Edit("a negative prompt", story, frozenset({one.name}), "negative_prompt", way)


def _line(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    speaking = [one for one in _paid(shots) if "dialogue" in one.written]
    if (one := _one(draw, speaking)) is None:
        return None
    one.written["dialogue"] = [{"who": "mei", "line": f"Go {number}.", "at": 0}]
    hit = frozenset() if one.written.get("model") == V1 else frozenset({one.name})
    return Edit("a line", story, hit, "dialogue", (*one.way, "dialogue"))


def _description(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    story["references"]["mei"]["description"] = f"in grey, {number}"
    hit = {one.name for one in _paid(shots) if mentions(one, "mei")}
    return Edit("a description", story, frozenset(hit), "references")


def _pictured(one: One) -> bool:
    return any("image" in keyframe for keyframe in one.written.get("keyframes", []))


def _picture(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    picture = draw(st.sampled_from(PICTURES[:2]))
    hit = {
        one.name
        for one in _paid(shots)
        if any(keyframe.get("image") == picture for keyframe in one.written.get("keyframes", []))
    }
    return Edit("a picture", story, frozenset(hit), "keyframes", pictures=(picture,))


def _portrait(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    """Pictures of people are sent where there is no keyframe, and by a model that takes them."""
    hit = {
        one.name
        for one in _paid(shots, model=V4)
        if mentions(one, "bo") and not one.sources and "keyframes" not in one.written
    }
    return Edit("a portrait", story, frozenset(hit), "references", pictures=("bo.png",))


def _note(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    one = draw(st.sampled_from(shots))
    one.written["notes"] = f"note {number}"
    one.written["labels"] = ["night"]
    return Edit("a note", story)


def _title(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    story["title"] = f"Any {number}"
    return Edit("the title", story)


def _cut(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    one = draw(st.sampled_from(shots))
    one.written["trim"] = {"in": 0.5}
    story["assembly"] = {"subtitles": "off"}
    return Edit("the cut", story)


def _one_more(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    if (one := _one(draw, _paid(shots))) is None:
        return None
    takes = one.written.get("takes", 1) + 1
    one.written["takes"] = takes
    return Edit("one more take", story, fresh=frozenset({(one.name, takes)}))


def _one_fewer(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    several = [one for one in _paid(shots) if one.written.get("takes", 1) > 1]
    if (one := _one(draw, several)) is None:
        return None
    one.written["takes"] -= 1
    return Edit("one take fewer", story)


def _rename(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    one = draw(st.sampled_from(shots))
    if one.is_clip:
        return None
    one.written["id"] = f"n{number}"
    name = "/".join([*one.name.split("/")[:-1], f"n{number}"])
    for other in shots:
        if other.written.get("continues") == one.name:
            other.written["continues"] = name
        for keyframe in other.written.get("keyframes", []):
            if keyframe.get("from") == one.name:
                keyframe["from"] = name
    return Edit("a name", story, renamed={one.name: name})


def _order(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    story["scenes"].reverse()
    return Edit("the order", story)


def _new_scene(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    story["scenes"].append({"id": f"new{number}", "prompt": f"New {number}."})
    return Edit("a new scene", story, fresh=frozenset({(f"new{number}", 1)}))


def _dropped(draw: Draw, story: Written, shots: list[One], number: int) -> Edit | None:
    needed = {source.partition("/")[0] for one in shots for source in one.sources if source != one.name}
    loose = [scene for scene in story["scenes"] if scene["id"] not in needed]
    if not loose or len(story["scenes"]) == 1:
        return None
    story["scenes"].remove(draw(st.sampled_from(loose)))
    return Edit("a scene less", story)


EDITS = (
    _prompt,
    _prompt,
    _prompt,
    _prompt,
    _prompt,
    _look,
    _template,
    _length,
    _default_length,
    _sound,
    _seed,
    _negative,
    _line,
    _description,
    _picture,
    _portrait,
    _note,
    _title,
    _cut,
    _one_more,
    _one_fewer,
    _rename,
    _order,
    _new_scene,
    _dropped,
)
