"""Turns one take and the facts into Reuse, Resume, Submit, Wait or Ask, with its reason. Knows no ledger, no
clock and no price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, product

from pipeline.decide.counting import is_of_present_words, owner_of
from pipeline.decide.reasons import changed_fields, why_new, why_owned, why_waiting
from pipeline.keys import request_key, shape_key, words_digest, words_form
from pipeline.model import (
    Ask,
    Attempt,
    Decision,
    Facts,
    FrameNeed,
    Owned,
    Price,
    Realm,
    Resume,
    Reuse,
    Submit,
    TakeRequest,
    Wait,
)
from pipeline.records import record
from pipeline.showing import one_line

SIBLINGS_TRIED = 64
"""Pairings of known frames that are looked at for one take: a lock holds one or two of a shot."""


@record
class Asked:
    """A take with all that tells whether it is owned. key, words None: frames of other shots come first.

    form: the words as canonical JSON, holes in place of frames that are not known.
    """

    take: TakeRequest
    key: str | None
    words: str | None
    shape: str
    form: str
    waiting: tuple[FrameNeed, ...]


def asked(take: TakeRequest, realm: Realm, frames: Mapping[FrameNeed, str]) -> Asked:
    """frames: digest of the pixels of every frame that is known, by need."""
    waiting = tuple(need for need in take.needs if need not in frames)
    return Asked(
        take=take,
        key=None if waiting else request_key(take, realm, frames),
        words=None if waiting else words_digest(take, frames),
        shape=shape_key(take, realm),
        form=words_form(take, frames),
        waiting=waiting,
    )


def decide(
    one: Asked,
    facts: Facts,
    *,
    made: frozenset[str] = frozenset(),
    stuck: frozenset[str] = frozenset(),
    is_held: bool = False,
    is_refresh: bool = False,
) -> Decision:
    """What will become of a take. The first rule that fits is the answer.

    made: shots whose clip is known, so that a frame of theirs only has to be taken. stuck: shots of which
    nothing is made before a person is asked. is_held: people approved another clip for the shot
    (`is_held_by_approval`). is_refresh: what is owned by equal words alone is bought again.
    """
    key, words = one.key, one.words
    if key is None or words is None:
        why = why_waiting(one.take, one.form, one.waiting, facts, made, stuck)
        fields = changed_fields(one.take, one.form, facts)
        return Wait(one.waiting, why, _has_sibling(one, facts), fields)
    if key in facts.owned and not _is_lost_preview(facts.owned[key], facts):
        return Reuse(facts.owned[key], why_owned(one.take, facts.owned[key]))
    if key in facts.underway:
        return _underway(facts.underway[key])
    if words in facts.by_words and not is_refresh:
        return Reuse(facts.by_words[words], "words unchanged, only the way they are sent is new: reused")
    if (accepted := _accepted(one.take.shot, words, facts)) is not None:
        return Reuse(accepted, "accepted in the review for the changed words")
    if key in facts.uncertain:
        return _uncertain(facts.uncertain[key])
    if is_held:
        return Ask("its approved clip is of other words: accept it, or ask for a new take with --again", None)
    if key in facts.owned:
        return Submit("its preview is gone from the store")
    if words in facts.by_words:
        return Submit("words unchanged, asked for again by --refresh")
    why = why_new(one.take, one.form, facts.failed.get(key), facts)
    return Submit(why, changed_fields(one.take, one.form, facts))


def _has_sibling(one: Asked, facts: Facts) -> bool:
    """Whether the same words with another frame are owned, so that it may come out as that one. A lock says
    no shape: it is asked with every frame that it holds of the shots waited for."""
    if one.shape in facts.shapes:
        return True
    line = facts.review.get(one.take.shot)
    owned = {*facts.by_words, *(line.accepted if line else ())}
    known = [sorted(_pixels_of(need, facts)) for need in one.take.needs]
    tries = islice(product(*known), SIBLINGS_TRIED) if owned else ()
    return any(
        words_digest(one.take, dict(zip(one.take.needs, pixels, strict=True))) in owned for pixels in tries
    )


def _pixels_of(need: FrameNeed, facts: Facts) -> set[str]:
    clips = {owned.clip_sha256 for owned in facts.owned.values() if owned.shot == need.shot}
    return {fact.pixels for (clip, at), fact in facts.frames.items() if clip in clips and at == str(need.at)}


def _is_lost_preview(owned: Owned, facts: Facts) -> bool:
    """What was paid for is owned though its bytes are gone; a preview is free, and made again."""
    return facts.realm == "preview" and owned.clip_sha256 not in facts.present


def price_in(realm: Realm, take: TakeRequest) -> Price | None:
    """What a take costs in a realm; None where nobody knows. A preview is free."""
    return Price(0.0, 0.0) if realm == "preview" else take.price


def _underway(row: Attempt) -> Decision:
    """A submission that is not settled. A row has its ticket before it is sent only where the id is ours."""
    match row.state:
        case "submitting" if row.ticket is None:
            return Ask(
                f"the run stopped while it was being submitted, and {row.provider} cannot be asked: "
                f"`storyboard resolve {row.job}`",
                row,
            )
        case "submitting":
            return Resume(row, f"the run stopped while it was being submitted: {row.provider} will be asked")
        case "completed":
            return Resume(row, "made and paid for, its clip is to be fetched")
        case _:
            return Resume(row, f"submitted before, {row.provider} has it")


def _uncertain(row: Attempt) -> Ask:
    told = one_line(row.reason or "its answer was lost", 200)
    return Ask(f"it may have been paid for: `storyboard resolve {row.job}` ({told})", row)


def _accepted(shot: str, words: str, facts: Facts) -> Owned | None:
    line = facts.review.get(shot)
    if line is None or line.pick is None or words not in line.accepted:
        return None
    return owner_of(line.pick, facts)


def is_held_by_approval(takes: Sequence[Asked], frames: Mapping[FrameNeed, str], facts: Facts) -> bool:
    """Whether people approved a clip of this shot that is of other words than all its present takes.

    takes: all takes of one shot, none of them waiting. A pick of another realm holds nothing.
    """
    line = facts.review.get(takes[0].take.shot) if takes else None
    clip = (line.pick or line.about) if line is not None and line.status == "approved" else None
    if line is None or clip is None:
        return False
    if owner_of(clip, facts) is None or any(one.words in line.accepted for one in takes):
        return False
    owned = [facts.owned.get(one.key or "") or facts.by_words.get(one.words or "") for one in takes]
    if any(one is not None and one.clip_sha256 == clip for one in owned):
        return False
    return not is_of_present_words(clip, takes[0].take, frames, facts)
