"""Turns a loaded storyboard into a complete one: the order of the steps, and nothing of what they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.errors import Fault
from pipeline.model import JSON, Loaded, Storyboard
from pipeline.resolve.chains import circles
from pipeline.resolve.cut import cut_warnings, read_assembly
from pipeline.resolve.last_word import profile_layer, set_layers, set_words
from pipeline.resolve.marks import private_characters
from pipeline.resolve.prompts import Prompter, check_templates
from pipeline.resolve.readable import Readable
from pipeline.resolve.settings import Settings, settle
from pipeline.resolve.shared import Shared, share
from pipeline.resolve.shots import Script, read_shot
from pipeline.resolve.story import Entry, read_story
from pipeline.resolve.written import Written, whole

_ENDINGS = (".storyboard.yaml", ".storyboard.yml", ".yaml", ".yml")
NO_MODEL = "A007"


def resolve(
    loaded: Loaded, *, profile: str | None, sets: Mapping[str, JSON]
) -> tuple[Storyboard | None, tuple[Fault, ...]]:
    """A storyboard whose shots are complete, and everything that is wrong with it, each thing once, in no
    order.

    profile: its name; None: none. sets: what `--set` says, by shot key or `vars.NAME`; the last word on every
    shot. Where one of the faults is an error, the storyboard is for finding more of them: its `unread` shots
    are not whole. Gives none where nothing can be read. Raises UsageProblem where the profile or a key of
    `sets` does not exist.
    """
    faults: list[Fault] = []
    for document in (*loaded.libraries, loaded.storyboard):
        faults += private_characters(document)
    if faults:
        return None, tuple(faults)
    storyboard = _resolve(loaded, profile, sets, faults)
    return storyboard, tuple(dict.fromkeys(faults))


def _resolve(
    loaded: Loaded, profile: str | None, sets: Mapping[str, JSON], faults: list[Fault]
) -> Storyboard:
    """Complete but for what is at fault."""
    shared = share(loaded, faults)
    is_shared = not _has_error(faults)
    shared = replace(shared, words={**shared.words, **set_words(loaded, sets, shared.words)})
    last = (*profile_layer(shared, profile), *set_layers(loaded, sets))
    board = whole(loaded.storyboard)
    episode, title = _episode(loaded.storyboard.path), board.get("title")
    story = read_story(loaded.storyboard, faults)
    script = Script(loaded.root, shared, story, Prompter(shared, Readable(shared, title, episode)))
    check_templates(shared, faults)
    shots, unread = [], {*loaded.set_aside, *story.called_twice}
    for entry, settings in _settled(story.entries, shared, last):
        if entry.name in loaded.set_aside:
            continue
        of_shot: list[Fault] = []
        shots.append(read_shot(entry, settings, script, of_shot))
        if _has_error(of_shot) or not is_shared:
            unread.add(entry.name)
        faults += of_shot
    _tell_once(NO_MODEL, faults)
    faults += circles([shot for shot in shots if shot.name not in story.called_twice])
    faults += cut_warnings(shots) if not loaded.set_aside else ()
    return Storyboard(
        path=loaded.storyboard.path,
        root=loaded.root,
        folder=loaded.storyboard.folder,
        episode=episode,
        title=title.text.strip() if title else episode,
        language=shared.language.text if shared.language else None,
        profile=profile,
        budget_usd=float(shared.budget.number) if shared.budget else None,
        shots=tuple(shots),
        references=shared.references,
        assembly=read_assembly(
            shared.assembly, (shared.assembly_section or board["storyboard"]).place, faults
        ),
        unread=frozenset(unread),
    )


def _settled(
    entries: Iterable[Entry], shared: Shared, last: tuple[Written, ...]
) -> Iterator[tuple[Entry, Settings]]:
    """Each shot with what holds for it. last: what has the last word on all of them."""
    usual = inherited = settle(shared.defaults)
    scene: Written | None = None
    for entry in entries:
        if entry.scene is not scene:
            scene = entry.scene
            inherited = settle((scene,), usual) if scene else usual
        yield entry, settle((entry.written, *last), inherited)


def _tell_once(code: str, faults: list[Fault]) -> None:
    """One fault for all shots that lack the same thing, which is mostly said once."""
    found = [fault for fault in faults if fault.code == code]
    if len(found) > 1:
        more = f"{len(found) - 1} more shot{'s' if len(found) > 2 else ''}"
        told = replace(found[0], message=f"{found[0].message} and {more}")
        faults[:] = [told, *(fault for fault in faults if fault.code != code)]


def _has_error(faults: Iterable[Fault]) -> bool:
    return any(fault.is_error for fault in faults)


def _episode(path: str) -> str:
    """`s01e01` of `season/s01e01.storyboard.yaml`."""
    name = PurePosixPath(path).name
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)
