"""Turns what a call or a reply names into an address that may be visited, or a refusal. Visits none."""

from __future__ import annotations

import functools

import httpx

from pipeline.adapters.origins import is_listed, is_plain, without_query
from pipeline.errors import NotSent, TransportError
from pipeline.hosts import is_number
from pipeline.ports import Provider
from pipeline.records import record
from pipeline.showing import one_line


@record
class Addresses:
    """Where one provider is, and its clips. origin: the provider's, or the one that stands in for it, which
    then serves clips too, and alone."""

    provider: Provider
    origin: httpx.URL

    @property
    def is_moved(self) -> bool:
        """Whether another origin stands in for the provider's."""
        return _end(self.origin) != _end(httpx.URL(self.provider.origin))

    def of_call(self, path: str, asked: str) -> httpx.URL:
        """Raises NotSent for a path that leads away from the origin, to which the key would go along."""
        try:
            url = _parsed(str(self.origin).rstrip("/") + path)
        except httpx.InvalidURL as error:
            raise NotSent(f"{asked}: nothing was sent: this is no address") from error
        if _end(url) != _end(self.origin):
            raise NotSent(f"{asked}: nothing was sent: this leads to {one_line(url.host)}")
        return url

    def of_clip(self, base: httpx.URL, written: str, asked: str) -> httpx.URL:
        """The absolute address of a clip that may be loaded; `written` may be relative to `base`. Raises
        TransportError."""
        try:
            url = base.join(written)
        except httpx.InvalidURL as error:
            raise TransportError(f"{asked}: refused: {without_query(written)} is no address") from error
        if is_plain(str(url)) and self._is_home(url):
            return url
        homes = str(self.origin) if self.is_moved else f"https and {', '.join(self.provider.result_hosts)}"
        raise TransportError(
            f"{asked}: refused to go to {without_query(str(url))}: clips of {self.provider.name} come by "
            f"{homes}"
        )

    def _is_home(self, url: httpx.URL) -> bool:
        if self.is_moved:
            return _end(url) == _end(self.origin)
        is_usual = url.scheme == "https" and url.port is None and not is_number(url.host)
        return is_usual and is_listed(url.host, self.provider.result_hosts)


@functools.lru_cache(maxsize=2048)
def _parsed(written: str) -> httpx.URL:
    """Jobs are asked about by the same addresses again and again."""
    return httpx.URL(written)


def _end(url: httpx.URL) -> tuple[str, str, int | None]:
    """What makes two addresses one origin; the port is None where it is the scheme's own."""
    return url.scheme, url.host, url.port
