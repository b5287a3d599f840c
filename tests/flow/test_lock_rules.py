"""The lock is a fact: section 8 of the language, clause by clause, on the real road with memory twins."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline import beside, flow, locking, schemas
from pipeline.decide import picked
from pipeline.errors import SpendingRefused
from pipeline.flow.records import NO_WISHES
from pipeline.model import Lock, Made, Moment, Realm, Reuse, ReviewLine, Submit
from tests.house import STORYBOARD, House
from tests.properties.machine import QUICK
from tests.twins import MemoryLedger, TextFilms

LANTERN = """\
storyboard: 1
title: Lantern
defaults: {model: skyreels-v4, resolution: 480p, aspect: 9:16, duration: 3}
scenes:
  - id: river
    chain: true
    shots:
      - id: lamp
        takes: 2
        prompt: A paper lantern.
      - id: reeds
        prompt: It touches the reeds.
  - id: bank
    prompt: The bank, empty.
"""
LOCK = "ep01.lock.yaml"


@pytest.fixture
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(dir=QUICK) as folder:
        made = House(Path(folder))
        write(made, LANTERN)
        yield made


@pytest.fixture
def rendered(house: House) -> House:
    """An episode that was made and locked."""
    render(house)
    return house


def write(house: House, text: str) -> None:
    house.files.texts[str(STORYBOARD)] = text.encode("utf-8")


def render(house: House, wishes: flow.Wishes = NO_WISHES) -> flow.Rendered:
    return house.rendered(flow.plan(house.read(), house.world, wishes))


def reasons(house: House, wishes: flow.Wishes = NO_WISHES) -> dict[str, tuple[type, str]]:
    plan = flow.plan(house.read(), house.world, wishes).plan
    return {f"{take.shot} {take.number}": (type(take.decision), take.decision.reason) for take in plan.takes}


def kinds(house: House, wishes: flow.Wishes = NO_WISHES) -> list[type]:
    return [kind for kind, _ in reasons(house, wishes).values()]


def lock_of(house: House) -> Lock:
    return beside.read_lock_of(house.read().whole()[0], house.files)


def review(house: House, line: ReviewLine) -> None:
    storyboard, _ = house.read().whole()
    kept = beside.kept_review_of(storyboard, house.files)
    beside.write_review_of(storyboard, kept, {**kept.review.lines, line.shot: line}, house.files)


def differences(house: House) -> list[str]:
    storyboard, graph = house.read().whole()
    said = beside.read_review_of(storyboard, house.files)
    return [f"{one.shot}: {one.reason}" for one in locking.differences(graph, lock_of(house), said)]


def locked(house: House, **choices: bool) -> str:
    return house.cut_locked(**choices).sha256


def refusal(house: House) -> str:
    with pytest.raises(SpendingRefused) as refused:
        locked(house)
    return str(refused.value)


# --- what is owned ------------------------------------------------------------------------------------------


def test_without_a_ledger_a_plan_works_from_the_lock(rendered: House) -> None:
    rendered.ledger = MemoryLedger()

    plan = flow.plan(rendered.read(), rendered.world).plan

    assert [type(take.decision) for take in plan.takes] == [Reuse] * 4
    assert (plan.floor_usd, plan.ceiling_usd) == (0.0, 0.0)
    assert plan.spent_usd == pytest.approx(0.3344 * 3 + 0.3409)


def test_what_is_owned_and_not_here_is_fetched_by_its_job(rendered: House) -> None:
    before, paid = render(rendered), rendered.charges
    rendered.ledger = MemoryLedger()
    for clip in (rendered.folder / "objects").iterdir():
        clip.unlink()

    after = render(rendered)

    assert after.episode == before.episode
    assert rendered.charges == paid


class OtherDecoder(TextFilms):
    def frame(self, path: Path, at: Moment, seed_picture: bytes | None) -> tuple[str, bytes]:
        return "another digest", b"png"


def test_a_frame_that_was_handed_on_keeps_its_digest_under_another_decoder(rendered: House) -> None:
    rendered.films, rendered.ledger = OtherDecoder(), MemoryLedger()

    assert kinds(rendered) == [Reuse] * 4
    assert render(rendered).outcomes.spent_usd == 0.0


# --- what only changes the way words are sent ---------------------------------------------------------------


def other_card(house: House, **changes: Any) -> None:
    """The shipped card with these defaults, as a later version of it might have."""
    shipped = schemas.folder() / "models" / "skyreels-v4.json"
    card: dict[str, Any] = json.loads(shipped.read_text(encoding="utf-8"))
    card |= {"version": 2, "defaults": {**card["defaults"], **changes}}
    del card["$schema"]
    house.files.texts["models/skyreels-v4.json"] = json.dumps(card).encode()


def test_a_changed_card_buys_nothing_where_the_words_are_the_same(rendered: House) -> None:
    other_card(rendered, prompt_extend=True)

    assert set(reasons(rendered).values()) == {
        (Reuse, "words unchanged, only the way they are sent is new: reused")
    }
    assert differences(rendered) == []
    assert render(rendered).outcomes.spent_usd == 0.0


def test_a_refresh_buys_what_is_owned_by_equal_words_alone_and_never_an_owned_key(rendered: House) -> None:
    refresh = flow.Wishes(is_refresh=True)
    assert kinds(rendered, refresh) == [Reuse] * 4

    other_card(rendered, prompt_extend=True)
    write(rendered, LANTERN.replace("reeds.", "reeds.\n        prompt_extend: false"))
    planned = reasons(rendered, refresh)
    render(rendered, refresh)

    assert planned["bank 1"] == (Submit, "words unchanged, asked for again by --refresh")
    assert planned["river/lamp 2"][0] is Submit
    assert len(rendered.charges) == 8
    assert kinds(rendered, refresh) == [Reuse] * 4
    assert differences(rendered) == []


def test_a_clip_that_people_picked_is_shown_though_its_take_is_made_anew(rendered: House) -> None:
    film = locked(rendered)
    first = next(one for one in lock_of(rendered).lines if (one.shot, one.take) == ("bank", 1))
    review(rendered, picked(None, "bank", first.clip_sha256))
    other_card(rendered, prompt_extend=True)
    write(rendered, LANTERN)

    made = render(rendered, flow.Wishes(is_refresh=True))

    assert made.outcomes.used["bank"].sha256 == first.clip_sha256
    assert first in lock_of(rendered).lines
    assert differences(rendered) == []
    assert locked(rendered) != film


# --- realms -------------------------------------------------------------------------------------------------


def in_realm(house: House, realm: Realm) -> House:
    house.realm = realm
    return house


def test_each_realm_has_its_own_lines_and_marks_and_reuses_nothing_of_another(rendered: House) -> None:
    assert kinds(in_realm(rendered, "vendor"))[0] is Submit

    render(rendered)

    assert [(one.shot, one.take, one.realm, one.is_used) for one in lock_of(rendered).lines] == [
        ("bank", 1, "elsewhere", True),
        ("bank", 1, "vendor", True),
        ("river/lamp", 1, "elsewhere", True),
        ("river/lamp", 1, "vendor", True),
        ("river/lamp", 2, "elsewhere", False),
        ("river/lamp", 2, "vendor", False),
        ("river/reeds", 1, "elsewhere", True),
        ("river/reeds", 1, "vendor", True),
    ]


def test_a_preview_writes_no_lock(house: House) -> None:
    render(in_realm(house, "preview"))

    assert LOCK not in house.files.texts


@pytest.mark.parametrize("realm", ["preview", "vendor", "elsewhere"])
def test_a_locked_cut_is_the_same_in_every_present_realm_and_writes_no_lock(
    rendered: House, realm: Realm
) -> None:
    film, before = locked(rendered), rendered.files.texts[LOCK]

    assert locked(in_realm(rendered, realm)) == film
    assert rendered.files.texts[LOCK] == before


# --- what a locked cut refuses ------------------------------------------------------------------------------


def test_other_words_are_refused(rendered: House) -> None:
    write(rendered, LANTERN.replace("The bank, empty.", "The bank."))

    assert differences(rendered) == ["bank: its words or pictures are not those that were rendered"]
    assert "bank its words or pictures are not those that were rendered" in refusal(rendered)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Lantern", "title: Another"),
        ("    prompt: The bank", "    notes: low sun\n    labels: [dusk]\n    prompt: The bank"),
        ("takes: 2", "takes: 1"),
    ],
)
def test_what_is_no_words_is_not_refused(rendered: House, old: str, new: str) -> None:
    write(rendered, LANTERN.replace(old, new))

    assert differences(rendered) == []


def test_another_pick_is_refused_until_the_episode_is_rendered_with_it(rendered: House) -> None:
    second = next(one for one in lock_of(rendered).lines if one.take == 2)
    review(rendered, picked(None, "river/lamp", second.clip_sha256))

    told, refused = differences(rendered), refusal(rendered)
    render(rendered)

    assert told == ["river/lamp: is picked, and the lock uses another"]
    assert "river/lamp is picked, and the lock uses another" in refused
    assert differences(rendered) == []
    assert len(rendered.charges) == 5


def test_bytes_that_are_not_here_are_refused(rendered: House) -> None:
    bank = next(one for one in lock_of(rendered).lines if one.shot == "bank")
    rendered.store.path(bank.clip_sha256).unlink()

    assert refusal(rendered).startswith("the clips of bank are not in the store")


def test_bytes_that_are_not_those_of_the_lock_are_refused(rendered: House) -> None:
    bank = next(one for one in lock_of(rendered).lines if one.shot == "bank")
    rendered.store.path(bank.clip_sha256).write_bytes(b"clip of something else|else")

    assert refusal(rendered).startswith("the clips of bank are not the bytes that the lock names")


def test_other_media_libraries_are_refused_unless_any_will_do(rendered: House) -> None:
    film = locked(rendered)
    storyboard, _ = rendered.read().whole()
    beside.write_lock_of(storyboard, replace(lock_of(rendered), made_with="av 17"), rendered.files)

    assert refusal(rendered).startswith("the lock was made with av 17, here is a text cutter")
    assert locked(rendered, any_toolchain=True) == film


def test_other_media_libraries_buy_nothing(rendered: House) -> None:
    storyboard, _ = rendered.read().whole()
    beside.write_lock_of(storyboard, replace(lock_of(rendered), made_with="av 17"), rendered.files)

    assert kinds(rendered) == [Reuse] * 4


def test_a_shot_that_the_review_leaves_out_needs_no_clip_for_a_locked_cut(rendered: House) -> None:
    review(rendered, ReviewLine("bank", None, "omitted"))
    film = render(rendered).episode
    bank = next(one for one in lock_of(rendered).lines if one.shot == "bank")
    rendered.store.path(bank.clip_sha256).unlink()

    assert differences(rendered) == []
    assert film is not None
    assert locked(rendered) == film.sha256


# --- what a lock remembers ----------------------------------------------------------------------------------


def test_a_new_take_is_in_the_lock_and_changes_nothing_else(rendered: House) -> None:
    before = lock_of(rendered)

    made = render(rendered, flow.Wishes(again="bank"))

    new = [one for one in lock_of(rendered).lines if one not in before.lines]
    assert [(one.shot, one.take, one.is_used) for one in new] == [("bank", 2, False)]
    assert sum(isinstance(take.outcome, Made) for take in made.outcomes.takes) == 1
