"""Turns a provider's name into the rules of its conversation. Knows no model: what a model can do stands in
its card."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.ports import Provider
from pipeline.providers.runcomfy import RunComfy
from pipeline.providers.runware import Runware

__all__ = ["PROVIDERS"]

PROVIDERS: Mapping[str, Provider] = {
    "runcomfy": RunComfy(),
    "runware": Runware(),
}
