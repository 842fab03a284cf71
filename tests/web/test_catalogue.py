"""Which courses there are is for everybody to see; what is inside them is not."""

import re
import shutil
from datetime import date, timedelta
from html import unescape

import pytest

from courseengine.base import clock
from courseengine.base.i18n import language
from courseengine.core.course.activities.base import Audience
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.model import Banner
from courseengine.core.course.publishing import publish
from tests.cli.conftest import ROOT
from tests.web.pages import crawl, page_of, said

NB = language("nb")


def text_of(client, path):
    return unescape(client.get(path).text)


@pytest.fixture
def reader(request, app, world, as_person):
    """Whoever a test is about: a stranger, or somebody who is signed in."""
    return as_person(request.param) if request.param else app.test_client()


@pytest.fixture
def listed(world):
    """The ids of the courses on a page of the catalogue, in their order."""

    def ids(client, question=""):
        page = client.get(f"/courses{question}")
        assert page.status_code == 200
        return re.findall(r'<a class="ds-link" href="/courses/([\w-]+)">', page.text)

    return ids


@pytest.fixture
def small(tmp_path, config, database, world):
    """Publishes the small course of the tests with something written into its ``course.yml``."""

    def published(written):
        folder = shutil.copytree(ROOT / "tests" / "courses" / "small", tmp_path / "small")
        text = (folder / "course.yml").read_text("utf-8")
        (folder / "course.yml").write_text(text.replace("licence:", f"{written}\nlicence:"), "utf-8")
        compiled = compile_course(folder)
        assert compiled.editions, [str(one) for one in compiled.problems if one.level == "error"]
        with database.writing() as session:
            publish(session, compiled, media_dir=config.media_dir, at=world.at)
        return compiled.course

    return published


@pytest.mark.parametrize("reader", [None, "anne", "liv", "eva", "farid", "gro", "hanna"], indirect=True)
class TestForEverybody:
    def test_the_catalogue_has_every_course(self, reader, world, listed):
        page = text_of(reader, "/courses")

        assert listed(reader) == ["dd", "lk20"]  # by title
        for course in (world.course, world.package):
            assert course.title in page
            assert course.purpose in page

    def test_a_course_has_a_page(self, reader, world):
        for course in (world.course, world.package):
            page = text_of(reader, f"/courses/{course.id}")
            known = [module for module in course.modules if module.audience is Audience.EVERYONE]
            assert course.title in page
            assert course.purpose in page
            assert [one.title for one in known if one.title not in page or one.purpose not in page] == []
            assert course.licence in page

    def test_the_module_for_leaders_is_not_named(self, reader, world):
        page = text_of(reader, f"/courses/{world.course.id}")

        module = world.course.module("m0")
        assert module.title not in page
        assert module.purpose not in page
        assert module.slug not in page
        assert not re.search(r"<h3[^>]*>\s*0\.", page)

    def test_a_course_that_nobody_published_is_not_there(self, reader):
        assert reader.get("/courses/lk06").status_code == 404

    def test_a_run_is_no_course(self, reader, world):
        assert reader.get(f"/courses/{world.runs['furulia'].public_id}").status_code == 404


class TestTheFilter:
    @pytest.fixture
    def reader(self, stranger):
        return stranger

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("?for=kindergarten", ["dd"]),
            ("?for=school", ["dd", "lk20"]),
            ("?for=", ["dd", "lk20"]),
            ("?language=nb", ["dd", "lk20"]),
            ("?language=", ["dd", "lk20"]),
            ("?for=kindergarten&language=nn", ["dd"]),
            ("?for=school&language=en", ["dd", "lk20"]),
        ],
    )
    def test_shows_what_fits(self, reader, listed, question, expected):
        assert listed(reader, question) == expected

    @pytest.mark.parametrize(
        "question", ["?for=university", "?for=x&for=kindergarten", "?language=sv", "?language=%3Cb"]
    )
    def test_shows_all_for_a_value_it_does_not_know(self, reader, listed, question):
        assert listed(reader, question) == ["dd", "lk20"]

    def test_by_language_shows_the_courses_in_it(self, reader, listed, republish):
        republish("dd", languages=("nb", "nn"), partly_translated=("nn",))

        assert listed(reader, "?language=en") == ["lk20"]
        assert listed(reader, "?language=nn") == ["dd", "lk20"]
        assert listed(reader, "?for=kindergarten&language=en") == []
        assert said("No course fits") in text_of(reader, "/courses?for=kindergarten&language=en")

    def test_says_how_many_there_are_and_shows_all_again(self, reader):
        filtered, whole = (text_of(reader, path) for path in ("/courses?for=kindergarten", "/courses"))

        assert NB.ngettext("%(num)d course", "%(num)d courses", 1) in filtered
        assert NB.ngettext("%(num)d course", "%(num)d courses", 2) in whole
        assert (said("Show all") in filtered, said("Show all") in whole) == (True, False)

    def test_remembers_what_was_chosen(self, reader):
        page = reader.get("/courses?for=kindergarten&language=nn").text

        assert re.findall(r'<option value="([^"]*)" selected', page) == ["kindergarten", "nn"]

    def test_offers_the_languages_there_are(self, reader):
        page = reader.get("/courses").text

        form = page[page.index('<form class="row filter"') :].partition("</form>")[0]
        assert re.findall(r'<option value="([^"]*)"', form) == ["", "school", "kindergarten", "", "en", "nb", "nn"]


class TestAPage:
    def test_says_for_whom_how_much_and_in_which_languages(self, stranger, world):
        page = text_of(stranger, "/courses/dd")

        assert "Skoler og barnehager" in page
        assert NB.ngettext("%(num)d module", "%(num)d modules", 3) in page
        assert "Bokmål, delvis nynorsk og engelsk" in page
        assert said("You are done with a module when you have done everything in it.") in page

    def test_says_when_a_module_opens_where_that_holds_for_all(self, stranger, world):
        dates = [opening.opens for id_, opening in world.course.schedules["standard"].items() if id_ != "m0"]
        pages = {id_: text_of(stranger, f"/courses/{id_}") for id_ in ("lk20", "dd")}

        assert [day for day in dates if NB.day(day, year=True) not in pages["lk20"]] == []
        assert not re.search(r"20\d\d", pages["dd"].partition("<main")[2].partition("</main>")[0])

    def test_leads_those_who_take_it_on(self, as_person, stranger, world):
        go_on = said("Go on at %(place)s", place="Furulia skole")

        assert go_on in text_of(as_person("anne"), "/courses/dd")
        assert go_on not in text_of(as_person("berit"), "/courses/dd")
        assert said("Go on at %(place)s", place="Maurtua barnehage") in text_of(as_person("berit"), "/courses/dd")
        assert "/sign-in" in page_of(stranger.get("/courses/dd")).links
        assert go_on not in text_of(stranger, "/courses/dd")

    @pytest.mark.parametrize("code", ["nb", "nn", "en"])
    def test_is_read_in_the_readers_language(self, stranger, compiled, code):
        stranger.post("/language", data={"language": code})

        for course in compiled:
            page = stranger.get(f"/courses/{course.course.id}")
            assert f'<html lang="{code}"' in page.text
            assert course.editions[code].title in unescape(page.text)

    def test_leads_a_stranger_to_no_page_that_is_not_there(self, stranger):
        wrong = [(path, page.status_code) for path, page in crawl(stranger, "/courses") if page.status_code != 200]

        assert wrong == []


class TestBanners:
    WRITTEN = """\
banners:
  - {kind: unmaintained, text: Bruk heller den nye., since: 2026-11-17}
  - {kind: feedback, text: Si hva som virket., until: 2026-11-17}
  - {kind: notice, text: Den er ikke begynt., since: 2026-11-18}
  - {kind: notice, text: Den er over., until: 2026-11-16}"""

    def test_stand_on_the_courses_page_on_their_days(self, stranger, small):
        small(self.WRITTEN)

        page = text_of(stranger, "/courses/small")

        assert "Bruk heller den nye." in page
        assert said("No longer maintained since %(day)s", day=NB.day(date(2026, 11, 17), year=True)) in page
        assert "Si hva som virket." in page
        assert said("Tell us what you think") in page
        assert "Den er ikke begynt." not in page
        assert "Den er over." not in page

    def test_say_in_the_catalogue_that_nobody_keeps_it_up(self, stranger, small):
        before = text_of(stranger, "/courses")
        small(self.WRITTEN)

        page = text_of(stranger, "/courses")

        assert said("No longer maintained") not in before
        assert page.count(said("No longer maintained")) == 1
        assert "Si hva som virket." not in page

    def test_without_a_day_it_is_said_without_one(self, stranger, small):
        small("banners: [{kind: unmaintained, text: Bruk heller den nye.}]")

        page = text_of(stranger, "/courses/small")

        assert f"<strong>{said('No longer maintained')}</strong>" in page

    def test_stand_on_the_pages_of_those_who_take_the_course(self, as_person, world, republish):
        furulia, notice = f"/courses/{world.runs['furulia'].public_id}", "Lesedagen er flyttet."
        pages = ("/", f"{furulia}/modules/1-overordnet-del", "/courses/lk20")
        before = [notice in text_of(as_person("anne"), page) for page in pages]
        republish("lk20", banners=(Banner(kind="notice", text=notice, until=date(2026, 11, 17)),))

        after = [notice in text_of(as_person("anne"), page) for page in pages]

        assert (before, after) == ([False] * 3, [True] * 3)

    def test_end_at_midnight(self, as_person, world, republish):
        notice = "Lesedagen er flyttet."
        page = f"/courses/{world.runs['furulia'].public_id}/modules/1-overordnet-del"
        republish("lk20", banners=(Banner(kind="notice", text=notice, until=date(2026, 11, 17)),))
        midnight = clock.begins(date(2026, 11, 18))

        clock.start_at(midnight - timedelta(seconds=30))
        before = notice in text_of(as_person("anne"), page)
        clock.start_at(midnight)
        after = notice in text_of(as_person("anne"), page)

        assert (before, after) == (True, False)


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("Alle rettigheter forbeholdt", None),
    ],
)
def test_a_licence_leads_to_its_text_where_its_name_tells_it(stranger, republish, licence, address):
    republish("dd", licence=licence)

    page = stranger.get("/courses/dd")

    assert licence in page.text
    assert [link for link in page_of(page).elsewhere if "creativecommons" in link] == ([address] if address else [])


def test_without_a_course_the_catalogue_says_so(app, databases, stranger, kind):
    app.extensions["database"] = databases.fresh(kind)

    assert said("No course yet") in text_of(stranger, "/courses")
    assert stranger.get("/courses/lk20").status_code == 404
