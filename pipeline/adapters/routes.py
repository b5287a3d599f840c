"""Turns a project's settings, and where its providers are, into the way that pictures take to each. Opens
nothing, reads no key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.adapters.publishing import DataUri, Linked, Unpublished
from pipeline.adapters.secrets import Keys
from pipeline.errors import SpendingRefused
from pipeline.model import Realm
from pipeline.ports import Provider, Publisher
from pipeline.settings import FILE, BucketSettings, Settings

if TYPE_CHECKING:
    from pipeline.adapters.bucket import Bucket

INLINE_LIMIT_BYTES = 24 * 1024 * 1024
"""Of a picture that stays on this machine, or goes to a provider that states no limit of its own."""


def routes(providers: Sequence[Provider], chosen: Settings, keys: Keys, where: Realm) -> dict[str, Publisher]:
    """The way to each provider, by its name. All that use the bucket share one way, so that each picture goes
    up once. Raises UsageProblem for an origin that is none."""
    linked = [one.name for one in providers if _way(one, chosen, where) == "s3"]
    shared = through_bucket(providers, chosen, keys, where) if linked else None
    return {
        one.name: shared if shared and one.name in linked else _straight(one, chosen, where)
        for one in providers
    }


def _way(provider: Provider, chosen: Settings, where: Realm) -> str:
    if where == "preview" or provider.images_as == "data-uri":
        return "inline"
    return chosen.publishes(provider.name)


def _straight(provider: Provider, chosen: Settings, where: Realm) -> Publisher:
    match _way(provider, chosen, where):
        case "inline":
            return DataUri(INLINE_LIMIT_BYTES)
        case "data-uri":
            return DataUri()
        case _:
            return Unpublished(
                f"{provider.name} takes pictures by their address, and nothing is set to publish them: write "
                f'`[publishing] {provider.name} = "s3"` and the bucket under [s3] in {FILE}, or '
                f'`{provider.name} = "data-uri"` there, or give https pictures'
            )


def through_bucket(
    providers: Iterable[Provider], chosen: Settings, keys: Keys, where: Realm
) -> Linked | Unpublished:
    """Through the project's bucket; or what stands in the way.

    The bucket may be a machine of one's own only where the providers are too, and the environment says so.
    """
    named, override = chosen.bucket, keys.bucket_override()
    if named is None:
        return Unpublished(
            f'pictures go to a bucket, and none is named: write `[s3] bucket = "..."` in {FILE}'
        )
    if where == "vendor" and override is not None and not override.startswith("https://"):
        return Unpublished(
            f"pictures go to a bucket, and the environment puts it at {override}, where no provider gets to: "
            "take AWS_ENDPOINT_URL_S3 away, or set an https address"
        )
    moved = [keys.override_for(one) for one in providers]
    may_be_local = where != "vendor" and (override is not None or named.endpoint in moved)
    return Linked(
        lambda: _bucket(named, override, keys, may_be_local=may_be_local),
        keys.unset_bucket_keys,
        prefix=named.prefix,
        expires_s=named.expires_s,
    )


def _bucket(named: BucketSettings, override: str | None, keys: Keys, *, may_be_local: bool) -> Bucket:
    """Raises SpendingRefused where its keys are not set."""
    from pipeline.adapters.bucket import Bucket, shelf

    found = keys.bucket_keys()
    if found is None:
        raise SpendingRefused(f"{' and '.join(keys.unset_bucket_keys())} has to be set for the bucket")
    return Bucket(shelf(named, override, may_be_local=may_be_local), found)
