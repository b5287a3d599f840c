"""Turns a review's lines into what they say in one realm, and what was decided there back into lines, so that
no realm's decision takes the place of another's. Reads and writes no file.

`offer/desk` is the decision about a shot, whatever its realm, as long as there is one only. Where two realms
have one each, the bare line is that of the realm that costs more, and the other stands beside it:
`offer/desk@preview`. What leaves a shot out holds in every realm, and notes name their clip: both stand with
the bare line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from pipeline.model import Attempt, Lock, Realm, ReviewLine
from pipeline.records import record

MARK = "@"
_FIRST: tuple[Realm, ...] = ("vendor", "elsewhere", "preview")
"""Whose decision the bare line is, where there are several."""


@record
class Vantage:
    """From where a review is looked at. realms: in which ones a clip is known, by its sha256; a clip that is
    in none may be of any."""

    realm: Realm
    realms: Mapping[str, frozenset[Realm]] = field(default_factory=dict)

    def seen(self, lines: Mapping[str, ReviewLine]) -> dict[str, ReviewLine]:
        """What was decided about each shot, by its full name."""
        shots = dict.fromkeys(name.partition(MARK)[0] for name in lines)
        return {shot: self._seen(shot, lines) for shot in shots}

    def put_back(
        self, lines: Mapping[str, ReviewLine], seen: Mapping[str, ReviewLine]
    ) -> dict[str, ReviewLine]:
        """The lines in which these decisions of this realm stand beside those of others.

        lines: as they are kept. seen: by shot; those that it does not name stay.
        """
        kept = dict(lines)
        for shot, line in seen.items():
            if line != self._seen(shot, lines) or not {shot, self._beside(shot)} & kept.keys():
                kept.update(self._written(shot, line, lines))
        return kept

    def _seen(self, shot: str, lines: Mapping[str, ReviewLine]) -> ReviewLine:
        bare, own = lines.get(shot) or _open(shot), lines.get(self._beside(shot))
        if own is not None:
            decided = own
        elif self._foreign(bare) is not None:
            decided = _open(shot)
        else:
            return bare
        status = bare.status if bare.status == "omitted" else decided.status
        return replace(decided, shot=shot, status=status, notes=bare.notes)

    def _written(self, shot: str, line: ReviewLine, lines: Mapping[str, ReviewLine]) -> dict[str, ReviewLine]:
        bare, own, name = lines.get(shot) or _open(shot), lines.get(self._beside(shot)), self._beside(shot)
        other = self._foreign(bare)
        if own is None and other is None:
            return {shot: line}
        is_decided = _without_notes(line) != _without_notes(self._seen(shot, lines))
        if own is None and other is not None and is_decided and self._outranks(other):
            moved = _apart(f"{shot}{MARK}{other}", bare, _open(shot))
            return {shot: line, moved.shot: moved}
        shared, apart = _shared(bare, line), _apart(name, line, own or _open(name))
        written = {shot: shared} if shared != bare else {}
        if own is not None or apart != _open(name):
            written[name] = apart
        return written

    def _outranks(self, other: Realm) -> bool:
        return _FIRST.index(self.realm) < _FIRST.index(other)

    def _beside(self, shot: str) -> str:
        return f"{shot}{MARK}{self.realm}"

    def _foreign(self, line: ReviewLine) -> Realm | None:
        """The realm of another's decision; None of one that may be this realm's."""
        known = self.realms.get(line.pick or line.about or "", frozenset())
        return None if self.realm in known else next((realm for realm in _FIRST if realm in known), None)


def vantage(realm: Realm, attempts: Iterable[Attempt], lock: Lock) -> Vantage:
    """The view of a realm by what the ledger and the lock know of clips."""
    known: dict[str, set[Realm]] = {}
    for row in attempts:
        if row.clip_sha256 is not None:
            known.setdefault(row.clip_sha256, set()).add(row.realm)
    for line in lock.lines:
        if line.key != line.clip_sha256:  # else a clip of the author's own, which is the same in every realm
            known.setdefault(line.clip_sha256, set()).add(line.realm)
    return Vantage(realm, {clip: frozenset(realms) for clip, realms in known.items()})


def _shared(bare: ReviewLine, line: ReviewLine) -> ReviewLine:
    """What leaves a shot out, or takes it in again, is said of every realm; so is what was noted."""
    if line.status == "omitted":
        return replace(bare, status="omitted", notes=line.notes)
    return replace(bare, status="open" if bare.status == "omitted" else bare.status, notes=line.notes)


def _apart(name: str, line: ReviewLine, before: ReviewLine) -> ReviewLine:
    """What a line says of one realm alone. before: what that realm said of a shot that is now left out."""
    status = before.status if line.status == "omitted" else line.status
    return replace(line, shot=name, status=status, notes=())


def _open(shot: str) -> ReviewLine:
    return ReviewLine(shot, None, "open")


def _without_notes(line: ReviewLine) -> ReviewLine:
    return replace(line, notes=())
