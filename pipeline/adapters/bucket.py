"""Turns bytes into objects of an S3-compatible bucket, and objects into links that end by themselves. Alone
imports obstore; knows no picture and no provider."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from pipeline.adapters.links import Answer, bring, look
from pipeline.adapters.secrets import BucketKeys
from pipeline.errors import TransportError
from pipeline.records import record
from pipeline.settings import BucketSettings

if TYPE_CHECKING:
    from obstore.store import S3Credential

PUT_WITHIN_S = 900
"""How long the link is good by which we put something ourselves."""


@record
class Shelf:
    """Where a bucket is. endpoint: with the bucket's name in its host, unless `is_path_style`. local: its
    host where that may be a machine that is not on the internet; only the environment says so."""

    bucket: str
    region: str
    endpoint: str
    is_path_style: bool
    local: str | None = None


def shelf(written: BucketSettings, override: str | None, *, may_be_local: bool) -> Shelf:
    """override: the origin of its service that the environment sets in place of what is written."""
    service = override or (written.endpoint or f"https://s3.{written.region}.amazonaws.com").rstrip("/")
    is_path_style = written.path_style
    if is_path_style is None:
        is_path_style = override is not None or written.endpoint is not None
    scheme, _, host = service.partition("://")
    endpoint = service if is_path_style else f"{scheme}://{written.bucket}.{host}"
    local = urlsplit(endpoint).hostname if may_be_local else None
    return Shelf(written.bucket, written.region, endpoint, is_path_style, local)


class Bucket:
    """A bucket that can be written and linked to. Its methods raise TransportError, whose text holds no part
    of a key or a signature.

    obstore signs, and does not send: its own client follows redirects, takes proxies from the environment and
    looks names up where nobody can check what they lead to.
    """

    def __init__(self, where: Shelf, keys: BucketKeys) -> None:
        self.where = where
        self._keys = keys
        # Everything is said outright: obstore takes what is not from any AWS_* in the environment, and the
        # second name of the endpoint before the first (measured with 0.12.1).
        self._store = S3Store(
            where.bucket,
            endpoint=where.endpoint,
            aws_endpoint_url_s3=where.endpoint,
            region=where.region,
            virtual_hosted_style_request=not where.is_path_style,
            skip_signature=False,
            s3_express=False,
            client_options={"allow_http": where.local is not None},
            credential_provider=self._credential,
        )

    async def put(self, name: str, content: bytes, content_type: str) -> None:
        """Makes a new object, and never puts one over another. name: nothing that is there already."""
        link = self._link("PUT", name, PUT_WITHIN_S)
        headers = {"content-type": content_type, "if-none-match": "*"}
        self._expect(await bring("PUT", link, content, headers, local=self.where.local), "takes nothing")

    def link(self, name: str, expires_s: int) -> str:
        """An address under which anybody may read an object for so long. Nothing is sent for it."""
        return self._link("GET", name, expires_s)

    async def read_back(self, link: str, limit_bytes: int) -> bytes:
        """What anybody gets for a link to this bucket; of more than the limit, only the beginning."""
        answer = await look(link, limit_bytes, local=self.where.local)
        self._expect(answer, "does not give back what was put there")
        return answer.content

    async def remove(self, name: str) -> None:
        """Takes an object away."""
        link = self._link("DELETE", name, PUT_WITHIN_S)
        self._expect(await bring("DELETE", link, None, {}, local=self.where.local), "removes nothing")

    def _link(self, method: Literal["GET", "PUT", "DELETE"], name: str, expires_s: int) -> str:
        try:
            return obstore.sign(self._store, method, name, timedelta(seconds=expires_s))
        except (BaseError, ValueError) as error:
            raise TransportError(
                f"the bucket {self.where.bucket}: no link can be signed ({type(error).__name__})"
            ) from None

    def _expect(self, answer: Answer, otherwise: str) -> None:
        if answer.status not in (200, 204):
            raise TransportError(f"the bucket {self.where.bucket} {otherwise}: it answers {answer.told()}")

    def _credential(self) -> S3Credential:
        token = self._keys.token
        return {
            "access_key_id": self._keys.key_id.reveal(),
            "secret_access_key": self._keys.secret.reveal(),
            "token": None if token is None else token.reveal(),
            "expires_at": None,
        }
