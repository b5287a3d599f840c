"""An S3-compatible bucket on loopback that checks every signature and every expiry, which other stand-ins do
not. Written from Amazon's page on Signature Version 4; shares no code with what it tests.

Source: Amazon S3 API Reference, "Authenticating Requests (AWS Signature Version 4)", read 2026-11-21.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

KEY_ID = "AKIACANARYCANARY"
SECRET = "canary/secret/of/the/bucket"
SKEW = timedelta(minutes=15)


def status_of(link: str) -> int:
    """What somebody who has the link gets."""
    try:
        with urllib.request.urlopen(link) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


@dataclass
class StrictBucket:
    """What the bucket holds and what it was asked. passed: how far its clock is ahead.

    refuses: methods that it answers with 503. lies: links give other bytes. sends_on_to: where it sends
    everybody. room: how many objects it takes in all. token: of the session that it expects.
    """

    url: str
    name: str = "orchid"
    region: str = "eu-test-1"
    token: str | None = None
    passed: timedelta = timedelta()
    refuses: set[str] = field(default_factory=set)
    lies: bool = False
    sends_on_to: str | None = None
    room: int | None = None
    objects: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    def names(self, part: str) -> list[str]:
        """Objects whose names hold `part`, in the order they came."""
        return [name for name in self.objects if part in name]

    def put_names(self) -> list[str]:
        """Of every object that was taken, whether or not it is there still."""
        return [name for method, name, status in self.asked if (method, status) == ("PUT", 200)]

    def environment(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_ENDPOINT_URL_S3": self.url,
        }

    # --- an answer ------------------------------------------------------------------------------------------

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes, str]:
        """(status, body, content type)."""
        parts = urlsplit(target)
        name = parts.path.removeprefix(f"/{self.name}/")
        why = self.complaint(method, parts.path, parts.query, headers, body)
        if method in self.refuses:
            status, content, kind = 503, b"<Error><Code>SlowDown</Code></Error>", "application/xml"
        elif why is not None:
            # As Amazon does: the refusal repeats the key's id and what was signed.
            told = f"<Code>{why}</Code><AWSAccessKeyId>{KEY_ID}</AWSAccessKeyId><Target>{target}</Target>"
            status, content, kind = 403, f"<Error>{told}</Error>".encode(), "application/xml"
        else:
            status, content, kind = self._done(method, name, headers, body)
        self.asked.append((method, name, status))
        return status, content, kind

    def _done(self, method: str, name: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes, str]:
        if method == "PUT":
            if headers.get("if-none-match") == "*" and name in self.objects:
                return 412, b"<Error><Code>PreconditionFailed</Code></Error>", "application/xml"
            if self.room is not None and len(self.put_names()) >= self.room:
                return 507, b"", ""
            self.objects[name] = (body, headers.get("content-type", ""))
            return 200, b"", ""
        if method == "DELETE":
            self.objects.pop(name, None)
            return 204, b"", ""
        if name not in self.objects:
            return 404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml"
        content, kind = self.objects[name]
        return 200, (b"x" * len(content) if self.lies else content), kind

    # --- Signature Version 4 --------------------------------------------------------------------------------

    def complaint(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> str | None:
        """The code with which a request is refused; None for one that is signed as it must be."""
        given = dict(parse_qsl(query, keep_blank_values=True))
        if "authorization" in headers:
            scheme, _, rest = headers["authorization"].partition(" ")
            signed = dict(one.strip().split("=", 1) for one in rest.split(","))
            if scheme != "AWS4-HMAC-SHA256" or len(signed) != 3:
                return "AuthorizationHeaderMalformed"
            credential, names, signature = signed["Credential"], signed["SignedHeaders"], signed["Signature"]
            digest, at = headers.get("x-amz-content-sha256", ""), headers.get("x-amz-date", "")
            if digest != hashlib.sha256(body).hexdigest():
                return "XAmzContentSHA256Mismatch"
            if abs(self._now() - _time(at)) > SKEW:
                return "RequestTimeTooSkewed"
            token = headers.get("x-amz-security-token")
        elif "X-Amz-Signature" in given:
            credential, names = given["X-Amz-Credential"], given["X-Amz-SignedHeaders"]
            signature, at, digest = given["X-Amz-Signature"], given["X-Amz-Date"], "UNSIGNED-PAYLOAD"
            lasts_s = int(given["X-Amz-Expires"])
            if not 0 < lasts_s <= 604_800:
                return "AuthorizationQueryParametersError"
            if not _time(at) - SKEW <= self._now() <= _time(at) + timedelta(seconds=lasts_s):
                return "AccessDenied"
            token = given.get("X-Amz-Security-Token")
        else:
            return "AccessDenied"
        scope = f"{at[:8]}/{self.region}/s3/aws4_request"
        if credential != f"{KEY_ID}/{scope}" or token != self.token:
            return "InvalidAccessKeyId"
        lines = [method, path, _canonical(query)]
        lines += [f"{name}:{' '.join(headers.get(name, '').split())}" for name in names.split(";")]
        request = "\n".join([*lines, "", names, digest])
        text = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(request.encode()).hexdigest()])
        key = f"AWS4{SECRET}".encode()
        for step in scope.split("/"):
            key = hmac.digest(key, step.encode(), "sha256")
        expected = hmac.new(key, text.encode(), "sha256").hexdigest()
        return None if hmac.compare_digest(expected, signature) else "SignatureDoesNotMatch"

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.passed


def _time(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _canonical(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(pairs)
        if name != "X-Amz-Signature"
    )


@contextmanager
def strict_bucket() -> Iterator[StrictBucket]:
    """The bucket at work, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, content, kind = bucket.answer(self.command, self.path, headers, body)
            self.send_response(307 if bucket.sends_on_to else status)
            if bucket.sends_on_to:
                self.send_header("location", bucket.sends_on_to)
            if kind:
                self.send_header("content-type", kind)
            self.send_header("etag", '"1"')
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_DELETE = _answer  # noqa: N815 # the names that the base class looks for

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        bucket = StrictBucket(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield bucket
        finally:
            server.shutdown()
            thread.join()
