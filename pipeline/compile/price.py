"""Turns a card's price list into the price of one clip. Knows no bill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.model import Card, Price, PriceRule


def price_of(card: Card, resolution: str | None, duration_s: float) -> Price | None:
    """None where nobody knows: the card has no price, or none for this resolution."""
    rule = card.price
    if rule is None:
        return None
    usd = rule.usd.get(resolution, rule.usd.get("any")) if resolution else rule.usd.get("any")
    if usd is None:
        return None
    list_usd = usd * duration_s if rule.per == "second" else usd
    return Price(round(list_usd, 6), rule.surplus_usd, rule.source, rule.date)


def with_prices(cards: Mapping[str, Card], prices_usd: Mapping[str, float]) -> dict[str, Card]:
    """The cards, those without a price given the project's own. prices_usd: of one clip, by model."""
    return {
        name: replace(card, price=PriceRule("clip", {"any": prices_usd[name]}, 0.0, "", "storyboard.toml"))
        if card.price is None and name in prices_usd
        else card
        for name, card in cards.items()
    }
