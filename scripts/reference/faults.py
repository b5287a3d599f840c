"""Turns the studio's catalogue of faults into a page. Makes none of them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.studio.mishaps.catalogue import BOTH, KINDS, Kind
from pipeline.studio.mishaps.ordering import MOMENTS, Stage
from scripts.reference.markdown import code, listed, page, table

INTRO = """\
`storyboard studio` does each of these wrong when it is told to: `--fault 'WHAT[:HOW][@KEY=VALUE,...]'`, or
a table `[[fault]]` in a TOML file (`--faults`) with `what`, `how` and the same keys.
[The how-to](../how-to/misbehave.md) shows them at work; `storyboard schema faults` prints the schema of the
file."""

KEYS = (
    ("`prompt`", "words that the prompt holds, in any case"),
    ("`provider`", listed([code(name) for name in BOTH])),
    ("`on`", f"the kind of request: {listed([code(moment) for moment in MOMENTS])}"),
    ("`nth`", "the first of those that are meant which is struck; without `count` the only one"),
    ("`count`", "how many are struck at most"),
    ("`chance`", "how likely each is struck, above 0 and at most 1; by `--fault-seed`, or the file's `seed`"),
)

STAGES: Mapping[Stage, tuple[str, str]] = {
    "line": (
        "On the line",
        "What happens to an answer on its way. What was asked has been done by then, but for `unheard`.",
    ),
    "door": ("At the door", "Before a request has been read."),
    "instead": (
        "In place of an answer",
        "Nothing is accepted, and nothing charged; the first that strikes counts.",
    ),
    "after": ("Over an answer", "What was asked has been done, and charged."),
    "rule": ("Rules of the house", "What the services' pages leave open."),
    "job": ("With a job", "Drawn when a job is accepted; it stays with it."),
}


def faults_page() -> str:
    sections = [
        "\n\n".join([f"## {heading}", told, _rows(stage)]) for stage, (heading, told) in STAGES.items()
    ]
    keys = "\n\n".join(["## Whom it strikes", table(("key", "selects"), KEYS)])
    return page("Faults to order", INTRO, "pipeline/studio/mishaps/catalogue.py", keys, *sections)


def _rows(stage: Stage) -> str:
    kinds = {what: kind for what, kind in KINDS.items() if kind.stage == stage}
    heads = ("fault", "usually", "strikes", "what goes wrong")
    return table(
        heads,
        ((_written(what, kind), _usual(kind), _strikes(kind), kind.does) for what, kind in kinds.items()),
    )


def _written(what: str, kind: Kind) -> str:
    return code(f"{what}:{kind.shown}" if kind.shown else what)


def _usual(kind: Kind) -> str:
    return code(kind.usual) if kind.usual else ("" if kind.usual == "" else "must be written")


def _strikes(kind: Kind) -> str:
    moments = "any call" if len(kind.moments) > 3 else ", ".join(code(one) for one in kind.moments)
    provider = "" if kind.providers == BOTH else f"{kind.providers[0]} alone"
    return "; ".join(filter(None, [moments, provider]))
