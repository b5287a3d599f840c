"""Turns visits to the review's server into the page, its films, and a written review. Opens no socket."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline import beside
from pipeline.dailies import guard
from pipeline.dailies.taking import saved_review, take_in
from pipeline.errors import FaultsFound, Outdated, StateDamaged, StoryboardError, UsageProblem
from pipeline.model import JSON, FileReply, Reply, Storyboard, Visit
from pipeline.ports import Files
from pipeline.report.page import policy
from pipeline.report.review import shots_json
from pipeline.reviewing import Conflict, merged
from pipeline.vantage import Vantage

FILM = {
    "cache-control": "private, max-age=31536000, immutable",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
"""A film's address is its digest: it never changes."""


class ReviewDesk:
    """Answers for one episode; implements `ports.Counter`. For one thread.

    page: builds the page as things are now, and says where its films lie, by digest. view: from where it
    looks at the review, as things are now. port: where the server listens. token: what lets a browser in.
    """

    def __init__(
        self,
        page: Callable[[], tuple[str, Mapping[str, Path]]],
        view: Callable[[], Vantage],
        storyboard: Storyboard,
        files: Files,
        *,
        port: int,
        token: str,
    ) -> None:
        self._page, self._view, self._storyboard, self._files = page, view, storyboard, files
        self._port, self._token = port, token
        self._films: Mapping[str, Path] = {}

    def answer(self, visit: Visit) -> Reply | FileReply:
        refused = guard.refusal(visit, self._port, self._token)
        if refused is not None:
            return refused
        match visit.method, visit.path.removeprefix("/").split("/"):
            case "GET", [""]:
                return self._entered(visit)
            case "GET", ["review", name]:
                return self._film(name)
            case "POST", ["review"]:
                return self._saved(visit)
            case _:
                return Reply(404, b"there is nothing of this name\n", guard.PLAIN)

    def _entered(self, visit: Visit) -> Reply:
        """A token in the address becomes a cookie, and leaves the address bar and the history."""
        if guard.is_let_in_by_address(visit, self._token):
            return Reply(303, b"", {"location": "/", "set-cookie": guard.cookie(self._port, self._token)})
        try:
            text, self._films = self._page()
        except StoryboardError as error:
            return Reply(500, f"{_reason(error)}\n".encode("utf-8", "replace"), guard.PLAIN)
        headers = {
            "content-type": "text/html; charset=utf-8",
            "content-security-policy": f"{policy(is_served=True)}; frame-ancestors 'none'",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
            "cross-origin-resource-policy": "same-origin",
            "x-content-type-options": "nosniff",
        }
        return Reply(200, text.encode("utf-8"), headers)

    def _film(self, name: str) -> Reply | FileReply:
        path = self._films.get(name.removesuffix(".mp4"))
        if path is None:
            return Reply(404, b"this page shows no such film\n", guard.PLAIN)
        return FileReply(path, "video/mp4", FILM)

    def _saved(self, visit: Visit) -> Reply:
        """Writes the review, or answers 409 with what was decided meanwhile and how both go together."""
        try:
            saved = saved_review(visit.body, "the page's review")
            taken = take_in(saved, self._storyboard, self._files, self._view(), is_merged=False)
        except Outdated:
            return self._offer(visit)
        except (FaultsFound, UsageProblem) as error:
            return _json(422, {"message": _reason(error)})
        except StateDamaged as error:
            return _json(500, {"message": str(error)})
        lines = self._view().seen(taken.kept.review.lines)
        return _json(200, {"sha256": taken.kept.sha256, "shots": shots_json(lines)})

    def _offer(self, visit: Visit) -> Reply:
        saved = saved_review(visit.body, "the page's review")
        kept = beside.kept_review_of(self._storyboard, self._files)
        base, now = saved.base.lines if saved.base else {}, self._view().seen(kept.review.lines)
        together, conflicts = merged(base, saved.lines, now)
        offer: dict[str, JSON] = {
            "message": f"{beside.review_name(self._storyboard)} was changed since this page was opened",
            "sha256": kept.sha256,
            "shots": shots_json(now),
            "together": shots_json(together),
            "conflicts": [_conflict(conflict) for conflict in conflicts],
        }
        return _json(409, offer)


def _conflict(conflict: Conflict) -> JSON:
    mine = shots_json({conflict.shot: conflict.mine})[conflict.shot]
    theirs = shots_json({conflict.shot: conflict.theirs})[conflict.shot]
    return {"shot": conflict.shot, "note": conflict.note, "mine": mine, "theirs": theirs}


def _reason(error: StoryboardError) -> str:
    if not isinstance(error, FaultsFound):
        return str(error)
    return "; ".join(f"{fault.place.path}:{fault.place.line} {fault.message}" for fault in error.faults[:5])


def _json(status: int, value: JSON) -> Reply:
    headers = {
        "content-type": "application/json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Reply(status, json.dumps(value).encode("ascii"), headers)
