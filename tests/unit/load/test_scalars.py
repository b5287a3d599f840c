"""Plain scalars become values by the core schema of YAML 1.2, and quoted text reads back as it was."""

from __future__ import annotations

import pytest

from pipeline.load.scalars import plain


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, word) for word in ("no", "on", "off", "Yes", "tRUE", "nULL", "n", "y")),
        *((ratio, ratio) for ratio in ("9:16", "16:9", "1:1", "21:9", "2.39:1", "1:30", "00:01:30")),
        *(
            (text, text)
            for text in ("2026-11-21", "1_2", "0b1", "-", ".", "+", "-x", "0o8", "0xg", "1e", "1.2.3")
        ),
        ("010", 10),
        ("008", 8),
        ("-7", -7),
        ("+3", 3),
        ("0o10", 8),
        ("0x1F", 31),
        ("1.10", 1.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("12e4", 120000.0),
        ("-1.5E-2", -0.015),
    ],
)
def test_an_unquoted_scalar_is_what_yaml_1_2_says(written: str, expected: object) -> None:
    value = plain(written)

    assert (expected, type(expected)) == (value, type(value))


@pytest.mark.parametrize(
    "written", [".inf", "-.INF", ".nan", "1e999", "9" * 30, "-" + "9" * 5000, "0x" + "f" * 99]
)
def test_a_number_that_json_cannot_hold_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"^[-0-9.a-zA-Z]+$"):
        plain(written)
