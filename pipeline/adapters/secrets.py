"""Turns the environment and the project's `.env` into keys and origins. The only module that reads a key;
knows nobody who takes one."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NoReturn
from urllib.parse import quote as in_links

from pipeline.adapters.files import ProjectFiles
from pipeline.adapters.origins import origin_in
from pipeline.errors import FileRefused, UsageProblem
from pipeline.ports import Provider
from pipeline.records import record

ENV_FILE = PurePosixPath(".env")
ENV_LIMIT_BYTES = 64 * 1024

BUCKET_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
BUCKET_TOKEN = "AWS_SESSION_TOKEN"
BUCKET_ORIGINS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
"""Where a bucket is, in place of what a file says: the variables of Amazon's own tools, the first one first
(AWS SDKs and Tools Reference Guide, service-specific endpoints, read 2026-11-21)."""

SHORTEST = 8
BLOT = b"***"

_KEY = re.compile(r"[!-~]{1,4096}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMMENT = re.compile(r"\s#")


class Secret:
    """A key that shows itself to nobody who does not ask for it by name."""

    __slots__ = ("_spellings", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        self._spellings = _spellings(value) if len(value) >= SHORTEST else ()

    def reveal(self) -> str:
        """The key itself."""
        return self._value

    def blotted(self, said: bytes) -> bytes:
        """What somebody said, without the key: as it is, and as JSON, links and Base64 write it. One that is
        shorter than any real key stays, since it stands in many a text by chance."""
        for written in self._spellings:
            said = said.replace(written, BLOT)
        return said

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")


@record
class BucketKeys:
    """What signs for a bucket. token: of a session that ends by itself; None where the keys are lasting."""

    key_id: Secret
    secret: Secret
    token: Secret | None


def _spellings(value: str) -> tuple[bytes, ...]:
    """A key as it is, and as JSON, links and Base64 write it."""
    plain = value.encode()
    return (
        plain,
        json.dumps(value)[1:-1].encode(),
        in_links(value, safe="").encode(),
        base64.b64encode(plain).rstrip(b"="),
        base64.urlsafe_b64encode(plain).rstrip(b"="),
    )


class Keys:
    """The keys of the providers and of the bucket, and the origins that stand in for theirs.

    root: the project's root, for `.env`. environment: the process's; what it sets, even to nothing, is not
    looked up in `.env`.
    """

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._files = ProjectFiles(root)
        self._environment = environment

    def key_for(self, provider: Provider) -> Secret | None:
        """The provider's key; None where there is none. Raises UsageProblem for a `.env` that cannot be used,
        and for a key that holds what no key does."""
        return self._key(provider.key_variable)

    def source_of(self, variable: str) -> str | None:
        """Where a key is set, in words; None where it is not. Raises UsageProblem as `key_for`."""
        if self._key(variable) is None:
            return None
        return "the environment" if variable in self._environment else "`.env`"

    def bucket_keys(self) -> BucketKeys | None:
        """What signs for the bucket; None where it is not all set. The token of a session counts only where
        it stands beside its secret key. Raises UsageProblem as `key_for`."""
        key_id, secret = (self._key(name) for name in BUCKET_KEYS)
        if key_id is None or secret is None:
            return None
        is_beside = (BUCKET_KEYS[1] in self._environment) == (BUCKET_TOKEN in self._environment)
        return BucketKeys(key_id, secret, self._key(BUCKET_TOKEN) if is_beside else None)

    def unset_bucket_keys(self) -> tuple[str, ...]:
        """The variables that have to be set before anything can be put into a bucket, and are not."""
        return tuple(name for name in BUCKET_KEYS if self._key(name) is None)

    def override_for(self, provider: Provider) -> str | None:
        """The origin that the process environment sets in place of the provider's; None where it sets none.

        Never from a file: a stranger's project could send the key anywhere. Raises UsageProblem.
        """
        return self._origin(provider.origin_variable)

    def bucket_override(self) -> str | None:
        """The origin that the process environment sets in place of the bucket's; None where it sets none.
        Never from a file. Raises UsageProblem."""
        return next(filter(None, map(self._origin, BUCKET_ORIGINS)), None)

    def _key(self, name: str) -> Secret | None:
        value = self._environment[name] if name in self._environment else self._from_file().get(name, "")
        if not value.strip():
            return None
        if not _KEY.fullmatch(value.strip()):
            raise UsageProblem(f"{name} is no key: it holds white space, or what is not ASCII")
        return Secret(value.strip())

    def _origin(self, variable: str) -> str | None:
        written = self._environment.get(variable, "").strip()
        if not written:
            return None
        origin = origin_in(written)
        if origin is None:
            raise UsageProblem(
                f"{variable} is no origin: write one such as http://127.0.0.1:8800 "
                "(`http` or `https`, a host, a port; no user, path or query)"
            )
        return origin

    def _from_file(self) -> dict[str, str]:
        try:
            content = self._files.read(ENV_FILE, ENV_LIMIT_BYTES)
        except FileRefused as refused:
            if refused.code == "F001":
                return {}
            raise UsageProblem(f"no key can be read: {refused.reason}") from refused
        return parsed(content.decode("utf-8-sig", errors="replace"))


def parsed(text: str) -> dict[str, str]:
    """What the lines of a `.env` set: `NAME=value`, bare or in quotes, with `export` and comments allowed.
    Other lines are passed over; a later line wins."""
    parts = (line.strip().removeprefix("export ").partition("=") for line in text.splitlines())
    return {
        name.strip(): _value(written.strip())
        for name, equals, written in parts
        if equals and _NAME.fullmatch(name.strip())
    }


def _value(written: str) -> str:
    """What stands between the quotes, or before a comment."""
    for quote in ("'", '"'):
        inside, closing, _ = written[1:].partition(quote)
        if written.startswith(quote) and closing:
            return inside
    return _COMMENT.split(" " + written, maxsplit=1)[0].strip()
