"""How people write what a studio is to do wrong, and whom it strikes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence

import pytest
from jsonschema import Draft7Validator

from pipeline import schemas
from pipeline.errors import UsageProblem
from pipeline.studio.mishaps import Lots, Mishap, Occasion, Orders, orders
from pipeline.studio.mishaps.catalogue import KINDS
from pipeline.studio.mishaps.ordering import MOMENTS

RAIN = Occasion("submit", "runware", ("Rain on the roof.",))
SNOW = Occasion("submit", "runware", ("Snow, at night.",))


def one(text: str) -> Mishap:
    (mishap,) = orders([text], None, "", None).mishaps
    return mishap


def lots(*texts: str, seed: int = 0) -> Lots:
    return Lots(orders(texts, None, "", seed))


def struck(drawn: Lots, *occasions: Occasion, stage: str = "line") -> list[int]:
    return [len(drawn.draw(stage, occasion)) for occasion in occasions]  # type: ignore[arg-type]


# --- on a command line --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mishap"),
    [
        ("drop", Mishap("drop", "unanswered", ("submit",))),
        ("drop:unheard", Mishap("drop", "unheard", ("submit",))),
        ("half@on=download", Mishap("half", "0.5", ("download",))),
        ("status:503:date+30", Mishap("status", "503:date+30", ("submit",))),
        ("drop@prompt=the rain", Mishap("drop", "unanswered", ("submit",), prompt="the rain")),
        ("drop@provider=runcomfy,nth=2", Mishap("drop", "unanswered", ("submit",), None, "runcomfy", 2, 1)),
        ("drop@nth=2,count=3", Mishap("drop", "unanswered", ("submit",), nth=2, count=3)),
        ("lag:2.5s@chance=0.25", Mishap("lag", "2.5s", (), chance=0.25)),
        (" word:dreaming @ count = 1 ", Mishap("word", "dreaming", (), count=1)),
        ("redirect:http://127.0.0.1/x", Mishap("redirect", "http://127.0.0.1/x", ("download",))),
    ],
)
def test_an_order_is_read(text: str, mishap: Mishap) -> None:
    assert one(text) == mishap


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there is no fault ``; one of `unread`, "),
        ("dorp", "there is no fault `dorp`; did you mean `drop`?"),
        ("drop:later", "`drop` takes `drop:unheard|unanswered`, not `later`"),
        ("drop:", "`drop` takes `drop:unheard|unanswered`, not ``"),
        ("status", "`status` needs an argument: `status:STATUS[:SECONDS|date+SECONDS|TEXT]`"),
        ("status:200", "`status` takes "),
        ("empty:now", "`empty` takes no argument"),
        ("drop@promt=rain", "unknown key `promt`; did you mean `prompt`?"),
        ("drop@nth=0", "`nth` is a whole number from 1, not `0`"),
        ("drop@count=1.5", "`count` is a whole number from 1, not `1.5`"),
        ("drop@count=٣", "`count` is a whole number from 1"),
        ("drop@chance=0", "`chance` is a number above 0, at most 1, not `0`"),
        ("drop@chance=nan", "`chance` is a number above 0"),
        ("drop@chance=.", "`chance` is a number above 0"),
        ("drop@on=night", "`on` is one of submit, poll, result, lookup, cancel, download, not `night`"),
        ("drop@provider=acme", "`provider` is runcomfy or runware, not `acme`"),
        ("drop@prompt=", "`prompt` is some words of the prompt"),
        ("lag@on=poll", "`lag` takes no `on`: it stays with the job that was accepted"),
        ("unread@prompt=rain", "`unread` takes no `prompt`: nobody has read it then"),
        ("nsfw@provider=runcomfy", "`nsfw` is of runware alone"),
        ("drop\x1b[31m", "there is no fault `drop [31m`"),
    ],
)
def test_an_order_that_cannot_be_is_told_with_what_can(text: str, told: str) -> None:
    with pytest.raises(UsageProblem, match=re.escape(told)):
        one(text)


# --- in a file ----------------------------------------------------------------------------------------------


FILE = """\
seed = 7

[[fault]]
what = "drop"
how = "unheard"
prompt = "rain, heavy"
count = 1

[[fault]]
what = "cost"
how = "0"
chance = 0.5
"""


def test_a_file_holds_the_same_orders_and_a_seed() -> None:
    assert orders([], FILE, "faults.toml", None) == Orders(
        (
            Mishap("drop", "unheard", ("submit",), prompt="rain, heavy", count=1),
            Mishap("cost", "0", (), chance=0.5),
        ),
        7,
    )


def test_the_command_line_goes_before_the_file() -> None:
    both = orders(["nsfw"], FILE, "faults.toml", 9)

    assert [mishap.what for mishap in both.mishaps] == ["nsfw", "drop", "cost"]
    assert both.seed == 9


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[fault]", "faults.toml: this is not TOML: "),
        ("sead = 1", "faults.toml: unknown key `sead`; did you mean `seed`?"),
        ("seed = -1", "faults.toml: a whole number `seed`"),
        ("fault = 3", "at most 100 tables `[[fault]]`"),
        ("fault = [3]", "faults.toml, fault 1: there is no fault ``"),
        ('[[fault]]\nwhat = "nsfw"\n' * 101, "at most 100 tables"),
        (
            '[[fault]]\nwhat = "nsfw"\n[[fault]]\nwhat = "drop"\nnth = true',
            "fault 2: `nth` is a whole number",
        ),
        ('[[fault]]\nwhat = "drop"\nprompt = 3', "fault 1: `prompt` is some words"),
        ('[[fault]]\nwhat = "drop"\non = ["poll"]', "fault 1: `on` is one of"),
    ],
)
def test_a_file_at_fault_is_told_with_the_table(text: str, told: str) -> None:
    with pytest.raises(UsageProblem, match=re.escape(told)):
        orders([], text, "faults.toml", None)


def test_the_schema_knows_the_same_faults() -> None:
    schema = json.loads(schemas.text("faults"))

    assert schema["definitions"]["fault"]["properties"]["what"]["enum"] == sorted(KINDS)
    assert schema["definitions"]["fault"]["properties"]["on"]["enum"] == list(MOMENTS)


def test_the_schema_takes_what_is_read_and_refuses_what_is_not() -> None:
    checker = Draft7Validator(json.loads(schemas.text("faults")))

    assert checker.is_valid(tomllib.loads(FILE))
    assert not checker.is_valid(tomllib.loads(FILE.replace("count", "cuont")))
    assert not checker.is_valid({"fault": [{"what": "dorp"}]})


@pytest.mark.parametrize("what", KINDS)
def test_a_usual_argument_is_one_that_may_be_written(what: str) -> None:
    kind = KINDS[what]

    assert kind.usual is None or re.fullmatch(kind.pattern, kind.usual)
    assert bool(kind.shown) == bool(kind.pattern)


# --- whom they strike ---------------------------------------------------------------------------------------


def test_words_of_a_prompt_select_in_any_case() -> None:
    assert struck(lots("drop@prompt=RAIN ON"), RAIN, SNOW) == [1, 0]


def test_a_provider_and_a_moment_select() -> None:
    poll = Occasion("poll", "runware", ("Rain.",))
    other = Occasion("submit", "runcomfy", ("Rain.",))

    assert struck(lots("drop"), RAIN, poll, other) == [1, 0, 1]
    assert struck(lots("drop@on=poll"), RAIN, poll, other) == [0, 1, 0]
    assert struck(lots("drop@provider=runcomfy"), RAIN, poll, other) == [0, 0, 1]


@pytest.mark.parametrize(
    ("order", "times"),
    [
        ("drop", [1, 1, 1, 1]),
        ("drop@count=2", [1, 1, 0, 0]),
        ("drop@nth=3", [0, 0, 1, 0]),
        ("drop@nth=2,count=2", [0, 1, 1, 0]),
    ],
)
def test_numbers_select_among_those_that_are_meant(order: str, times: Sequence[int]) -> None:
    assert struck(lots(order), RAIN, RAIN, RAIN, RAIN) == times


def test_chance_is_the_seed_s_and_not_the_order_s_in_which_things_come() -> None:
    subjects = [Occasion("submit", "runware", (f"Shot {number}.",)) for number in range(200)]

    forward = struck(lots("drop@chance=0.3", seed=4), *subjects)
    backward = struck(lots("drop@chance=0.3", seed=4), *reversed(subjects))
    another = struck(lots("drop@chance=0.3", seed=5), *subjects)

    assert forward == backward[::-1]
    assert forward != another
    assert 40 <= sum(forward) <= 80


def test_chance_is_drawn_anew_when_the_same_is_asked_again() -> None:
    drawn = struck(lots("drop@chance=0.5"), *[RAIN] * 40)

    assert 8 <= sum(drawn) <= 32


def test_a_studio_tells_what_struck() -> None:
    drawn = lots("drop@prompt=rain,count=1", "cost:0")
    struck(drawn, RAIN, SNOW, RAIN)

    assert drawn.told() == [
        {"fault": "drop:unanswered", "met": 2, "struck": 1},
        {"fault": "cost:0", "met": 0, "struck": 0},
    ]
