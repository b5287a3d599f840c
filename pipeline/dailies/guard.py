"""Turns a visit to the review's server into a refusal, or into nothing where it may come in. Knows no page.

The server listens on loopback, where any program and, through a browser, any web site may knock. Three things
keep them out: a random token, which only the printed address holds; the Host header, which a site that points
its own name at 127.0.0.1 cannot fake; the Origin of whoever writes, since a cookie does not tell ports apart.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from pipeline.model import Reply, Visit

TOKEN = "token"
PLAIN = {"content-type": "text/plain; charset=utf-8"}


def refusal(visit: Visit, port: int, token: str) -> Reply | None:
    """Why a visit is turned away. port: where the server listens. token: what its address holds."""
    if visit.headers.get("host") not in hosts(port):
        return _no(421, "this server answers to 127.0.0.1 alone")
    if visit.method == "POST" and not _is_own(visit.headers, port):
        return _no(403, "only the review page itself may write")
    if not _knows(visit, port, token):
        return _no(403, "open the address that `storyboard review --serve` printed: it holds a token")
    return None


def hosts(port: int) -> tuple[str, ...]:
    return (f"127.0.0.1:{port}", f"localhost:{port}")


def cookie_name(port: int) -> str:
    """A cookie belongs to a host and all its ports: the name keeps two servers apart."""
    return f"storyboard_review_{port}"


def cookie(port: int, token: str) -> str:
    """What a browser is to keep, and to send from the server's own pages only."""
    return f"{cookie_name(port)}={token}; Path=/; HttpOnly; SameSite=Strict"


def is_let_in_by_address(visit: Visit, token: str) -> bool:
    return hmac.compare_digest(visit.query.get(TOKEN, "").encode("utf-8"), token.encode("ascii"))


def _is_own(headers: Mapping[str, str], port: int) -> bool:
    """A form or a script of another site has another origin, or cannot send JSON unasked."""
    origins = {f"http://{host}" for host in hosts(port)}
    kind = headers.get("content-type", "").partition(";")[0].strip()
    return headers.get("origin") in origins and kind == "application/json"


def _knows(visit: Visit, port: int, token: str) -> bool:
    return is_let_in_by_address(visit, token) or hmac.compare_digest(
        _cookie_of(visit, port).encode("utf-8", "replace"), token.encode("ascii")
    )


def _cookie_of(visit: Visit, port: int) -> str:
    try:
        found = SimpleCookie(visit.headers.get("cookie", "")).get(cookie_name(port))
    except CookieError:
        return ""
    return found.value if found else ""


def _no(status: int, why: str) -> Reply:
    return Reply(status, f"{why}\n".encode(), PLAIN)
