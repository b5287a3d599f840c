"""The plan's screen and its JSON: a line a take, sums that a person can agree to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Origin, Place, Plan, Price
from pipeline.plan import make_plan
from pipeline.report.plan import as_json, as_text, changes_text, several
from tests.twins import episode, own_shot, shot_of, take
from tests.unit.remembered import facts, owned, row
from tests.unit.shots import shot, storyboard


def plan(**given: Any) -> Plan:
    """One owned, one to make, one that waits for the second, one of two takes that nobody can price."""
    made = take("a")
    clip = owned(made)
    graph = episode(
        made,
        take("b", "snow"),
        take("c", "dawn", after="b"),
        shot_of(take("d"), take("d", "fog", number=2, price=None)),
    )
    whole = make_plan(graph, facts(owned={clip.key: clip}, spent_usd=1.5), budget_usd=None)
    return replace(whole, **given)


def test_a_line_a_take_with_its_sign_length_cost_and_reason_in_columns() -> None:
    text = as_text(plan(), storyboard())

    assert text.splitlines()[:7] == [
        'ep01 "Lantern"   4 shots, 20 s',
        "",
        "  = a         5 s           $0.00  nothing changed",
        "  + b         5 s  $1.00 to $1.02  first time",
        "  ~ c         5 s  $1.00 to $1.02  its first frame comes from b, which is rendered first",
        "  = d take 1  5 s           $0.00  same request as a take made on 3 March 2026: reused",
        "  + d take 2  5 s        unpriced  first time",
    ]


def test_a_shot_that_is_left_out_is_counted_and_takes_no_time() -> None:
    text = as_text(plan(left_out=("b", "d")), storyboard())

    assert text.startswith('ep01 "Lantern"   4 shots, 2 of them left out, 10 s\n')


def test_the_sums_say_what_is_owned_what_is_made_and_what_waits() -> None:
    text = as_text(plan(), storyboard())

    assert "Plan: 2 owned, 2 to make, 1 waiting for a frame of another shot.\n" in text
    assert "Cost: $2.00 to $2.04 and 1 take that nobody knows the price of.  Spent so far: $1.50.\n" in text
    assert "Longest chain: 2 shots one after another: b -> c\n" in text


@pytest.mark.parametrize(
    ("life_usd", "run_usd", "told"),
    [
        (10.0, 8.5, "Budget: $10.00, $1.50 of it spent, $8.50 left.\n"),
        (10.0, 2.0, "Budget: $10.00, $1.50 of it spent, $8.50 left. This run: at most $2.00.\n"),
        (1.0, -0.5, "Budget: $1.00, $1.50 of it spent, $0.00 left.\n"),
        (None, 2.0, "Spent so far: $1.50. This run: at most $2.00.\n"),
        (None, None, "Spent so far: $1.50.\n"),
    ],
)
def test_a_budget_is_shown_as_what_is_left_of_it(
    life_usd: float | None, run_usd: float | None, told: str
) -> None:
    assert told in as_text(plan(budget_usd=run_usd), storyboard(budget_usd=life_usd))


def test_a_preview_costs_nothing() -> None:
    assert "Cost: nothing, this is a preview." in as_text(plan(realm="preview"), storyboard())


def test_what_needs_a_person_s_word_and_how_long_it_takes_are_shown() -> None:
    text = as_text(plan(), storyboard(), ["this project's own card acme-v1 is cheaper"], 140.0)

    assert "  ! this project's own card acme-v1 is cheaper\n" in text
    assert "Time: at least 2 min 20 s" in text


def test_nothing_to_do_is_said() -> None:
    assert "Plan: nothing to do.\n" in as_text(plan(takes=()), storyboard())


def test_the_author_s_own_clip_has_a_line_and_costs_nothing() -> None:
    graph = episode(own_shot("a", "shot/a.mp4", b"clip"))

    text = as_text(make_plan(graph, facts(), budget_usd=None), storyboard())

    assert "  = a  5 s  $0.00  the author's own clip shot/a.mp4\n" in text


def test_control_characters_of_a_title_never_reach_the_screen() -> None:
    assert "\x1b" not in as_text(plan(), storyboard(title="Lan\x1b[2Jtern"))


def test_json_says_what_the_episode_may_cost_in_its_life_and_rounds_dust_away() -> None:
    entry = as_json(plan(budget_usd=8.5, floor_usd=0.1 + 0.2), storyboard(budget_usd=10.0), ["agree"], 12.34)

    assert entry["budget_usd"] == 10.0
    assert entry["cost_usd"] == {"floor": 0.3, "ceiling": 2.04}
    assert (entry["unpriced"], entry["consents"], entry["shortest_s"]) == (1, ["agree"], 12.3)


def test_json_has_no_cost_where_nobody_knows_it_and_no_key_where_it_waits() -> None:
    takes: Any = as_json(plan(), storyboard())["takes"]

    assert [one["cost_usd"] for one in takes][-1] is None
    assert ["key" in one for one in takes] == [True, True, False, True, True]


def test_several_storyboards_stand_under_episodes_with_their_paths() -> None:
    assert several(["a.yaml"], [{"takes": []}]) == {"format_version": "1.0", "takes": []}
    assert several(["a.yaml", "b.yaml"], [{}, {}])["episodes"] == [
        {"storyboard": "a.yaml"},
        {"storyboard": "b.yaml"},
    ]


def test_what_is_made_again_is_told_with_its_reason_and_what_is_new_is_not() -> None:
    graph = episode(take("a", "a pen"), take("b", "snow", after="a"), take("c", "fog"))
    past = {("a", 1): row(take("a", "a red pen")), ("b", 1): row(take("b", "snow"))}
    known = facts(latest=past)

    assert changes_text(make_plan(graph, known, budget_usd=None), known, storyboard()) == (
        '  + a  prompt: "red pen" became "pen"\n  ~ b  keyframes changed\n'
    )


def test_a_reason_names_the_line_of_what_changed_and_the_file_where_it_is_another() -> None:
    changed = take("a", "a pen")
    known = facts(latest={("a", 1): row(take("a", "a red pen"))})
    plan = make_plan(episode(changed), known, budget_usd=None)
    here = shot("a", origins={"prompt": Origin(Place("ep01.storyboard.yaml", 31, 9, 31, 20), is_own=True)})
    there = shot("a", origins={"prompt": Origin(Place("series.library.yaml", 4, 9, 4, 20), is_own=False)})

    assert 'prompt: "red pen" became "pen", line 31\n' in as_text(plan, storyboard(here))
    assert 'became "pen", series.library.yaml:4\n' in as_text(plan, storyboard(there))
    assert as_json(plan, storyboard(here))["takes"][0]["changed_at"] == [
        {"path": "ep01.storyboard.yaml", "line": 31}
    ]


def test_what_a_render_would_refuse_is_told() -> None:
    told = "a cannot be sent: set `publishing`"

    text = as_text(plan(), storyboard(), obstacles=[told])
    entry = as_json(plan(), storyboard(), obstacles=[told])

    assert f"  ! {told}\n" in text
    assert entry["obstacles"] == [told]
    assert "obstacles" not in as_json(plan(), storyboard())


def test_prices_are_told_with_their_source_and_day_where_something_is_bought() -> None:
    price = Price(1.0, 0.02, "the vendor's page. Bills were higher.", "2026-11-21")
    graph = episode(take("a", price=price), take("b", "snow", price=price))

    told = as_text(make_plan(graph, facts(), budget_usd=None), storyboard())

    assert "\nPrices: acme-v1 from the vendor's page, read 2026-11-21\n" in told
    assert "Prices" not in as_text(make_plan(graph, facts(realm="preview"), budget_usd=None), storyboard())
