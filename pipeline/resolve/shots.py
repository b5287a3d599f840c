"""Turns one entry of the story into a complete shot. Knows which setting goes where, and leaves each to its
module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.errors import Fault, Label
from pipeline.model import FilePicture, Shot
from pipeline.records import record
from pipeline.resolve.cut import read_crossfade, read_trim
from pipeline.resolve.dialogue import read_dialogue
from pipeline.resolve.keyframes import Pinned, pin
from pipeline.resolve.moments import read_seconds
from pipeline.resolve.pictures import read_file
from pipeline.resolve.plain import text_faults
from pipeline.resolve.prompts import NO_PROMPT, Prompter
from pipeline.resolve.settings import Origins, Settings
from pipeline.resolve.shared import Shared
from pipeline.resolve.story import Entry, Story
from pipeline.resolve.tags import Nameable
from pipeline.resolve.written import Written

_OF_A_RENDERING = (
    "prompt",
    "keyframes",
    "continues",
    "template",
    "with",
    "negative_prompt",
    "guidance_scale",
    "seed",
    "model",
    "duration",
    "resolution",
    "aspect",
    "audio",
    "prompt_extend",
    "takes",
    "adapt",
    "params",
)
"""Keys that mean nothing beside `clip`. Dialogue does: it is spoken in the clip, and subtitled."""


@record
class Script:
    """What every shot of an episode is read against."""

    root: Path
    shared: Shared
    story: Story
    prompter: Prompter


def read_shot(entry: Entry, settings: Settings, script: Script, faults: list[Fault]) -> Shot:
    """A shot; where a fault was found, it stands in for what nobody can read."""
    clip = _read_clip(entry, settings, script, faults)
    pinned = pin(entry, script.story, script.root, faults)
    references = script.shared.references
    dialogue = read_dialogue(entry.written.get("dialogue"), references, faults)
    prompt = NO_PROMPT
    if entry.written.get("prompt"):
        nameable = Nameable(entry.name, references, pinned.meant)
        prompt = script.prompter.write(entry, settings, dialogue, nameable, faults)
    faults += text_faults(settings.get("negative_prompt"))
    length = settings.get("duration")
    return Shot(
        name=entry.name,
        scene=entry.scene_id,
        number=entry.number,
        place=entry.written["id"].place,
        model=settings.text("model") or "",
        prompt=prompt.pieces,
        is_dialogue_placed=prompt.is_dialogue_placed,
        negative_prompt=settings.text("negative_prompt"),
        guidance_scale=settings.number("guidance_scale"),
        seed=settings.whole_number("seed"),
        duration_s=read_seconds(length.value) if length else None,
        resolution=settings.text("resolution"),
        aspect=settings.text("aspect"),
        audio=settings.truth("audio"),
        prompt_extend=settings.truth("prompt_extend"),
        keyframes=pinned.keyframes,
        continues=pinned.continued.shot if pinned.continued else None,
        takes=1 if clip else settings.whole_number("takes") or 1,
        dialogue=dialogue,
        trim=read_trim(entry.written.get("trim"), faults),
        crossfade_s=read_crossfade(settings.get("transition")),
        labels=settings.words("labels"),
        adapt=frozenset(settings.words("adapt")),
        params={name: written.value for name, written in settings.merged["params"].items()},
        clip=clip,
        origins=Origins(_written(entry, settings, pinned)),
    )


def _written(entry: Entry, settings: Settings, pinned: Pinned) -> Mapping[str, Written]:
    """Every key that somebody wrote; a chain is where a shot's `continues` was written."""
    if pinned.is_chained and entry.chain is not None:
        return {**settings.nearest, "continues": entry.chain}
    return settings.nearest


def _read_clip(entry: Entry, settings: Settings, script: Script, faults: list[Fault]) -> FilePicture | None:
    clip = entry.written.get("clip")
    if clip is None:
        faults += _unrenderable(entry, settings)
        return None
    faults += _meaningless_beside(clip, entry)
    return read_file(clip, script.root, faults)


def _meaningless_beside(clip: Written, entry: Entry) -> Iterator[Fault]:
    found = {key: written for key in _OF_A_RENDERING if (written := entry.written.get(key)) is not None}
    if not found:
        return
    first, *others = sorted(written.key_place for written in found.values())
    keys = " and ".join(filter(None, (", ".join(f"`{key}`" for key in [*found][:-1]), f"`{[*found][-1]}`")))
    message = (
        f"{entry.name} has a `clip` of its own, so nothing is rendered and {keys} "
        f"mean{'' if others else 's'} nothing"
    )
    related = (
        Label(clip.place, "the clip is this file"),
        *(Label(place, "nor is this of use") for place in others),
    )
    help = f"remove {keys}, or remove `clip` to have the shot rendered"
    yield Fault("A005", message, first, help, "of no use beside `clip`", related=related)


def _unrenderable(entry: Entry, settings: Settings) -> Iterator[Fault]:
    place = entry.written["id"].place
    if entry.written.get("prompt") is None:
        message = f"{entry.name} has neither a prompt nor a clip: nobody knows what it shows"
        yield Fault("A006", message, place, "write  prompt: what the camera sees and hears", "shows nothing")
    if settings.get("model") is None:
        message = f"nobody says which model renders {entry.name}"
        help = "write  defaults: {model: skyreels-v4}  for every shot, or  model:  on this one"
        yield Fault("A007", message, place, help, "needs a model")
