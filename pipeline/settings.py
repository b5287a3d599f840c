"""Turns the text of `storyboard.toml` into settings.

Knows no provider by name, and no secret may stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal, get_args

from pipeline.errors import Fault, in_place_of
from pipeline.model import Place
from pipeline.records import record
from pipeline.suggest import certain, did_you_mean, known_words, one_of

FILE = "storyboard.toml"
DEFAULT_LIMIT = 4
"""Jobs of one provider under way at once, where nobody says otherwise: a few chains, a cheap mistake."""
DEFAULT_HORIZON_S = 120.0
STORE = ".storyboard"

DEPTH = 3
"""Steps from the top of the file to its deepest setting: providers.runware.horizon_s."""

LONGEST_LINK_S = 7 * 86_400
"""The longest that a signed link may last (Amazon's own limit of Signature Version 4, read 2026-11-21)."""

Publishing = Literal["none", "data-uri", "s3"]
Way = tuple[str, ...]

_TABLES = ("limits", "prices", "publishing", "s3", "store", "providers")
_BUCKET = ("bucket", "region", "endpoint", "prefix", "expires_s", "path_style")
_KNOWN: Mapping[Way, tuple[str, ...]] = {
    (): _TABLES,
    **{(table,): () for table in _TABLES},
    ("s3",): _BUCKET,
    ("store",): ("path", "shared"),
    ("providers", "*"): ("horizon_s",),
}
"""The keys of each table; none where any provider's or model's name may stand."""
_ELSEWHERE = re.compile(r"://|^[\\/]{2}")
"""An address, or a share of another Windows machine: to look there may sign this one in with a stranger's."""
_SECRET = re.compile(r"(?i)(?:^|[_-])(?:api)?(?:key|token|secret|password|credential)s?$")
_ADDRESSES = frozenset({"url", "base_url", "origin", "endpoint", "host", "webhook"})
_ENDPOINT = r"https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::[0-9]{1,5})?/?"
"""A service's name and nothing after it."""
_BUCKET_NAME = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_REGION = r"[a-z0-9][a-z0-9-]{0,62}"
_PREFIX = r"(?!.*(?:^|/)\.\.?(?:/|$))[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+){0,15}"
_HEADING = re.compile(r"\s*\[+\s*(?P<keys>[^\]]*?)\s*\]")
_SETTING = re.compile(r"\s*(?P<keys>(?:\"[^\"]*\"|'[^']*'|[\w.-])+)\s*=")
_STEP = re.compile(r"\"[^\"]*\"|'[^']*'|[\w-]+")


@record
class BucketSettings:
    """The S3-compatible bucket that pictures are published in.

    endpoint: of its service, `https://host[:port]`; None: Amazon's own, by the region. prefix: before the
    names of all that is put there. expires_s: how long a link is good, which has to outlast the provider's
    queue. path_style: the bucket's name in the path of an address, and not in its host; None: where an
    endpoint is set.
    """

    bucket: str
    region: str = "us-east-1"
    endpoint: str | None = None
    prefix: str = ""
    expires_s: int = 6 * 3600
    path_style: bool | None = None


@record
class Settings:
    """What a project decides for itself.

    Mappings hold only what was written: by provider, prices by model card. bucket: None where none is named.
    store, shared_store: folders, from the project's root or absolute; None: machines share none.
    """

    limits: Mapping[str, int] = field(default_factory=dict)
    prices_usd: Mapping[str, float] = field(default_factory=dict)
    publishing: Mapping[str, Publishing] = field(default_factory=dict)
    bucket: BucketSettings | None = None
    store: str = STORE
    shared_store: str | None = None
    horizons_s: Mapping[str, float] = field(default_factory=dict)

    def limit(self, provider: str) -> int:
        """How many of its jobs may be under way at once."""
        return self.limits.get(provider, DEFAULT_LIMIT)

    def publishes(self, provider: str) -> Publishing:
        """How pictures reach it where it takes addresses only."""
        return self.publishing.get(provider, "none")

    def horizon_s(self, provider: str) -> float:
        """For how long after a submission its job may still turn up."""
        return self.horizons_s.get(provider, DEFAULT_HORIZON_S)


def read_settings(text: str, shown: str) -> tuple[Settings, tuple[Fault, ...]]:
    """Reads the project's settings. shown: as messages call the file.

    A setting at fault keeps its default.
    """
    import tomllib  # many a project sets nothing

    try:
        written = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Settings(), (_not_toml(str(error), shown),)
    good: dict[Way, Any] = {}
    faults: list[Fault] = []
    places: dict[Way, Place] = {}
    for way, value in _leaves(written):
        wrong = _wrong(way, value)
        if wrong is None:
            good[way] = value
        else:
            places = places or dict(reversed(list(_keys(text, shown))))
            place = _place(places, shown, way[: wrong.depth])
            edits = in_place_of(place, way[min(wrong.depth, len(way)) - 1], wrong.meant)
            faults.append(
                Fault(wrong.code, wrong.message, place, help=wrong.help, label=wrong.label, edits=edits)
            )
    return _settings(good), tuple(faults)


def _settings(good: Mapping[Way, Any]) -> Settings:
    def table(name: str) -> dict[str, Any]:
        return {way[1]: value for way, value in good.items() if way[0] == name}

    return Settings(
        limits=table("limits"),
        prices_usd={model: float(price) for model, price in table("prices").items()},
        publishing=table("publishing"),
        bucket=BucketSettings(**table("s3")) if ("s3", "bucket") in good else None,
        store=good.get(("store", "path"), STORE),
        shared_store=good.get(("store", "shared")),
        horizons_s={provider: float(seconds) for provider, seconds in table("providers").items()},
    )


def _leaves(written: Mapping[str, Any]) -> Iterator[tuple[Way, Any]]:
    """Every value with the way to it; below the third step tables are values."""
    waiting: list[tuple[Way, Any]] = [((key,), value) for key, value in reversed(list(written.items()))]
    while waiting:
        way, value = waiting.pop()
        if isinstance(value, dict) and len(way) < DEPTH:
            waiting += [((*way, key), inner) for key, inner in reversed(value.items())]
        else:
            yield way, value


# --- what may stand where -----------------------------------------------------------------------------------


@record
class _Wrong:
    """What is wrong with a setting. depth: the steps of its way up to the one at fault. meant: the only name
    that can have been."""

    code: str
    message: str
    help: str = ""
    label: str = ""
    depth: int = DEPTH
    meant: str | None = None


def _wrong(way: Way, value: Any) -> _Wrong | None:
    """What is wrong with a setting; None where nothing is."""
    name = ".".join(way)
    if _SECRET.search(way[-1]) and way[0] != "prices":
        help = "keep it in the environment, or in `.env`, which is not committed"
        return _Wrong("P004", f"`{name}` looks like a secret, and this file is for everybody", help)
    if way == ("s3", "endpoint"):
        return _no_endpoint(name, value)
    if way[0] == "store" and isinstance(value, str) and _ELSEWHERE.search(value):
        help = "mount what lies elsewhere, and write the folder's path"
        return _Wrong("P006", f"`{name}` is a folder that this machine sees, and no address", help)
    if way[-1] in _ADDRESSES or (isinstance(value, str) and "://" in value):
        help = "an address comes from the environment alone, such as RUNWARE_BASE_URL"
        return _Wrong("P005", f"`{name}` is an address of a provider, which no file may set", help)
    match way:
        case ("limits", _):
            return _out_of(name, value, int, 1, 100)
        case ("prices", _):
            return _out_of(name, value, float, 0, 100_000)
        case ("providers", _, "horizon_s"):
            return _out_of(name, value, float, 1, 86_400)
        case ("publishing", _):
            return _not_one_of(name, value, get_args(Publishing))
        case ("s3", setting) if setting in _BUCKET:
            return _wrong_of_bucket(setting, name, value)
        case ("store", "path"):
            return _no_text(name, value, '"' + STORE + '"')
        case ("store", "shared"):
            return _no_text(name, value, '"/mnt/clips"')
    return _unknown(way)


def _out_of(name: str, value: Any, kind: type[int] | type[float], low: int, high: int) -> _Wrong | None:
    kinds = (int,) if kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        wanted = "a whole number" if kind is int else "a number"
        return _Wrong(
            "P003", f"`{name}` must be {wanted}", f"write a number from {low} to {high}, without quotes"
        )
    if not low <= value <= high:
        message = f"`{name}` must be from {low} to {high}; this is {value}"
        return _Wrong("P006", message, f"write  {name.rpartition('.')[2]} = {low if value < low else high}")
    return None


def _not_one_of(name: str, value: Any, words: tuple[str, ...]) -> _Wrong | None:
    if not isinstance(value, str):
        return _Wrong("P003", f"`{name}` must be text", one_of(words))
    if value not in words:
        return _Wrong("P006", f"`{name}` cannot be `{value[:60]}`", one_of(words), did_you_mean(value, words))
    return None


def _wrong_of_bucket(setting: str, name: str, value: Any) -> _Wrong | None:
    match setting:
        case "bucket":
            return _not_like(name, value, _BUCKET_NAME, "a bucket's name: small letters, digits, `-` and `.`")
        case "region":
            return _not_like(name, value, _REGION, "a region, such as `eu-central-1` or `auto`")
        case "prefix":
            return _not_like(name, value, _PREFIX, "names parted by `/`, such as `series/orchid`")
        case "path_style" if not isinstance(value, bool):
            return _Wrong("P003", f"`{name}` must be true or false", "write it without quotes")
        case "expires_s":
            return _out_of(name, value, int, 3600, LONGEST_LINK_S)
    return None


def _not_like(name: str, value: Any, form: str, wanted: str) -> _Wrong | None:
    if not isinstance(value, str):
        return _Wrong("P003", f"`{name}` must be text", f"write {wanted}")
    if not re.fullmatch(form, value):
        return _Wrong("P006", f"`{name}` cannot be `{value[:60]}`", f"write {wanted}")
    return None


def _no_endpoint(name: str, value: Any) -> _Wrong | None:
    from pipeline.hosts import is_number, is_own  # few projects have a bucket

    found = re.fullmatch(_ENDPOINT, value) if isinstance(value, str) else None
    if found and not (is_own(found["host"]) or is_number(found["host"])):
        return None
    help = (
        "write a public service's name, such as https://s3.eu-central-1.amazonaws.com, and nothing after it; "
        "a bucket on this machine is named by AWS_ENDPOINT_URL_S3 in the environment"
    )
    return _Wrong("P005", f"`{name}` is no https address of a public service", help)


def _no_text(name: str, value: Any, example: str) -> _Wrong | None:
    if not isinstance(value, str) or not value.strip():
        help = f"write  {name.rpartition('.')[2]} = {example}"
        return _Wrong("P003", f"`{name}` must be text that is not empty", help)
    return None


def _unknown(way: Way) -> _Wrong:
    if len(way) == 1 and way[0] in _TABLES:
        return _Wrong("P003", f"`{way[0]}` must be a table", f"write  [{way[0]}]  and its settings below")
    depth = _depth_known(way)
    known = _KNOWN.get(_form(way[:depth]), ())
    inside = f" in [{'.'.join(way[:depth])}]" if depth else ""
    help = known_words(known)
    label, meant = did_you_mean(way[depth], known), certain(way[depth], known)
    return _Wrong("P002", f"unknown setting `{way[depth]}`{inside}", help, label, depth + 1, meant)


def _depth_known(way: Way) -> int:
    """How many steps of the way lead to a table that there is."""
    for depth in range(1, len(way)):
        if _form(way[:depth]) not in _KNOWN:
            return depth - 1
    return len(way) - 1


def _form(way: Way) -> Way:
    """The way with any provider's name as `*`."""
    return (way[0], "*", *way[2:]) if len(way) > 1 and way[0] == "providers" else way


# --- places -------------------------------------------------------------------------------------------------


def _not_toml(reason: str, shown: str) -> Fault:
    found = re.search(r"\(at line (\d+), column (\d+)\)", reason)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    message = "this file is not TOML: " + re.sub(r" \(at .*", "", reason)
    help = "write `key = value` under a heading such as `[limits]`"
    return Fault("P001", message, Place(shown, line, column, line, column + 1), help=help)


def _place(places: Mapping[Way, Place], shown: str, way: Way) -> Place:
    """Where a key is written; where its table is, if it stands inside braces; else the first line."""
    for length in range(len(way), 0, -1):
        if way[:length] in places:
            return places[way[:length]]
    return Place(shown, 1, 1, 1, 1)


def _keys(text: str, shown: str) -> Iterator[tuple[Way, Place]]:
    table: Way = ()
    for number, line in enumerate(text.splitlines(), start=1):
        found = _HEADING.match(line) or _SETTING.match(line)
        if not found:
            continue
        steps = tuple(step.strip("\"'") for step in _STEP.findall(found["keys"]))
        if found.re is _HEADING:
            table = way = steps
        else:
            way = (*table, *steps)
        start, end = found.span("keys")
        yield way, Place(shown, number, start + 1, number, end + 1)
