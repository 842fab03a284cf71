"""Films and podcasts in a real player: captions, speed, the place one left, and done when played."""

import pytest

from tests.browser.places import PLACES, address

DONE = "form[action$='/done'] input[name=done]"


@pytest.fixture
def film(site):
    """A page with a film, that Cecilie has not seen."""
    visit = site.visit("cecilie", width=390)
    visit.page.goto(address(visit, PLACES["film"].path))
    return visit.page


def state(page, what):
    return page.evaluate(f"document.querySelector('video, audio').{what}")


def until(page, what):
    """Asked from outside: the page's own policy forbids that an expression is run in it again and again."""
    for _ in range(100):
        if page.evaluate(what):
            return
        page.wait_for_timeout(50)
    raise AssertionError(what)


def play(page, *, rate=1):
    until(page, "document.querySelector('video, audio').readyState > 2")
    page.evaluate(
        """async rate => { const it = document.querySelector("video, audio");
             it.muted = true; it.playbackRate = rate; await it.play() }""",
        rate,
    )


def test_captions_are_shown_from_the_start(film):
    play(film)

    assert state(film, "textTracks[0].mode") == "showing"
    assert state(film, "textTracks[0].language") == "nb"
    until(film, "document.querySelector('video').textTracks[0].cues?.length > 3")


def test_the_speed_is_chosen_by_a_button(film):
    faster = film.locator(".speeds button[data-speed='1.5']")

    faster.click()

    assert state(film, "playbackRate") == 1.5
    # The player tells of its new speed a moment after it has it.
    until(film, "document.querySelector('.speeds button[aria-pressed=true]').dataset.speed === '1.5'")


def test_a_chapter_is_a_button_that_goes_there(site):
    page = site.visit(width=390).page
    page.goto("/design")
    chapters = page.locator("[data-player][data-kind=video] .chapters button")

    assert chapters.first.get_attribute("aria-current") == "true"
    chapters.nth(1).click()

    assert state(page, "currentTime") == 42
    assert [chapter.get_attribute("aria-current") for chapter in chapters.all()] == [None, "true"]


def test_many_chapters_are_folded_and_a_list_without_a_script(site):
    page = site.visit(java_script_enabled=False).page
    page.goto("/design")
    folded = page.locator("[data-player][data-kind=podcast] details")

    folded.locator("summary").click()

    assert [entry.inner_text().split() for entry in folded.locator("li").all()] == [
        ["0:00", "Introduction"],
        ["1:15", "The", "poster", "and", "the", "corridor"],
        ["10:10", "What", "pupils", "see"],
        ["1:02:05", "Until", "next", "time"],
    ]
    assert page.locator(".chapters button").count() == 0


def test_it_goes_on_where_one_stopped(film):
    play(film)
    with film.expect_response(lambda answer: answer.url.endswith("/position")) as kept:
        film.evaluate("document.querySelector('video').currentTime = 20; document.querySelector('video').pause()")

    film.reload()
    until(film, "document.querySelector('video').currentTime > 19")

    assert kept.value.status == 204
    assert 19 < state(film, "currentTime") < 22


def test_played_to_the_end_it_is_done(film):
    assert film.locator(DONE).first.get_attribute("value") == "1"

    film.evaluate("document.querySelector('video').currentTime = 0")
    with film.expect_response(lambda answer: answer.url.endswith("/done"), timeout=20_000) as told:
        play(film, rate=16)
    film.locator(".player-status", has_text="ferdig").wait_for()
    film.reload()

    assert told.value.status == 204
    assert film.locator(DONE).first.get_attribute("value") == "0"


def test_the_whole_text_is_there_without_playing(site):
    visit = site.visit("anne", java_script_enabled=False)
    visit.page.goto(address(visit, PLACES["podcast"].path))

    visit.page.locator("details#text summary").click()

    assert len(visit.page.locator("details#text").inner_text()) > 3000
