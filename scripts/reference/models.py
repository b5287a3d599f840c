"""Turns the shipped model cards into a page for those who choose a model. Knows no provider and asks none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pipeline import schemas
from pipeline.load.cards import shipped_cards
from pipeline.model import Card, FixedLength, KeyframePlace, LengthChoice, LengthRange, PriceRule
from scripts.reference.markdown import code, link, listed, page, table

Sources: TypeAlias = Mapping[str, Any]
"""A card's JSON, read here for its `source` texts alone: the Card itself keeps none but the price's."""

INTRO = """\
A model is a card: a file that says what the model can have, what it costs, and where each word of a shot
goes. These come with the tool. Each fact names the source it was read from; a price on this page is as old as
the date beside it."""

OWN_CARDS = """\
## A card of your own

Another model of these providers needs no new program: write a card into the folder `models/` of your project,
named after the model, as `models/my-model.json`. `storyboard schema card` prints the form that it must have;
the [shipped cards](../../schemas/models) are examples to copy."""

ENDS: tuple[KeyframePlace, ...] = ("first", "last")
KNOBS = ("negative_prompt", "guidance_scale", "seed", "resolution", "aspect", "audio", "prompt_extend")


def models_page() -> str:
    cards = list(shipped_cards().values())
    return page("Models", INTRO, "schemas/models", _side_by_side(cards), *map(_section, cards), OWN_CARDS)


# --- all of them --------------------------------------------------------------------------------------------


def _side_by_side(cards: list[Card]) -> str:
    heads = ["", *(link(code(card.name), card.name) for card in cards)]
    told = [dict(_facts(card)) for card in cards]
    return table(heads, ([name, *(facts[name] for facts in told)] for name in told[0]))


def _facts(card: Card) -> Iterator[tuple[str, str]]:
    yield "provider", card.provider
    yield "length", _length(card)
    yield "keyframes", _keyframes(card)
    yield "references", _references(card)
    yield "dialogue", "put into the prompt" if card.dialogue else "none"
    yield "sound", "yes" if card.has("audio") else "none"
    yield "settings", ", ".join(code(key) for key in KNOBS if card.has(key))
    yield "list price", _price(card.price)


def _length(card: Card) -> str:
    match card.lengths:
        case FixedLength(seconds):
            return f"about {seconds:g} s, the model decides"
        case LengthRange(low, high, is_whole):
            return f"{low:g} to {high:g} s" + (", whole seconds" if is_whole else "")
        case LengthChoice(seconds):
            return f"{listed([f'{each:g}' for each in seconds])} s"


def _keyframes(card: Card) -> str:
    rule = card.keyframes
    if rule is None:
        return "none"
    ends = [place for place in ENDS if place in rule.places]
    words = [f"{place} (required)" if place in rule.required else place for place in ends]
    return ", ".join([*words, *([f"up to {rule.max_middle} between"] if rule.max_middle else [])])


def _references(card: Card) -> str:
    rule = card.references
    if rule is None:
        return "none"
    beside = "" if rule.beside_keyframes else ", never beside keyframes"
    return f"up to {rule.max_count}, each of up to {rule.max_pictures} pictures{beside}"


def _price(rule: PriceRule | None) -> str:
    if rule is None:
        return "not published"
    return ", ".join(f"{size} ${usd:.2f}" for size, usd in rule.usd.items()) + f" a {rule.per}"


# --- one ----------------------------------------------------------------------------------------------------


def _section(card: Card) -> str:
    read = json.loads((schemas.folder() / "models" / f"{card.name}.json").read_text(encoding="utf-8"))
    parts = [
        f"## {card.name}",
        f"{card.title}: `{card.endpoint}`, version {card.version} of the card. {read['source']}",
        f"### {card.name}: what it can have",
        table(("", "what", "source"), _with_sources(card, read)),
        f"### {card.name}: sizes",
        _sizes(card, read),
        f"### {card.name}: prices",
        _prices(card),
        f"### {card.name}: where each key goes",
        table(("key", "field", "where nobody says"), _fields(card)),
    ]
    return "\n\n".join(parts)


def _with_sources(card: Card, read: Sources) -> Iterator[tuple[str, str, str]]:
    yield "length", _length(card), read["duration"]["source"]
    yield "frames a second", f"{card.fps:g} expected", read["fps"]["source"]
    yield "keyframes", _keyframes(card), _source(read, "keyframes")
    yield "references", _references(card), _source(read, "references")
    tags = "`@image1`, `@frame` mean its keyframes" if card.has_frame_tags else "no tags of keyframes"
    yield "prompt", tags, _source(read, "prompt")
    yield "dialogue", code(card.dialogue.line) if card.dialogue else "none", _source(read, "dialogue")
    yield "pictures", _pictures(card), _source(read, "pictures")


def _source(read: Sources, part: str) -> str:
    return str(read.get(part, {}).get("source", ""))


def _pictures(card: Card) -> str:
    limits = card.pictures
    size = [f"at most {limits.max_bytes / 1e6:g} MB"] if limits.max_bytes else []
    return ", ".join([listed(limits.formats) if limits.formats else "any format", *size])


def _sizes(card: Card, read: Sources) -> str:
    rows = ((row.resolution or "", row.aspect, f"{row.width_px} x {row.height_px}") for row in card.size.rows)
    return f"{table(('resolution', 'aspect', 'pixels'), rows)}\n\n{read['size']['source']}"


def _prices(card: Card) -> str:
    rule = card.price
    if rule is None:
        return (
            "Nobody knows. Give it one in `storyboard.toml`, for one clip, or say `--allow-unpriced`:\n\n"
            f'```toml\n[prices]\n"{card.name}" = 0.20    # your own figure\n```'
        )
    usd = ((size, f"{each:.2f}") for size, each in rule.usd.items())
    shown = table(("resolution", f"US dollars a {rule.per}"), usd)
    surplus = f"A plan's ceiling adds ${rule.surplus_usd:.2f} a clip." if rule.surplus_usd else ""
    return f"{shown}\n\nRead on {rule.date}. {rule.source} {surplus}".strip()


def _fields(card: Card) -> Iterator[tuple[str, str, str]]:
    for key, way in card.fields.items():
        default = card.defaults.get(key)
        shown = "" if default is None else code(default if isinstance(default, str) else json.dumps(default))
        yield code(key), code(".".join(way)), shown
    if card.size.pair is not None:
        pair = f"{code('.'.join(card.size.pair.width))}, {code('.'.join(card.size.pair.height))}"
        yield "`resolution` with `aspect`", pair, "without keyframes"
