"""Files of people on the site: brought, looked at, carried out; by whom it may, and nobody else."""

import csv
import time
from io import StringIO

import pytest
from sqlalchemy import func, select

from courseengine import jobs
from courseengine.base import clock
from courseengine.core.audit import AuditLine
from courseengine.core.people.models import Membership, Organisation, PeopleImport, PeopleImportRow, Person
from courseengine.integrations import imports
from tests.web.bringing import NEW, bring, brought, words
from tests.web.pages import page_of, said

WRONG = NEW + "Bo;bo@x;lærer;\n=1+1;c@x.no;trollmann;\n"


@pytest.fixture
def furulia(world):
    """Where Furulia's people are imported."""
    return f"/places/{world.places['furulia'].public_id}/import"


def count(database, table) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.both_databases
def test_a_leader_imports_the_own_people(as_person, furulia, database, world):
    cecilie = as_person("cecilie")

    preview = brought(cecilie, furulia)
    shown = words(cecilie.get(preview))
    people = count(database, Person)
    done = cecilie.post(preview)

    assert "Ingenting er importert ennå" in shown
    assert "Kari Nordmann rad 2 · kari@x.no Ansatt ved Furulia skole, i 5.–7. trinn" in shown
    assert "Importer 2 personer" in shown
    assert done.headers["Location"] == preview
    assert count(database, Person) == people + 1
    with database.reading() as session:
        kari = session.scalars(select(Person).where(Person.email == "kari@x.no")).one()
        (held,) = session.scalars(select(Membership).where(Membership.person_id == kari.id))
        assert (held.team_id, held.main) == (world.teams["5.–7. trinn"].id, True)
        last = session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
        assert (last.event, last.actor_id) == ("people_imported", world.people["cecilie"].id)
    assert "2 personer er importert." in words(cecilie.get(preview))


def test_importing_again_is_nothing_to_do(as_person, furulia, database):
    cecilie = as_person("cecilie")
    cecilie.post(brought(cecilie, furulia))
    lines = count(database, AuditLine)

    again = brought(cecilie, furulia)

    shown = cecilie.get(again)
    assert "Alt er slik det skal være fra før." in words(shown)
    assert not [form for form in page_of(shown).forms if form.action == again]
    assert count(database, AuditLine) == lines


def test_nothing_happens_while_a_row_is_refused(as_person, furulia, database):
    cecilie = as_person("cecilie")

    preview = brought(cecilie, furulia, WRONG)
    shown = cecilie.get(preview)
    pressed = cecilie.post(preview)

    assert "2 rader er avvist" in words(shown)
    assert "E-postadresse: «bo@x» er ikke en e-postadresse." in words(shown)
    assert (
        "Rolle: «trollmann» er ikke en av lærer, ressurslærer, skoleleder, skoleeier, universitetsansatt, teamleder."
        in words(shown)
    )
    assert [form.action for form in page_of(shown).forms if "imports" in form.action] == []
    assert pressed.status_code == 422
    with database.reading() as session:
        assert session.scalars(select(PeopleImport.state)).one() == "ready"
        assert session.scalar(select(Person).where(Person.email == "kari@x.no")) is None


def test_refused_rows_are_fetched_mended_and_brought_again(as_person, furulia):
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia, WRONG)

    fetched = cecilie.get(f"{preview}/refused.csv")

    assert fetched.headers["Content-Disposition"] == 'attachment; filename="refused.csv"'
    first, second = csv.DictReader(StringIO(fetched.get_data().decode("utf-8-sig")), delimiter=";")
    assert first["E-post"] == "bo@x"
    assert first["Hvorfor den ble avvist"] == "E-postadresse: «bo@x» er ikke en e-postadresse."
    assert second["Navn"] == "'=1+1"  # a spreadsheet would have run it
    mended = fetched.get_data().decode("utf-8-sig").replace("bo@x", "bo@x.no").replace("trollmann", "lærer")
    again = words(cecilie.get(brought(cecilie, furulia, mended)))
    assert "Importer 2 personer" in again
    assert "=1+1 rad" in again.replace("'", "")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"navn;e-post\nA;b\n", "p.csv", "Rolle: kolonnen mangler."),
        (b"<html><table>", "ansatte.xls", "Dette er en nettside, ikke et regneark."),
        (b"PK\x03\x04", "p.xlsx", "Filen er skadet eller kuttet."),
        (b"", "p.csv", "Filen er tom."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(as_person, furulia, content, name, sentence):
    cecilie = as_person("cecilie")

    shown = cecilie.get(bring(cecilie, furulia, content, name).headers["Location"])

    assert "Filen kan ikke importeres" in words(shown)
    assert sentence in words(shown)


def test_a_form_without_a_file_comes_back(as_person, furulia):
    cecilie, gro = as_person("cecilie"), as_person("gro")

    for client, path in ((cecilie, furulia), (gro, "/admin/import")):
        response = client.post(path, data={"what": "people"})
        assert response.status_code == 422
        assert "Velg en fil." in words(response)
    assert bring(gro, "/admin/import", what="everything").status_code == 422


def test_a_file_is_the_business_of_whoever_brought_it(as_person, furulia, world):
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia)

    for who in ("david", "eva", "gro", "anne", "hanna"):
        other = as_person(who)
        assert other.get(preview).status_code == 404, who
        assert other.post(preview).status_code == 404, who
        assert other.get(f"{preview}/refused.csv").status_code == 404, who
        assert other.post(f"{preview}/drop").status_code == 404, who
    assert cecilie.get(preview).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("cecilie", 200), ("eva", 200), ("gro", 200), ("david", 404), ("anne", 404), ("hanna", 404)]
)
def test_who_brings_files_to_a_school(as_person, furulia, who, status):
    client = as_person(who)

    assert client.get(furulia).status_code == status
    assert client.get(f"{furulia}/example.csv").status_code == status
    assert bring(client, furulia).status_code == (302 if status == 200 else 404)


@pytest.mark.parametrize(("who", "status"), [("gro", 200), ("cecilie", 404), ("eva", 404), ("hanna", 404)])
def test_who_brings_files_for_the_whole_installation(as_person, who, status):
    client = as_person(who)

    assert client.get("/admin/import").status_code == status
    assert client.get("/admin/import/people.csv").status_code == status
    assert bring(client, "/admin/import", what="people").status_code in (302, status)
    assert client.get("/admin/import/else.csv").status_code == 404


def test_a_leader_does_not_reach_the_neighbours(as_person, furulia, database):
    cecilie = as_person("cecilie")
    text = (
        "skole;eier;navn;e-post;rolle\nBjørkelia skole;;A;a@x.no;rektor\n;Skogvik kommune;B;b@x.no;skoleeier\n"
        ";;C;c@x.no;administrator\n;;David Ny;david@demo.example;lærer\n"
    )

    preview = brought(cecilie, furulia, text)

    shown = words(cecilie.get(preview))
    assert "3 rader er avvist" in shown
    assert "«Bjørkelia skole» er ikke et sted du har ansvar for." in shown
    assert "David Ny" in words(cecilie.get(f"{preview}?rows=created"))
    assert "David →" not in words(cecilie.get(f"{preview}?rows=created"))


def test_an_owner_imports_leaders_to_its_schools(as_person, world, database):
    eva = as_person("eva")
    text = "skole;navn;e-post;rolle\nBjørkelia skole;Ny Rektor;ny@x.no;rektor\n"

    eva.post(brought(eva, f"/places/{world.places['skogvik'].public_id}/import", text))

    with database.reading() as session:
        held = session.scalars(select(Membership).join(Membership.person).where(Person.email == "ny@x.no")).one()
        assert (held.role, held.organisation_id) == ("school_leader", world.places["bjorkelia"].id)


def test_an_administrator_imports_people_in_four_steps(as_person, database):
    gro = as_person("gro")
    rows = [f"Storvik;Nye skole;Trinn {n % 5};Person {n};p{n}@x.no;lærer" for n in range(100)]
    text = "\n".join(["eier;skole;lag;navn;e-post;rolle", *rows])
    began = time.process_time()

    overview = page_of(gro.get("/admin"))  # 1: Administration; 2: the file
    form = overview.form("/admin/import")
    form.fields.pop("file")
    preview = brought(gro, form.action, text, **form.fields)  # 3: Look at it
    (yes,) = [form for form in page_of(gro.get(preview)).forms if form.action == preview]
    before = count(database, Person)
    gro.post(yes.action)  # 4: Import 100 people

    assert time.process_time() - began < 2  # the processor's seconds: a busy machine is no failure
    assert count(database, Person) == before + 100
    assert "100 personer er importert." in words(gro.get(preview))


def test_a_register_is_imported_by_an_administrator_alone(as_person, database):
    gro = as_person("gro")
    text = "Organisasjonsnummer;Navn;ErSkole;Eier;ErAktiv\n123456785;Nye skole;true;Storvik;true\nU90099013;Borte;true;;true\n"

    preview = brought(gro, "/admin/import", text, what="places")
    shown = words(gro.get(preview))
    gro.post(preview)

    assert "Importer 1 sted" in shown
    assert "1 rad er utelatt" in shown
    with database.reading() as session:
        assert session.scalars(select(Organisation.name).where(Organisation.number == "123456785")).one() == "Nye skole"


def test_a_long_file_is_read_by_the_worker(app, as_person, furulia, monkeypatch, database):
    monkeypatch.setattr(imports, "SHORT_ROWS", 1)
    cecilie = as_person("cecilie")

    preview = brought(cecilie, furulia)
    waiting = cecilie.get(preview)
    with database.writing() as session:
        file = session.scalars(select(PeopleImport)).one()
        file.rows_in_all, file.rows_read = 10_000, 3_400
    half = cecilie.get(preview)
    while jobs.do_what_is_due(app, at=clock.now()):
        pass
    ready = cecilie.get(preview)

    assert waiting.headers["Refresh"] == half.headers["Refresh"] == "2"
    assert "den venter på tur" in words(waiting)
    assert "Rad 3400 av 10000" in words(half)
    assert cecilie.post(preview).status_code == 302
    assert "Refresh" not in ready.headers
    assert "Importer 2 personer" in words(ready)


def test_what_is_still_read_cannot_be_imported(as_person, furulia, monkeypatch):
    monkeypatch.setattr(imports, "SHORT_ROWS", 1)
    cecilie = as_person("cecilie")

    assert cecilie.post(brought(cecilie, furulia)).status_code == 409


def test_when_the_world_has_changed_one_looks_again(as_person, furulia, database, world):
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia)
    with database.writing() as session:
        session.get_one(Person, world.people["anne"].id).name = "Anne Å. Lie"

    pressed = cecilie.post(preview, follow_redirects=True)

    assert "Noe har endret seg her siden filen ble lest." in words(pressed)
    assert "Importer 1 person" in words(pressed)
    with database.reading() as session:
        assert session.scalar(select(Person).where(Person.email == "kari@x.no")) is None
    cecilie.post(preview)
    assert "1 person er importert." in words(cecilie.get(preview))


def test_somebody_says_no(as_person, furulia, database):
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia)

    response = cecilie.post(f"{preview}/drop")

    assert response.headers["Location"] == furulia
    assert cecilie.get(preview).status_code == 404
    assert count(database, PeopleImportRow) == 0


def test_a_long_file_that_is_dropped_leaves_nothing_on_the_disk(app, as_person, furulia, monkeypatch):
    monkeypatch.setattr(imports, "SHORT_ROWS", 1)
    cecilie, folder = as_person("cecilie"), imports.folder_in(app.extensions["data_dir"])
    there = set(folder.iterdir())

    first, second = brought(cecilie, furulia), brought(cecilie, furulia)
    (left,) = set(folder.iterdir()) - there
    cecilie.post(f"{second}/drop")

    assert (first.endswith(left.name), second.endswith(left.name)) == (False, True)
    assert set(folder.iterdir()) == there


def test_saying_no_to_what_is_done_changes_nothing(as_person, furulia, database):
    cecilie = as_person("cecilie")
    preview = brought(cecilie, furulia)
    cecilie.post(preview)

    cecilie.post(f"{preview}/drop")

    assert "2 personer er importert." in words(cecilie.get(preview))
    assert count(database, PeopleImportRow) == 2


@pytest.mark.parametrize("page", ["99999999999999999999", "-1", "7"])
def test_a_page_that_is_not_there_is_the_last_or_the_first(as_person, furulia, page):
    cecilie = as_person("cecilie")

    shown = cecilie.get(f"{brought(cecilie, furulia)}?page={page}")

    assert shown.status_code == 200
    assert "kari@x.no" in shown.text


def test_a_new_file_takes_the_place_of_one_that_was_left(as_person, furulia, database):
    cecilie = as_person("cecilie")

    first, second = brought(cecilie, furulia), brought(cecilie, furulia)

    assert (cecilie.get(first).status_code, cecilie.get(second).status_code) == (404, 200)


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read(as_person, furulia, stranger, database):
    cecilie = as_person("cecilie")

    large = bring(cecilie, furulia, b"x" * 3_000_000)
    multipart = "multipart/form-data; boundary=x"
    too_large = cecilie.post(furulia, content_type=multipart, environ_overrides={"CONTENT_LENGTH": "51000000"})
    elsewhere = cecilie.post("/language", data={"language": "x" * 3_000_000})
    unknown = bring(stranger, furulia, b"x" * 3_000_000)

    assert large.status_code == 302
    for refused in (too_large, elsewhere, unknown):
        assert refused.status_code == 413
        assert "høyst 50 MB" in words(refused)
    assert count(database, PeopleImport) == 1


def test_the_file_to_fill_in_can_be_brought_as_it_is(as_person, furulia, world):
    for who, path, what in (
        ("cecilie", f"{furulia}/example.csv", furulia),
        ("gro", "/admin/import/people.csv", "/admin/import"),
        ("gro", "/admin/import/places.csv", "/admin/import"),
    ):
        for code in ("nb", "nn", "en"):
            client = as_person(who)
            client.post("/language", data={"language": code})
            text = client.get(path).get_data()
            preview = brought(client, what, text, what="places" if "places" in path else "people")
            with client.get(preview) as shown:
                assert said("Nothing is imported yet", code) in words(shown), (path, code)


def test_a_long_list_is_turned_page_by_page_and_costs_the_same(as_person, furulia, count_queries):
    cecilie = as_person("cecilie")
    rows = [f"Person {n};p{n}@x.no;lærer;5.–7. trinn\n" for n in range(120)]
    asked = {}

    for number in (1, 120):
        preview = brought(cecilie, furulia, "navn;e-post;rolle;lag\n" + "".join(rows[:number]))
        with count_queries() as statements:
            shown = cecilie.get(preview)
        asked[number] = len(statements)

    assert asked[1] == asked[120]
    assert shown.text.count("p49@x.no") == 1
    assert "p50@x.no" not in shown.text
    last = cecilie.get(f"{preview}?rows=created&page=3")
    assert ("p119@x.no" in last.text, "Flere rader" in words(last), "Forrige rader" in words(last)) == (
        True,
        False,
        True,
    )
    assert cecilie.get(f"{preview}?rows=nonsense&page=x").status_code == 200


def test_hostile_text_is_shown_as_text(as_person, furulia):
    cecilie = as_person("cecilie")
    text = NEW + '"<script>alert(1)</script>";x@x.no;<b>rolle</b>;\n'

    shown = cecilie.get(brought(cecilie, furulia, text))

    assert "<script>alert" not in shown.text
    assert "<b>rolle" not in shown.text
