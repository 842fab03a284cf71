"""Schools in outline: sums and bands for their owner and their partner, and nothing of a team or a person."""

import re

import pytest


@pytest.fixture
def outline(world):
    return f"/outline/{world.places['furulia'].public_id}"


@pytest.mark.parametrize(
    ("who", "status"),
    [("eva", 200), ("farid", 200), ("cecilie", 404), ("anne", 404), ("david", 404), ("gro", 404), ("hanna", 404)],
)
def test_the_owner_and_the_partner_see_the_school(as_person, outline, who, status):
    assert as_person(who).get(outline).status_code == status


def test_it_holds_sums_and_bands_and_no_name(as_person, world, outline):
    page = as_person("farid").get(outline).text
    main = re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])

    assert "11 av 12" in page
    assert 'class="band"' in page
    for name in [*world.teams, *(person.name for person in world.people.values() if person.name != "Farid")]:
        assert not re.search(rf"\b{re.escape(name)}\b", main), name


def test_other_schools_are_not_there_for_the_partner(as_person, world):
    bjorkelia = f"/outline/{world.places['bjorkelia'].public_id}"

    assert as_person("eva").get(bjorkelia).status_code == 200
    assert as_person("farid").get(bjorkelia).status_code == 404


def test_the_list_is_ones_own(as_person, world):
    def listed(who, place):
        return as_person(who).get(f"/places/{world.places[place].public_id}/schools")

    assert "Bjørkelia skole" in listed("eva", "skogvik").text
    assert "Furulia skole" in listed("farid", "university").text
    assert "Bjørkelia skole" not in listed("farid", "university").text
    assert listed("farid", "skogvik").status_code == 404


def test_a_leader_invites_a_university_and_lets_it_go(as_person, world, outline):
    cecilie, farid = as_person("cecilie"), as_person("farid")
    page = f"/places/{world.places['furulia'].public_id}/partners"
    partner = cecilie.get(page).text.split('name="end" value="')[1].split('"')[0]

    cecilie.post(page, data={"end": partner})
    assert farid.get(outline).status_code == 404

    chosen = {"university": world.places["university"].public_id}
    assert cecilie.post(page, data=chosen, follow_redirects=True).status_code == 200
    assert cecilie.post(page, data=chosen).status_code == 302
    assert farid.get(outline).status_code == 200


def test_without_a_choice_the_page_says_so(as_person, world):
    answer = as_person("david").post(
        f"/places/{world.places['bjorkelia'].public_id}/partners", data={"university": "x"}
    )

    assert answer.status_code == 422
    assert "Velg et universitet." in answer.text


@pytest.mark.parametrize(
    ("who", "status"), [("cecilie", 200), ("eva", 200), ("gro", 200), ("anne", 404), ("david", 404)]
)
def test_partners_are_for_those_who_manage_the_place(as_person, world, who, status):
    assert as_person(who).get(f"/places/{world.places['furulia'].public_id}/partners").status_code == status
