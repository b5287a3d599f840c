"""Every order to misbehave, at both ends: what the studio says, what it counts as charged, and what the
providers' rules make of it. Not known is never failed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from pipeline.model import (
    JSON,
    Accepted,
    Ambiguous,
    BadLine,
    Broken,
    Call,
    Cancelled,
    Ended,
    FileReply,
    Queued,
    Rejected,
    Reply,
    Request,
    Running,
    Status,
    Succeeded,
    Throttled,
    TicketReading,
    Unknown,
    Visit,
)
from pipeline.providers import PROVIDERS
from pipeline.studio import Studio
from tests.unit.studio.visiting import ORIGIN, UUID, V1, V4, Hand, asked, studio

FIRST = "id-1"
"""The first id that the studio gives: of RunComfy's first request; Runware's clip."""
CLIP = "http://studio.example/files/{}.mp4"


class Client:
    """One provider's rules, talking to a studio that misbehaves."""

    def __init__(self, provider: str, *faults: str) -> None:
        self.rules = PROVIDERS[provider]
        self.clock = Hand()
        self.desk: Studio = studio(faults=faults, clock=self.clock)
        self.ticket = UUID if provider == "runware" else FIRST

    def said(self, call: Call) -> Reply:
        reply = self.desk.answer(_visit(call))
        assert isinstance(reply, Reply)
        return reply

    def submit(self) -> TicketReading:
        """With the same id each time, where it is ours."""
        task: dict[str, JSON] = {name: V4[name] for name in ("positivePrompt", "resolution", "duration")}
        body, endpoint = (
            (task, "skywork:skyreels@v4") if self.rules.id_is_ours else (dict(V1), "skywork/SkyReels V1")
        )
        ticket = self.ticket if self.rules.id_is_ours else None
        reply = self.said(self.rules.submit(Request(self.rules.name, "any", endpoint, body), ticket))
        return self.rules.read_ticket(reply, ticket)

    def paint(self) -> None:
        painting = self.desk.next_painting()
        assert painting is not None
        self.desk.end(painting.job, None)

    def poll(self) -> Status | None:
        return self.rules.read_statuses(self.said(self.rules.poll([self.ticket])), [self.ticket]).get(
            self.ticket
        )

    def result(self) -> Status:
        call = self.rules.result(self.ticket)
        assert call is not None
        return self.rules.read_result(self.said(call), self.ticket)

    def lookup(self) -> Status:
        call = self.rules.lookup(self.ticket)
        assert call is not None
        return self.rules.read_lookup(self.said(call), self.ticket)

    def cancel(self) -> Status:
        call = self.rules.cancel(self.ticket)
        assert call is not None
        return self.rules.read_cancel(self.said(call), self.ticket)

    def made(self) -> Status | None:
        """Of a job that was submitted and painted, what is told in the end."""
        assert isinstance(self.submit(), Accepted)
        self.paint()
        told = self.poll()
        return self.result() if isinstance(told, Ended) else told

    def load(self, url: str) -> int:
        path, _, query = url.removeprefix(ORIGIN).partition("?")
        reply = self.desk.answer(Visit("GET", ORIGIN, path, dict(parse_qsl(query)), {}, b""))
        return 200 if isinstance(reply, FileReply) else reply.status if isinstance(reply, Reply) else 0

    @property
    def charged(self) -> int:
        told = asked(self.desk, "GET", "/studio/charges")[1]
        return int(told["runware"] + told["runcomfy"])


def _visit(call: Call) -> Visit:
    url = urlsplit(call.path)
    body = b"" if call.json is None else json.dumps(call.json).encode()
    headers = {"authorization": "Bearer any"}
    return Visit(call.method, ORIGIN, unquote(url.path), dict(parse_qsl(url.query)), headers, body)


# --- a submission -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "fault", "reading", "charged"),
    [
        ("runware", "status:429:5", Throttled(5.0), 0),
        ("runware", "status:503:date+30", Throttled(30.0), 0),
        ("runware", "status:429:soon", Throttled(None), 0),
        ("runware", "status:429:-5", Throttled(None), 0),
        ("runware", "status:503", Ambiguous("HTTP 503, serviceUnavailable: as it was ordered"), 0),
        ("runware", "status:500:5", Ambiguous("HTTP 500, internalServerError: as it was ordered"), 0),
        ("runware", "status:502", Ambiguous("HTTP 502, providerBadGateway: as it was ordered"), 0),
        ("runware", "status:504", Ambiguous("HTTP 504, timeoutProvider: as it was ordered"), 0),
        ("runware", "accepted-then:500", Ambiguous("HTTP 500, internalServerError: as it was ordered"), 1),
        ("runware", "empty", Ambiguous("HTTP 200, an empty answer"), 1),
        ("runware", "refuse:invalidApiKey", Rejected("invalidApiKey", "as it was ordered", "auth"), 0),
        (
            "runware",
            "refuse:insufficientCredits",
            Rejected("insufficientCredits", "as it was ordered", "money"),
            0,
        ),
        (
            "runware",
            "refuse:contentPolicyViolation",
            Rejected("contentPolicyViolation", "as it was ordered", "moderation"),
            0,
        ),
        ("runware", "refuse:providerError", Ambiguous("HTTP 400, providerError: as it was ordered"), 0),
        ("runcomfy", "status:429:5", Throttled(5.0), 0),
        ("runcomfy", "status:503:date+30", Throttled(30.0), 0),
        ("runcomfy", "status:500", Ambiguous("HTTP 500, 500001 as it was ordered; Error"), 0),
        ("runcomfy", "accepted-then:502", Ambiguous("HTTP 502, 502001 as it was ordered; Error"), 1),
        ("runcomfy", "empty", Ambiguous("HTTP 200, an empty answer"), 1),
        ("runcomfy", "no-request-id", None, 1),
        ("runcomfy", "refuse:400004", Rejected("400004", "as it was ordered; UserAccountError", "auth"), 0),
        (
            "runcomfy",
            "refuse:400004:401",
            Rejected("400004", "as it was ordered; UserAccountError", "auth"),
            0,
        ),
        (
            "runcomfy",
            "refuse:400002",
            Rejected("400002", "as it was ordered; InsufficientResources", "money"),
            0,
        ),
        (
            "runcomfy",
            "status:402",
            Rejected("400002", "as it was ordered; InsufficientResources", "money"),
            0,
        ),
        (
            "runcomfy",
            "refuse:400001",
            Rejected("400001", "as it was ordered; InvalidResourceIdentifier", "unknown-model"),
            0,
        ),
    ],
)
def test_an_answer_to_a_submission_is_read_for_what_it_may_mean(
    provider: str, fault: str, reading: TicketReading | None, charged: int
) -> None:
    client = Client(provider, fault)

    told = client.submit()

    assert isinstance(told, Ambiguous) if reading is None else told == reading
    assert client.charged == charged


@pytest.mark.parametrize("provider", ["runware", "runcomfy"])
def test_a_page_that_is_no_answer_settles_nothing(provider: str) -> None:
    client = Client(provider, "garbled", "garbled@on=poll")

    submitted, polled = client.submit(), client.poll()

    assert isinstance(submitted, Ambiguous)
    assert polled is None
    assert client.charged == 1


@pytest.mark.parametrize(
    ("faults", "code", "kind"), [(["refuse:400002"], "400002", "money"), ([], "400001", "unknown-model")]
)
def test_an_error_that_comes_with_200_is_a_refusal_all_the_same(
    faults: Sequence[str], code: str, kind: str
) -> None:
    client = Client("runcomfy", "error-as-200", *faults)

    reply = client.said(Call("runcomfy", "POST", "/v1/models/skywork/Nobody", {}))
    told = client.rules.read_ticket(reply, None)

    assert (reply.status, set(json.loads(reply.body))) == (200, {"error_code", "error_message"})
    assert isinstance(told, Rejected)
    assert (told.code, told.kind) == (code, kind)


@pytest.mark.parametrize("fault", ["error-key", "parameter-list"])
def test_an_error_is_read_in_each_of_its_forms(fault: str) -> None:
    client = Client("runware", fault)
    task: dict[str, JSON] = {"positivePrompt": "A lantern.", "resolution": "720p", "fps": 24}

    reply = client.said(client.rules.submit(Request("runware", "any", "skywork:skyreels@v4", task), UUID))
    told = client.rules.read_ticket(reply, UUID)

    assert told == Rejected("unsupportedParameter", "this model has no field fps", "invalid")
    document = json.loads(reply.body)
    assert ("error" in document) == (fault == "error-key")
    assert fault == "error-key" or document["errors"][0]["parameter"] == ["fps"]


@pytest.mark.parametrize(
    ("faults", "status", "charged"),
    [
        ([], 400, 1),
        (["duplicate:409"], 409, 1),
        (["duplicate:charged"], 200, 2),
        (["duplicate:charged-once-ended"], 400, 1),
    ],
)
def test_a_known_id_is_ours_whatever_becomes_of_it(faults: Sequence[str], status: int, charged: int) -> None:
    client = Client("runware", *faults)
    client.submit()

    again = client.said(_again(client))

    assert client.rules.read_ticket(again, UUID) == Accepted(UUID)
    assert (again.status, client.charged) == (status, charged)


def test_a_known_id_may_be_charged_again_once_its_job_has_ended() -> None:
    client = Client("runware", "duplicate:charged-once-ended")
    client.made()

    again = client.said(_again(client))

    assert (again.status, client.charged) == (200, 2)


def test_one_rule_is_not_used_up_by_another() -> None:
    client = Client("runware", "duplicate:charged@count=1", "unknown-task@nth=2")
    asked_early = client.said(client.rules.poll([UUID])).status
    client.submit()

    client.said(_again(client))

    assert (asked_early, client.charged) == (200, 2)
    other = UUID.replace("3e8f", "3e80")
    assert client.said(client.rules.poll([other])).status == 404


def _again(client: Client) -> Call:
    task: dict[str, JSON] = {"positivePrompt": "A lantern.", "resolution": "720p"}
    return client.rules.submit(Request("runware", "any", "skywork:skyreels@v4", task), UUID)


# --- a job that goes on -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "faults", "told"),
    [
        ("runware", ["word:pending"], [Queued(None)] * 2),
        ("runware", ["word:dreaming"], [Unknown("a state that is in no list: dreaming")] * 2),
        ("runware", ["endless"], [Running(None)] * 2),
        ("runcomfy", ["word:dreaming"], [Unknown("a state that is in no list: dreaming")] * 2),
        ("runcomfy", ["endless"], [Running(None)] * 2),
        ("runcomfy", ["queue:2"], [Queued(1), Queued(0), Ended()]),
        ("runcomfy", ["slow:2"], [Running(None), Running(None), Ended()]),
        ("runcomfy", ["queue:1", "slow:2"], [Queued(0), Running(None), Ended()]),
    ],
)
def test_a_job_that_goes_on_is_not_at_an_end(
    provider: str, faults: Sequence[str], told: Sequence[Status]
) -> None:
    client = Client(provider, *faults, *(["slow:9"] if faults[0].startswith("word") else []))
    client.submit()
    client.paint()

    assert [client.poll() for _ in told] == list(told)


def test_a_job_that_reads_do_not_see_yet_is_unknown_and_not_failed() -> None:
    client = Client("runware", "lag:4")
    client.submit()
    client.paint()

    told = [client.poll(), client.lookup(), client.poll(), client.lookup(), client.poll()]

    assert [type(status) for status in told] == [Unknown, Unknown, Unknown, Unknown, Succeeded]


def test_a_lag_may_be_a_time() -> None:
    client = Client("runcomfy", "lag:4s")
    client.submit()
    early = client.poll()
    client.clock.passed_s = 4

    assert isinstance(early, Unknown)
    assert client.poll() == Queued(0)


@pytest.mark.parametrize("provider", ["runware", "runcomfy"])
def test_a_lost_job_is_unknown_and_stays_charged(provider: str) -> None:
    client = Client(provider, "lost:1")
    client.submit()
    client.paint()

    told = [client.poll(), client.poll(), client.poll()]

    assert isinstance(told[0], Succeeded | Ended)
    assert [type(status) for status in told[1:]] == [Unknown, Unknown]
    assert client.charged == 1


def test_an_unknown_task_may_be_an_error_and_is_unknown_still() -> None:
    usual, odd = Client("runware"), Client("runware", "unknown-task")

    assert isinstance(usual.poll(), Unknown)
    assert isinstance(odd.poll(), Unknown)
    assert usual.said(usual.rules.poll([UUID])).status == 200
    assert odd.said(odd.rules.poll([UUID])).status == 404


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("status:500@on=poll", None),
        ("status:429:3@on=poll", None),
        ("status:503@on=poll", None),
        ("refuse:invalidApiKey@on=poll", None),
        ("refuse:taskNotFound@on=poll", Unknown),
    ],
)
def test_a_question_that_is_refused_by_runware_says_nothing_of_the_job(
    fault: str, told: type[Status] | None
) -> None:
    client = Client("runware", fault)
    client.submit()

    status = client.poll()

    assert (type(status) if status else None) == told


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("status:500@on=poll", None),
        ("refuse:403001@on=poll", None),
        ("refuse:404001@on=poll", Unknown),
        ("refuse:400004@on=poll", Unknown),
    ],
)
def test_a_question_that_is_refused_by_runcomfy_says_nothing_of_the_job(
    fault: str, told: type[Status] | None
) -> None:
    client = Client("runcomfy", fault)
    client.submit()

    status = client.poll()

    assert (type(status) if status else None) == told


# --- a job that ends ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["", ":errors", ":item", ":flat"])
def test_runware_s_failures_are_read_in_each_form(form: str) -> None:
    client = Client("runware", f"fails:providerContentPolicyViolation{form}")

    assert client.made() == Broken(
        "providerContentPolicyViolation",
        "providerContentPolicyViolation, as it was ordered",
        is_moderated=True,
    )


@pytest.mark.parametrize("form", ["", ":status"])
def test_runcomfy_tells_a_failure_by_its_result_alone(form: str) -> None:
    client = Client("runcomfy", f"fails:moderation{form}")

    assert client.made() == Broken("failed", "moderation, as it was ordered", is_moderated=True)


def test_a_result_asked_for_early_is_a_state() -> None:
    client = Client("runcomfy", "slow:2")
    client.submit()
    client.paint()

    assert client.result() == Running(None)


@pytest.mark.parametrize(
    ("provider", "fault", "cost_usd"),
    [
        ("runware", "cost:missing", None),
        ("runware", "cost:0", None),
        ("runware", "cost:9.5", 9.5),
        ("runcomfy", "cost:missing", None),
        ("runcomfy", "cost:0", None),
        ("runcomfy", "lag:0", 0.2),
    ],
)
def test_a_bill_that_is_none_is_not_believed(provider: str, fault: str, cost_usd: float | None) -> None:
    made = Client(provider, fault).made()

    assert isinstance(made, Succeeded)
    assert made.cost_usd == cost_usd


def test_a_flag_on_a_clip_is_told() -> None:
    made, usual = Client("runware", "nsfw").made(), Client("runware").made()

    assert isinstance(made, Succeeded)
    assert isinstance(usual, Succeeded)
    assert (made.is_flagged, usual.is_flagged) == (True, False)


@pytest.mark.parametrize("form", ["text", "list", "videos", "list-of-objects"])
def test_a_clip_is_found_in_each_form_of_output_and_never_in_the_input(form: str) -> None:
    client = Client("runcomfy", f"output:{form}", "echo")

    made = client.made()

    assert isinstance(made, Succeeded)
    assert made.url == CLIP.format("id-2")
    shown = json.loads(client.said(Call("runcomfy", "GET", f"/v1/requests/{FIRST}/result")).body)
    assert shown["input"]["image_url"] == V1["image_url"]


# --- cancelling ---------------------------------------------------------------------------------------------


def test_only_a_job_that_is_said_to_wait_can_be_cancelled() -> None:
    waiting, running, ended = (Client("runcomfy", fault) for fault in ("queue:5", "endless", "lag:0"))
    for client in (waiting, running, ended):
        client.submit()
        client.paint()
        client.poll()

    told = [client.cancel() for client in (waiting, running, ended)]

    assert told == [Cancelled("cancelled while in the queue"), Running(None), Ended()]
    assert waiting.poll() == Cancelled("cancelled")
    assert waiting.charged == 1


@pytest.mark.parametrize("words", ["completed:cancelled", "cancelled:cancellation_requested"])
def test_a_cancellation_is_read_from_either_word(words: str) -> None:
    client = Client("runcomfy", f"cancel-words:{words}")
    client.submit()

    assert isinstance(client.cancel(), Cancelled)


# --- clips --------------------------------------------------------------------------------------------------


def url_of(client: Client) -> str:
    made = client.poll() if client.rules.id_is_ours else client.result()
    assert isinstance(made, Succeeded)
    return made.url


@pytest.mark.parametrize("provider", ["runware", "runcomfy"])
def test_a_clip_may_come_late(provider: str) -> None:
    client = Client(provider, "film-late:2")
    client.made()

    assert [client.load(url_of(client)) for _ in range(3)] == [404, 404, 200]


def test_a_clip_may_be_late_by_a_time() -> None:
    client = Client("runware", "film-late:3s")
    client.made()
    early = client.load(url_of(client))
    client.clock.passed_s = 3

    assert (early, client.load(url_of(client))) == (404, 200)


def test_a_dead_link_is_replaced_when_the_job_is_asked_about() -> None:
    client = Client("runware", "film-dead:1")
    client.made()
    dead = url_of(client)
    first, second = client.load(dead), client.load(dead)

    fresh = url_of(client)

    assert (first, second) == (403, 403)
    assert (dead, fresh) == (CLIP.format(FIRST), CLIP.format(FIRST) + "?link=2")
    assert [client.load(fresh), client.load(dead), client.load(fresh)] == [200, 403, 200]


@pytest.mark.parametrize("faults", [["film-expires:90"], []])
def test_a_link_lives_as_long_as_was_said(faults: Sequence[str]) -> None:
    client = Client("runware", *faults)
    task: Mapping[str, JSON] = V4 if faults else {**V4, "ttl": 90}
    client.said(Call("runware", "POST", "/v1", [dict(task)]))
    client.paint()
    url = url_of(client)
    early = client.load(url)
    client.clock.passed_s = 90

    late, fresh = client.load(url), client.load(url_of(client))

    assert (early, late, fresh) == (200, 403, 200)


def test_a_link_that_nobody_gave_is_dead() -> None:
    client = Client("runware")
    client.made()

    assert [
        client.load(url_of(client) + query) for query in ("?link=2", "?link=0", "?link=x" + "9" * 5000)
    ] == [403] * 3


@pytest.mark.parametrize(
    ("fault", "status"),
    [("status:403", 403), ("status:503", 503), ("redirect", 302), ("empty", 200), ("garbled", 200)],
)
def test_a_download_may_be_answered_with_anything(fault: str, status: int) -> None:
    client = Client("runware", f"{fault}@on=download")
    client.made()

    reply = client.desk.answer(Visit("GET", ORIGIN, urlsplit(url_of(client)).path, {}, {}, b""))

    assert isinstance(reply, Reply)
    assert reply.status == status


def test_a_redirect_leads_where_it_was_ordered_to() -> None:
    client = Client("runware", "redirect:http://169.254.169.254/latest@on=download")
    client.made()

    reply = client.desk.answer(Visit("GET", ORIGIN, urlsplit(url_of(client)).path, {}, {}, b""))

    assert reply == Reply(302, b"", {"location": "http://169.254.169.254/latest"})


# --- lines --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "line", "charged"),
    [
        ("drop:unheard", BadLine(None), 0),
        ("drop", BadLine(None), 1),
        ("reset:unheard", BadLine(None, end="reset"), 0),
        ("reset", BadLine(None, end="reset"), 1),
        ("hang:unheard", BadLine(None, end="hang"), 0),
        ("hang", BadLine(None, end="hang"), 1),
    ],
)
def test_a_line_breaks_before_or_after_a_job_is_taken(fault: str, line: BadLine, charged: int) -> None:
    client = Client("runware", fault)

    said = client.desk.answer(_visit(_again(client)))

    assert (said, client.charged) == (line, charged)


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("reset:midway", {"share": 0.5, "end": "reset"}),
        ("hang:midway", {"share": 0.5, "end": "hang"}),
        ("half:0.25", {"share": 0.25}),
        ("drip:0.1", {"pause_s": 0.1}),
        ("length:+7", {"length_off": 7}),
        ("length:-7", {"length_off": -7}),
        ("length:none", {"length_off": None}),
        ("gzip", {"is_packed": True}),
    ],
)
def test_a_line_spoils_an_answer_that_is_right(fault: str, changes: dict[str, Any]) -> None:
    client = Client("runware", fault)

    said = client.desk.answer(_visit(_again(client)))

    assert isinstance(said, BadLine)
    assert isinstance(said.reply, Reply)
    assert json.loads(said.reply.body) == {"data": [{"taskType": "videoInference", "taskUUID": UUID}]}
    assert said == BadLine(said.reply, **changes)


def test_lines_that_are_bad_in_two_ways_are_bad_in_both() -> None:
    client = Client("runware", "half", "drip:2")

    said = client.desk.answer(_visit(_again(client)))

    assert isinstance(said, BadLine)
    assert (said.share, said.pause_s) == (0.5, 2.0)


def test_at_the_door_only_the_provider_and_the_number_count() -> None:
    desk = studio(faults=["unread:reset@provider=runcomfy,nth=2"])
    runware = Visit("POST", ORIGIN, "/v1", {}, {}, b"")
    runcomfy = Visit("POST", ORIGIN, "/v1/models/skywork/SkyReels V1", {}, {}, b"")
    film = Visit("GET", ORIGIN, "/files/id-1.mp4", {}, {}, b"")

    told = [desk.at_the_door(visit) for visit in (runware, runcomfy, film, runcomfy, runcomfy)]

    assert told == [None, None, None, BadLine(None, end="reset"), None]


def test_a_fault_of_some_jobs_strikes_a_batch_that_asks_about_one_of_them() -> None:
    desk = studio(faults=["drop@on=poll,prompt=lantern"])
    asked(desk, "POST", "/v1", [dict(V4)])  # type: ignore[list-item]
    poll = Call("runware", "POST", "/v1", [{"taskType": "getResponse", "taskUUID": UUID}])
    other = Call(
        "runware", "POST", "/v1", [{"taskType": "getResponse", "taskUUID": UUID.replace("3e8f", "3e80")}]
    )

    assert isinstance(desk.answer(_visit(poll)), BadLine)
    assert isinstance(desk.answer(_visit(other)), Reply)
