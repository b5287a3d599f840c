"""Whatever a request holds, its canonical JSON says that and nothing else."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.keys import canonical
from pipeline.model import JSON

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def reversed_mappings(value: JSON) -> JSON:
    match value:
        case dict():
            return {key: reversed_mappings(item) for key, item in reversed(value.items())}
        case list():
            return [reversed_mappings(item) for item in value]
        case _:
            return value


@given(values)
def test_the_order_of_keys_does_not_matter(value: JSON) -> None:
    assert canonical(value) == canonical(reversed_mappings(value))


@given(values)
def test_canonical_json_says_what_was_meant(value: JSON) -> None:
    assert json.loads(canonical(value)) == value


@given(values, values)
def test_different_values_have_different_spellings(one: JSON, other: JSON) -> None:
    assert (canonical(one) == canonical(other)) == (spelt(one) == spelt(other))


def spelt(value: JSON) -> object:
    """A value in which True and 1 differ, and 1 and 1.0 do not."""
    match value:
        case bool():
            return ("bool", value)
        case list():
            return [spelt(item) for item in value]
        case dict():
            return {key: spelt(item) for key, item in value.items()}
        case _:
            return value
