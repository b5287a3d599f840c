"""Turns a provider's name and the environment into where it is reached, in which realm, and which key is
missing. Opens no line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageProblem
from pipeline.model import (
    RequestGraph,
    Storyboard,
)
from pipeline.ports import Provider

if TYPE_CHECKING:
    from pipeline.model import Realm


def provider(name: str) -> Provider:
    """The rules of a provider that a card names. Raises UsageProblem where there is none of that name."""
    from pipeline.providers import PROVIDERS

    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise UsageProblem(f"a model card names the provider {name}, and there are only {known}")
    return PROVIDERS[name]


def origin(root: Path, rules: Provider) -> str:
    """Where a provider is reached: its own origin, or the one that the environment sets in its place."""
    from pipeline.adapters.secrets import Keys

    return Keys(root, os.environ).override_for(rules) or rules.origin


def unset_keys(root: Path) -> dict[str, str]:
    """The variable that should hold a key and does not, by provider. Raises UsageProblem for one that holds
    what no key does."""
    from pipeline.adapters.secrets import Keys
    from pipeline.providers import PROVIDERS

    keys = Keys(root, os.environ)
    return {name: rules.key_variable for name, rules in PROVIDERS.items() if keys.key_for(rules) is None}


def realm(root: Path, names: Sequence[str]) -> Realm:
    """Raises UsageProblem where only some providers are overridden: one run is in one realm."""
    moved = sorted(name for name in names if origin(root, provider(name)) != provider(name).origin)
    if not moved:
        return "vendor"
    if len(moved) == len(names):
        return "elsewhere"
    others = sorted(provider(name).origin_variable for name in names if name not in moved)
    raise UsageProblem(
        f"{', '.join(moved)} is reached elsewhere and the others are not: set {' and '.join(others)} too, "
        "so that no run is half paid for"
    )


def realms(root: Path) -> dict[str, Realm]:
    """The realm that each provider is reached in at present, by its name."""
    from pipeline.providers import PROVIDERS

    return {
        name: "vendor" if origin(root, rules) == rules.origin else "elsewhere"
        for name, rules in PROVIDERS.items()
    }


def providers_of(episodes: Sequence[tuple[Storyboard, RequestGraph]]) -> list[str]:
    return sorted(
        {take.request.provider for _, graph in episodes for shot in graph.shots for take in shot.takes}
    )
