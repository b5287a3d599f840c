"""A picture goes up once, behind a link that works, ends, and cannot be changed; no key is told."""

from __future__ import annotations

import asyncio
import re
import traceback
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipeline.adapters.bucket import Bucket, shelf
from pipeline.adapters.publishing import LINKED_LIMIT_BYTES, Linked
from pipeline.adapters.secrets import BucketKeys, Secret
from pipeline.errors import SpendingRefused, TransportError
from pipeline.settings import BucketSettings
from tests.strict_bucket import KEY_ID, SECRET, StrictBucket, status_of, strict_bucket

PICTURE = b"\x89PNG a picture"
PICTURE_SHA256 = "72c812f6913fcc751c1a5d4ada4c27360b3780d3ccadeb3f7b94bfb3e268fa32"
WRITTEN = BucketSettings("orchid", region="eu-test-1", prefix="series", expires_s=7200)


@pytest.fixture
def there() -> Iterator[StrictBucket]:
    with strict_bucket() as bucket:
        yield bucket


def keys(secret: str = SECRET, token: str | None = None) -> BucketKeys:
    return BucketKeys(Secret(KEY_ID), Secret(secret), None if token is None else Secret(token))


def opened(there: StrictBucket, found: BucketKeys | None = None) -> Bucket:
    return Bucket(shelf(WRITTEN, there.url, may_be_local=True), found or keys())


def linked(there: StrictBucket, found: BucketKeys | None = None) -> Linked:
    return Linked(lambda: opened(there, found), lambda: (), prefix="series", expires_s=7200)


# --- what goes up and what it is called ---------------------------------------------------------------------


def test_a_picture_goes_up_once_and_each_of_its_links_gives_it(there: StrictBucket) -> None:
    publisher = linked(there)

    async def both() -> list[str]:
        return await asyncio.gather(publisher.publish(PICTURE), publisher.publish(PICTURE))

    links = asyncio.run(both())

    assert there.put_names() == there.names("")
    assert list(there.objects.values()) == [(PICTURE, "image/png")]
    for link in links:
        with urllib.request.urlopen(link) as answer:
            assert answer.read() == PICTURE


def test_a_name_holds_the_digest_and_cannot_be_guessed(there: StrictBucket) -> None:
    for _ in range(2):
        asyncio.run(linked(there).publish(PICTURE))

    first, second = there.names("")
    assert first != second
    assert re.fullmatch(rf"series/inputs/{PICTURE_SHA256}/[0-9a-f]{{48}}\.png", first)


def test_what_is_there_is_never_put_over(there: StrictBucket) -> None:
    there.objects["series/a.png"] = (b"older", "image/png")

    with pytest.raises(TransportError, match="412 PreconditionFailed"):
        asyncio.run(opened(there).put("series/a.png", b"newer", "image/png"))

    assert there.objects["series/a.png"] == (b"older", "image/png")
    assert there.asked == [("PUT", "series/a.png", 412)]


# --- links --------------------------------------------------------------------------------------------------


def test_a_link_ends_when_it_was_said_to_and_not_before(there: StrictBucket) -> None:
    link = asyncio.run(linked(there).publish(PICTURE))

    there.passed = timedelta(seconds=7100)
    before = status_of(link)
    there.passed = timedelta(seconds=7300)

    assert (before, status_of(link)) == (200, 403)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("X-Amz-Expires=7200", "X-Amz-Expires=604800"),
        ("series/inputs/", "series/others/"),
        ("X-Amz-Signature=", "X-Amz-Signature=0"),
    ],
)
def test_a_link_that_was_changed_is_refused(there: StrictBucket, old: str, new: str) -> None:
    link = asyncio.run(linked(there).publish(PICTURE))

    assert link.count(old) == 1
    assert status_of(link.replace(old, new)) == 403


def test_the_token_of_a_session_is_part_of_what_is_signed(there: StrictBucket) -> None:
    there.token = "canary-token"

    with pytest.raises(TransportError, match="403 InvalidAccessKeyId"):
        asyncio.run(linked(there).publish(PICTURE))
    link = asyncio.run(linked(there, keys(token="canary-token")).publish(PICTURE))

    assert status_of(link) == 200


def test_what_the_environment_says_of_aws_changes_nothing(
    there: StrictBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "AWS_SESSION_TOKEN": "another",
        "AWS_SKIP_SIGNATURE": "true",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "AWS_REGION": "mars-1",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "AWS_S3_EXPRESS": "true",
    }.items():
        monkeypatch.setenv(name, value)

    assert status_of(asyncio.run(linked(there).publish(PICTURE))) == 200


# --- what stands in the way ---------------------------------------------------------------------------------


def test_a_link_that_gives_other_bytes_is_not_handed_on(there: StrictBucket) -> None:
    there.lies = True

    with pytest.raises(TransportError, match="gives other bytes"):
        asyncio.run(linked(there).publish(PICTURE))


def test_a_link_that_does_not_answer_is_not_handed_on_and_its_signature_is_not_told(
    there: StrictBucket,
) -> None:
    there.refuses = {"GET"}

    with pytest.raises(TransportError, match="answers 503 SlowDown") as caught:
        asyncio.run(linked(there).publish(PICTURE))

    assert "X-Amz" not in str(caught.value)


def test_nobody_is_followed_elsewhere(there: StrictBucket) -> None:
    there.sends_on_to = "http://127.0.0.1:1/elsewhere"

    with pytest.raises(TransportError, match="takes nothing: it answers 307"):
        asyncio.run(linked(there).publish(PICTURE))


def test_a_refusal_tells_its_code_and_no_part_of_a_key(there: StrictBucket) -> None:
    with pytest.raises(TransportError, match="403 SignatureDoesNotMatch") as caught:
        asyncio.run(linked(there, keys(SECRET[::-1])).publish(PICTURE))

    told = "".join(traceback.format_exception(caught.value))
    assert KEY_ID not in told
    assert SECRET[::-1] not in told


def test_a_rehearsal_is_made_once_and_leaves_nothing(there: StrictBucket) -> None:
    publisher = linked(there)

    async def twice() -> None:
        await publisher.rehearse()
        await publisher.rehearse()

    asyncio.run(twice())

    assert [(method, status) for method, _, status in there.asked] == [
        ("PUT", 200),
        ("GET", 200),
        ("DELETE", 204),
    ]
    assert there.objects == {}


def test_keys_that_may_not_remove_are_good_enough(there: StrictBucket) -> None:
    there.refuses = {"DELETE"}

    asyncio.run(linked(there).rehearse())

    assert len(there.names("series/checks/")) == 1


@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_a_rehearsal_that_fails_refuses_to_spend(there: StrictBucket, method: str) -> None:
    there.refuses = {method}

    with pytest.raises(SpendingRefused, match="no picture can be published, so nothing was sent"):
        asyncio.run(linked(there).rehearse())


def test_a_picture_larger_than_providers_take_is_refused(there: StrictBucket) -> None:
    with pytest.raises(SpendingRefused, match="has 52,428,801 bytes as PNG"):
        asyncio.run(linked(there).publish(bytes(LINKED_LIMIT_BYTES + 1)))

    assert there.asked == []


# --- where a bucket may be ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "endpoint", "is_path_style"),
    [
        (BucketSettings("orchid"), "https://orchid.s3.us-east-1.amazonaws.com", False),
        (
            BucketSettings("orchid", region="eu-1", path_style=True),
            "https://s3.eu-1.amazonaws.com",
            True,
        ),
        (BucketSettings("orchid", endpoint="https://x.r2.example/"), "https://x.r2.example", True),
        (
            BucketSettings("orchid", endpoint="https://s3.example:9000", path_style=False),
            "https://orchid.s3.example:9000",
            False,
        ),
    ],
)
def test_a_bucket_is_found_by_what_is_written(
    written: BucketSettings, endpoint: str, is_path_style: bool
) -> None:
    found = shelf(written, None, may_be_local=False)

    assert (found.endpoint, found.is_path_style, found.local) == (endpoint, is_path_style, None)


def test_a_machine_of_one_s_own_is_refused_unless_the_environment_names_it(there: StrictBucket) -> None:
    private = Bucket(shelf(WRITTEN, there.url, may_be_local=False), keys())

    with pytest.raises(TransportError, match="refused: it is no machine on the internet"):
        asyncio.run(private.put("a.png", PICTURE, "image/png"))
    with pytest.raises(TransportError, match="refused: it is no machine on the internet"):
        asyncio.run(private.read_back(f"{there.url}/orchid/a.png?X-Amz-Signature=canary", 10))

    assert there.asked == []


def test_a_name_that_leads_to_this_machine_is_refused() -> None:
    named = BucketSettings("orchid", endpoint="https://localhost:1")

    with pytest.raises(TransportError, match="https://localhost:1/orchid/a is refused"):
        asyncio.run(Bucket(shelf(named, None, may_be_local=False), keys()).put("a", b"", ""))
