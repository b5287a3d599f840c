"""The ledger as a table, an account and JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from pipeline.report.status import COLUMNS, account, as_csv, as_json, rows, spent_usd
from tests.unit.remembered import row

MADE = row(job="66583158ab22-1", shot="offer/desk")
PREVIEW = row(job="71bc2de1866b-1", realm="preview", cost_usd=0.0)
ELSEWHERE = row(
    job="j3", realm="elsewhere", cost_usd=0.5, model="acme-v2", created_at="2026-03-04T09:00:00.000Z"
)
OUT = row(job="j4", state="submitted", cost_usd=None)
REFUSED = row(job="j5", state="failed", cost_usd=None, is_charged=False, reason="refused\nfor good")


def test_previews_cost_nothing_and_what_has_no_bill_yet_counts_as_estimated() -> None:
    assert spent_usd([MADE, PREVIEW, ELSEWHERE, OUT, REFUSED]) == 1.01 + 0.5 + 1.02


def test_a_row_a_job_in_80_columns() -> None:
    found = rows([MADE, OUT])

    assert found == [
        ("66583158ab22-1", "offer/desk", "1", "stored", "vendor", "$1.01", "03-03 10:00"),
        ("j4", "a", "1", "submitted", "vendor", "~$1.02", "03-03 10:00"),
    ]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *found, strict=True)]
    assert sum(widths) + 2 * len(widths) <= 80


def test_episodes_are_named_where_there_are_several() -> None:
    assert [found[1] for found in rows([row(), row(episode="ep02")])] == ["ep01 a", "ep02 a"]


def test_the_account_is_by_episode_day_and_model_and_says_what_went_wrong() -> None:
    assert account([MADE, PREVIEW, ELSEWHERE, REFUSED]) == (
        "j5 failed: refused for good\n"
        "\n"
        "spent $1.51\n"
        "  by episode  ep01 $1.51\n"
        "  by day      2026-03-03 $1.01, 2026-03-04 $0.50\n"
        "  by model    acme-v1 $1.01, acme-v2 $0.50\n"
    )


def test_an_account_of_previews_is_short() -> None:
    assert account([PREVIEW]) == "spent $0.00\n"


def test_json_keeps_what_the_table_leaves_out() -> None:
    report = as_json([MADE])

    assert report["spent_usd"] == 1.01
    assert report["jobs"] == [
        {
            "job": "66583158ab22-1",
            "episode": "ep01",
            "shot": "offer/desk",
            "take": 1,
            "provider": "acme",
            "provider_job": "t-1",
            "state": "stored",
            "realm": "vendor",
            "cost_usd": 1.01,
            "updated_at": "2026-03-03T10:00:00.000Z",
        }
    ]


def test_the_csv_account_has_a_line_a_submission_with_the_providers_id_beside_the_dollars() -> None:
    text = as_csv([MADE, REFUSED, replace(OUT, reason='=HYPERLINK("x")\n::error::')])

    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["job"], line["provider_job"], line["cost_usd"], line["counted_usd"]) for line in lines] == [
        ("66583158ab22-1", "t-1", "1.01", "1.01"),
        ("j5", "t-1", "", "0.0"),
        ("j4", "t-1", "", "1.02"),
    ]
    assert [line["is_charged"] for line in lines] == ["", "no", ""]
    assert lines[2]["reason"].startswith("'=HYPERLINK")
    assert text.count("\r\n") == 4
