"""A reader of English sees what is translated, and of everything else which language it is in."""

from html.parser import HTMLParser

import pytest

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Texts(HTMLParser):
    """The texts of a page, each with the language a screen reader would read it in."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            around = self._open[-1][1] if self._open else ""
            self._open.append((tag, dict(attrs).get("lang") or around))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and self._open and self._open[-1][0] not in ("title", "script", "style"):
            self.found.append((self._open[-1][1], " ".join(data.split())))


@pytest.fixture
def titles(compiled) -> dict[str, set[str]]:
    """What is in Norwegian in the English editions, by its language."""
    found: dict[str, set[str]] = {"nb": set(), "nn": set()}
    for one in compiled:
        for module in one.editions["en"].modules:
            things = [module, *module.activities]
            for thing in things:
                if thing.language != "en":
                    found[thing.language].add(thing.title)
    return found


def in_english(client) -> None:
    client.post("/language", data={"language": "en", "next": "/"})


def pages(world) -> list[str]:
    run, package = world.runs["furulia"].public_id, world.runs["furulia-dd"].public_id
    return [
        "/",
        "/courses",
        "/courses/dd",
        f"/courses/{run}/written",
        *(f"/courses/{run}/modules/{slug}" for slug in ("1-overordnet-del", "2-lareplaner-for-fag", "3-dybdelaring")),
        *(
            f"/courses/{run}/activities/{id_}"
            for id_ in ("m1-v1", "m1-v2", "m1-m1", "m1-m2", "m1-g1", "m2-i1", "m2-t2")
        ),
        f"/courses/{package}/modules/1-se-barnets-digitale-hverdag",
        f"/courses/{package}/activities/survey-dd",
        f"/teams/{world.teams['5.–7. trinn'].public_id}",
        f"/meetings/{world.meetings['next'].public_id}",
    ]


@pytest.mark.parametrize("who", ["anne", "cecilie"])
def test_every_title_is_marked_with_the_language_it_is_in(world, as_person, titles, who):
    client, seen, wrong = as_person(who), 0, []
    in_english(client)

    for path in pages(world):
        answer = client.get(path)
        if who == "cecilie" and answer.status_code == 404:
            continue  # another team's page
        assert answer.status_code == 200, path
        for lang, text in Texts(answer.text).found:
            for language, norwegian in titles.items():
                if text in norwegian:
                    seen += 1
                    wrong += [(path, text, lang)] if lang != language else []

    assert wrong == []
    assert seen > 80


def test_rows_name_a_language_the_reader_may_not_read(world, as_person):
    anne, page = as_person("anne"), f"/courses/{world.runs['furulia'].public_id}/modules/2-lareplaner-for-fag"
    assert "bokmål" not in anne.get(page).text.split("<footer")[0]

    in_english(anne)

    english = anne.get(page).text
    assert "Video\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}7\N{NO-BREAK SPACE}min · bokmål" in english
    assert "Text\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}10\N{NO-BREAK SPACE}min · nynorsk" in english


def test_progress_is_one_across_languages(world, as_person):
    anne, run = as_person("anne"), world.runs["furulia"].public_id
    in_english(anne)

    anne.post(f"/courses/{run}/activities/m2-v2/done", data={"done": "1"})

    anne.post("/language", data={"language": "nn", "next": "/"})
    assert "Likevel ikkje ferdig" in anne.get(f"/courses/{run}/activities/m2-v2").text
