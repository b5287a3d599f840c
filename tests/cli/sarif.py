"""Turns a SARIF log into what its schema has against it. The schema lies beside this file."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft4Validator
from referencing import Registry

_SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text("utf-8"))
_VALIDATOR = Draft4Validator(_SCHEMA, registry=Registry())


def complaints(log: object) -> list[str]:
    """One line an error, with its place in the log; empty for a valid log."""
    return [f"{error.json_path}: {error.message}" for error in _VALIDATOR.iter_errors(log)]
