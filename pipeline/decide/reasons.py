"""Turns a take and its past into the reason for a decision: one line in the author's words. Decides
nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import takewhile

from pipeline.model import JSON, Attempt, Facts, FrameNeed, LockLine, Owned, TakeRequest
from pipeline.showing import one_line

SHOWN_FIELDS = 3
SHOWN_CHARACTERS = 60

_WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Ideographs, kana and their marks: written without a space between words (the Unicode code charts)."""
_MARKS = r"!-/:-?\[-\^`{-~\u00a1\u00ab\u00bb\u00bf\u2010-\u205e"
"""Punctuation, but for `@` and `_`, which belong to names."""
_RUN = rf"[^\s{_WIDE}{_MARKS}]+"
_WORD = re.compile(rf" ?(?:{_RUN}(?:[.'\u2019-]{_RUN})*|[{_WIDE}{_MARKS}])")
_MARK = re.compile(rf" ?[{_MARKS}]")


# --- owned --------------------------------------------------------------------------------------------------


def why_owned(take: TakeRequest, owned: Owned) -> str:
    if (owned.shot, owned.take) == (take.shot, take.number):
        return "nothing changed"
    return f"same request as a take made on {_day(owned.made_at)}: reused"


def _day(made_at: str) -> str:
    try:
        made = datetime.fromisoformat(made_at)
    except ValueError:  # a lock that was edited by hand
        return one_line(made_at, SHOWN_CHARACTERS)
    return f"{made.day} {made:%B} {made.year}"


# --- waiting ------------------------------------------------------------------------------------------------


def why_waiting(
    take: TakeRequest,
    form: str,
    waiting: tuple[FrameNeed, ...],
    facts: Facts,
    made: frozenset[str],
    stuck: frozenset[str],
) -> str:
    changes = list(_changes_since(facts.latest.get((take.shot, take.number)), form, frames_count=False))
    if changes:
        return _listed(changes)
    need = next((need for need in waiting if need.shot in stuck), waiting[0])
    if need.shot in stuck:
        return f"{_place(need, take)} comes from {need.shot}, which has to be decided first"
    if need.shot in made:
        return f"{_place(need, take)} is taken from {need.shot} first"
    if any(shot == need.shot for shot, _ in facts.latest):
        return f"{_place(need, take)} will change: {need.shot} is rendered again"
    return f"{_place(need, take)} comes from {need.shot}, which is rendered first"


def _place(need: FrameNeed, take: TakeRequest) -> str:
    """Which frame of the shot is waited for. Keyframes of words say `{image: hole, frame: first}`."""
    keyframes = take.words.get("keyframes")
    for keyframe in keyframes if isinstance(keyframes, list) else []:
        if isinstance(keyframe, dict) and keyframe.get("image") == {"$frame": need.shot, "at": str(need.at)}:
            return f"its {keyframe.get('frame')} frame"
    return "a picture of it"


# --- new ----------------------------------------------------------------------------------------------------


def why_new(take: TakeRequest, form: str, failed: Attempt | None, facts: Facts) -> str:
    if failed is not None:
        return f"last render failed: {one_line(failed.reason or 'for no reason given', 200)}"
    before = facts.latest.get((take.shot, take.number))
    if before is None:
        return "first time"
    if isinstance(before, Attempt) and before.state not in ("stored", "cancelled"):
        return "its last rendering was not finished"
    return (
        _listed(list(_changes_since(before, form, frames_count=True)))
        or "words unchanged, only the way they are sent is new"
    )


def _listed(changes: list[str]) -> str:
    more = len(changes) - SHOWN_FIELDS
    return "; ".join(changes[:SHOWN_FIELDS]) + (f"; and {more} more" if more > 0 else "")


def changed_fields(take: TakeRequest, form: str, facts: Facts) -> tuple[str, ...]:
    """The author's keys whose words differ from those that the take was made with, the prompt first; none
    where only a lock remembers them."""
    before = facts.latest.get((take.shot, take.number))
    if not isinstance(before, Attempt):
        return ()
    old, new = json.loads(before.words_form), json.loads(form)
    return tuple(
        name
        for name in _in_order(old, new)
        if _without_frames(old.get(name)) != _without_frames(new.get(name))
    )


def _in_order(old: Mapping[str, JSON], new: Mapping[str, JSON]) -> list[str]:
    return sorted(old.keys() | new.keys(), key=lambda name: (name != "prompt", name))


def _changes_since(before: Attempt | LockLine | None, form: str, *, frames_count: bool) -> Iterator[str]:
    """What the author changed, field by field. A lock keeps no words, only that they were others."""
    if before is None:
        return
    if isinstance(before, LockLine):
        if frames_count:
            yield "its words or pictures changed since the lock"
        return
    old, new = json.loads(before.words_form), json.loads(form)
    for field in _in_order(old, new):
        if _without_frames(old.get(field)) != _without_frames(new.get(field)):
            yield _change(field, old, new)
        elif frames_count and old.get(field) != new.get(field):
            yield f"a frame in its {field} changed"


def _without_frames(value: JSON) -> JSON:
    blank: JSON = {"$frame": None}
    if isinstance(value, dict) and "$pixels" in value:
        return blank
    if isinstance(value, dict):
        return blank if "$frame" in value else {key: _without_frames(item) for key, item in value.items()}
    return [_without_frames(item) for item in value] if isinstance(value, list) else value


def _change(field: str, old: Mapping[str, JSON], new: Mapping[str, JSON]) -> str:
    match (old.get(field), new.get(field)):
        case (str(before), str(after)):
            return f"{field}: {_changed_words(before, after)}"
        case (None, bool() | int() | float() | str() as after):
            return f"{field}: {_shown(after)} is new"
        case (bool() | int() | float() | str() as before, None):
            return f"{field}: {_shown(before)} is gone"
        case (bool() | int() | float() as before, bool() | int() | float() as after):
            return f"{field}: {_shown(before)} became {_shown(after)}"
        case _:
            return f"{field} changed"


def _shown(value: JSON) -> str:
    if isinstance(value, str):
        return f'"{one_line(value, SHOWN_CHARACTERS)}"'
    return json.dumps(value)


def _changed_words(before: str, after: str) -> str:
    """The stretch that differs, with a word beside it where one side would be empty."""
    old, new = _words(before), _words(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    if start == len(old) - end or start == len(new) - end:
        start, end = _widened(old, start, end)
    return f"{_stretch(old, start, end)} became {_stretch(new, start, end)}"


def _words(text: str) -> list[str]:
    """Words, marks, and characters of scripts that part no words, each with the space before it."""
    return _WORD.findall(" ".join(text.split()))


def _shared(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _widened(words: list[str], start: int, end: int) -> tuple[int, int]:
    """By the word after the stretch, else by what is before it: `.` says nothing of where it stands."""
    if start and (not end or _MARK.fullmatch(words[-end])):
        return start - 1, end
    return start, max(0, end - 1)


def _stretch(words: list[str], start: int, end: int) -> str:
    return _shown("".join(words[start : len(words) - end]).strip())
