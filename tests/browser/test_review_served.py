"""`review --serve` in a real Chromium: two people decide, neither loses a word."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.load.review import read_review
from pipeline.model import ReviewLine
from tests.browser.conftest import serve
from tests.browser.driver import Browser
from tests.browser.test_review_page import SHOT, STATUS, TOLD, is_so, note

pytestmark = pytest.mark.browser

SAVE = "document.querySelector('#save').innerText"


def enter(session: Browser, address: str) -> None:
    session.resize(1440, 900)
    session.open(address)
    session.until("document.querySelector('#shot-name').innerText !== ''")


def decided(project: Path) -> dict[str, ReviewLine]:
    review, faults = read_review((project / "ep01.review.yaml").read_bytes(), "ep01.review.yaml")
    assert faults == ()
    return dict(review.lines)


def test_the_page_saves_into_the_review_beside_the_storyboard(
    chromium: Browser, served: str, project: Path
) -> None:
    chromium.complaints()
    enter(chromium, served)

    note(chromium, "face drifts")
    chromium.press("j", "a", "s")
    is_so(chromium, SAVE, "Saved")

    lines = decided(project)
    assert lines["walk/two"].status == "approved"
    assert [found.text for found in lines["walk/one"].notes] == ["face drifts"]
    assert chromium.complaints() == []
    assert "token" not in chromium.run("return location.href")


def test_a_film_can_be_sought_and_nothing_is_asked_elsewhere(chromium: Browser, served: str) -> None:
    chromium.asked_for()
    enter(chromium, served)
    chromium.press("j", "k", ".", ".", ".")

    chromium.until(
        "[...document.querySelectorAll('video')].some((film) => film.readyState >= 2 && !film.seeking"
        " && film.currentTime.toFixed(2) === '0.15')"
    )
    home = "{0.scheme}://{0.netloc}/".format(urlsplit(served))
    asked = chromium.asked_for()

    assert asked
    assert [url for url in asked if not url.startswith(home)] == []


def test_two_people_who_decide_about_different_shots_save_both(
    chromium: Browser, served: str, project: Path
) -> None:
    enter(chromium, served)
    chromium.press("a")
    note(chromium, "mine")
    (project / "ep01.review.yaml").write_text(
        "# of Tom\nreview: 1\nshots:\n  alone: {status: omitted}\n", encoding="utf-8"
    )

    chromium.press("s")
    is_so(chromium, "document.querySelector('#offer').open", True)
    told = chromium.text("#offer")
    chromium.click("#offer-take")
    is_so(chromium, SAVE, "Saved")

    lines = decided(project)
    assert "Nothing of it contradicts what you decided" in told
    assert lines["alone"].status == "omitted"
    assert lines["walk/one"].status == "approved"
    assert [found.text for found in lines["walk/one"].notes] == ["mine"]
    assert "# of Tom\n" in (project / "ep01.review.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("chosen", "status"), [("theirs", "omitted"), ("mine", "approved")])
def test_where_they_contradict_each_other_the_second_is_asked(
    chromium: Browser, served: str, project: Path, chosen: str, status: str
) -> None:
    enter(chromium, served)
    chromium.press("a")
    kept = "review: 1\nshots:\n  walk/one: {status: omitted}\n"
    (project / "ep01.review.yaml").write_text(kept, encoding="utf-8")

    chromium.press("s")
    is_so(chromium, "document.querySelector('#offer').open", True)
    assert (project / "ep01.review.yaml").read_text(encoding="utf-8") == kept
    chromium.click(f"#offer input[value={chosen}]")
    chromium.click("#offer-take")
    is_so(chromium, SAVE, "Saved")

    assert decided(project)["walk/one"].status == status
    is_so(chromium, STATUS, status)


def test_what_was_not_saved_is_there_after_the_server_ended(chromium: Browser, project: Path) -> None:
    with ExitStack() as stack:
        enter(chromium, serve(stack, project))
        chromium.press("j", "a")
        is_so(chromium, STATUS, "approved")

    chromium.press("s")

    is_so(chromium, TOLD, "The server does not answer: nothing is lost, it stays in this browser.")
    is_so(chromium, SHOT, "walk/two")
    is_so(chromium, SAVE, "Save")
    chromium.complaints()
