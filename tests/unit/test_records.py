"""A record is what Python's own frozen dataclass with slots is, to all who use one."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.records import record


@record
class Take:
    """One of a shot."""

    shot: str
    number: int = 1
    notes: list[str] = field(default_factory=list)
    source: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        return f"{self.shot}.t{self.number}"


@dataclass(frozen=True, slots=True)
class Twin:
    """The same, as Python makes it."""

    shot: str
    number: int = 1
    notes: list[str] = field(default_factory=list)
    source: str = field(default="", compare=False)


def test_fields_are_given_in_order_or_by_name_and_may_have_defaults() -> None:
    take = Take("s01", 2, source="author")

    assert (take.shot, take.number, take.notes, take.source) == ("s01", 2, [], "author")
    assert take.name == "s01.t2"


def test_a_default_that_is_made_is_made_for_each() -> None:
    first, second = Take("s01"), Take("s01")
    first.notes.append("rain")

    assert (first.notes, second.notes) == (["rain"], [])


@pytest.mark.parametrize("arguments", [(), ("s01", 1, [], "", "one more")], ids=["too few", "too many"])
def test_too_few_and_too_many_values_are_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        Take(*arguments)


def test_nothing_is_set_deleted_or_added_afterwards() -> None:
    take: Any = Take("s01")

    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'shot'"):
        take.shot = "s02"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'shot'"):
        del take.shot
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'price'"):
        take.price = 1
    assert not hasattr(take, "__dict__")
    assert take.shot == "s01"


def test_records_are_equal_where_what_is_compared_is() -> None:
    take = Take("s01", 2, source="author")

    assert take == Take("s01", 2, source="somebody else")
    assert take != Take("s01", 3)
    assert take != ("s01", 2, [])
    assert take != Twin("s01", 2)


def test_equal_records_are_one_key() -> None:
    @record
    class Key:
        shot: str
        seen_by: str = field(default="", compare=False)

    assert {Key("s01"): 1} == {Key("s01", "mei"): 1}
    assert len({Key("s01"), Key("s02")}) == 2
    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        hash(Take("s01"))


def test_a_record_without_fields_is_equal_to_every_other_of_its_class() -> None:
    @record
    class Nothing:
        pass

    @record
    class Other:
        pass

    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())
    assert Nothing() != Other()


def test_a_record_is_shown_with_its_fields() -> None:
    assert repr(Take("s01", 2)) == "Take(shot='s01', number=2, notes=[], source='')"


def test_what_the_class_writes_itself_stays() -> None:
    @record
    class Key:
        value: str

        def __repr__(self) -> str:
            return "Key(***)"

        def __eq__(self, other: object) -> bool:
            return True

    assert repr(Key("canary")) == "Key(***)"
    assert Key("canary") == 3
    with pytest.raises(TypeError, match="unhashable"):
        hash(Key("canary"))


def test_what_python_does_with_dataclasses_it_does_with_records() -> None:
    take = Take("s01", 2, ["rain"])

    match take:
        case Take(shot, number, source=""):
            matched = (shot, number)
    assert matched == ("s01", 2)
    assert replace(take, number=3) == Take("s01", 3, ["rain"])
    assert asdict(take) == {"shot": "s01", "number": 2, "notes": ["rain"], "source": ""}
    assert [one.name for one in fields(Take)] == ["shot", "number", "notes", "source"]
    assert (Take.__match_args__, Take.__slots__) == (Twin.__match_args__, Twin.__slots__)  # type: ignore[attr-defined]


def test_a_field_may_have_any_name_that_python_allows() -> None:
    @record
    class Odd:
        MISSING: int = 1
        missing: int = 2
        set_missing: list[int] = field(default_factory=list)

    odd = Odd(missing=3)

    assert (odd.MISSING, odd.missing, odd.set_missing) == (1, 3, [])


FROZEN = re.compile(r"^\s*@dataclass\([^)]*frozen=True[^)]*slots=True", re.MULTILINE)


def test_every_frozen_record_of_the_package_is_made_so() -> None:
    package = Path(__file__).parents[2] / "pipeline"

    others = [str(path) for path in package.rglob("*.py") if FROZEN.search(path.read_text(encoding="utf-8"))]

    assert others == []
