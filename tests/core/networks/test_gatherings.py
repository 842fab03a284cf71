"""Gatherings are made, moved, called off and deleted, and people sign up for them."""

from datetime import timedelta

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.accounts.models import Account
from courseengine.core.networks import gatherings, spans
from courseengine.core.networks.gatherings import GatheringDraft
from tests.core.town import NOW, TODAY, TOMORROW, YESTERDAY

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def meets(session, made, by):
    """Makes a gathering so many days from now."""

    def make(offset=10, *, network=None, theme="Vurdering", **more):
        draft = GatheringDraft(theme, spans.days(TODAY + timedelta(days=offset)), **more)
        return gatherings.make_gathering(session, network or made(name=f"N{offset}{theme[:9]}"), draft, by=by, at=NOW)

    return make


def refused(act, *args, **more):
    with pytest.raises(Invalid) as error:
        act(*args, **more)
    return error.value.field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"theme": ""}, "theme"),
        ({"theme": "x" * 201}, "theme"),
        ({"content": "x" * 4001}, "content"),
        ({"link": "http://example.org"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://"}, "link"),
        ({"link": "https://me@example.org"}, "link"),
        ({"link": "https://exa mple.org"}, "link"),
        ({"link": "https://[::1"}, "link"),
        ({"link": "https://example.org:99999"}, "link"),
        ({"sign_up_by": TODAY + timedelta(days=11)}, "sign_up_by"),
    ],
)
def test_what_cannot_be_is_refused(meets, more, field):
    assert refused(meets, **more) == field


def test_the_same_gathering_is_not_made_twice(session, made, meets):
    network = made()
    first = meets(network=network)

    assert refused(meets, network=network) == "theme"
    gatherings.cancel_gathering(session, first, at=NOW)
    meets(network=network)


def test_a_change_that_calendars_hear_of_raises_the_sequence(session, meets):
    gathering = meets()
    same = GatheringDraft("Vurdering", spans.days(gathering.starts_on))

    assert not gatherings.change_gathering(session, gathering, same, at=LATER)
    assert (gathering.sequence, gathering.changed_at) == (0, NOW)
    moved = GatheringDraft("Vurdering", spans.days(gathering.starts_on + timedelta(days=1)))
    assert not gatherings.change_gathering(session, gathering, moved, at=LATER)
    assert (gathering.sequence, gathering.changed_at) == (1, LATER)


@pytest.mark.parametrize(
    ("before", "after", "told"), [(2, 9, True), (9, 2, True), (3, 9, False), (2, 2, False), (-1, 9, False)]
)
def test_a_move_is_told_at_once_when_either_day_is_within_two_days(session, meets, before, after, told):
    gathering = meets(before)
    draft = GatheringDraft("Annet", spans.days(TODAY + timedelta(days=after)))

    assert gatherings.change_gathering(session, gathering, draft, at=LATER) is told


def test_another_room_tomorrow_is_told_at_once(session, meets):
    gathering = meets(1, place="Rom 1")

    draft = GatheringDraft("Vurdering", spans.days(TOMORROW), place="Rom 2")
    assert gatherings.change_gathering(session, gathering, draft, at=LATER)


def test_a_gathering_that_is_called_off_stays_and_changes_no_more(session, meets):
    gathering = meets(2)

    assert gatherings.cancel_gathering(session, gathering, at=LATER)
    assert not gatherings.cancel_gathering(session, gathering, at=LATER)
    assert (gathering.cancelled_at, gathering.sequence) == (LATER, 1)
    draft = GatheringDraft("Nytt", spans.days(TOMORROW))
    assert refused(gatherings.change_gathering, session, gathering, draft, at=LATER) == "when"


def test_one_signs_up_once_until_the_last_day_and_may_withdraw(session, town, meets):
    gathering = meets(sign_up_by=TODAY)
    anne = town.person("Anne")

    for _ in range(2):
        gatherings.sign_up(session, gathering, anne.id, at=NOW)
    assert (gatherings.count_signed_up(session, gathering), gatherings.signed_up(session, gathering)) == (1, [anne])
    late = NOW + timedelta(days=1)
    assert refused(gatherings.sign_up, session, gathering, town.person().id, at=late) == ""
    gatherings.withdraw(session, gathering, anne.id, at=late)
    gatherings.withdraw(session, gathering, anne.id, at=late)
    assert gatherings.count_signed_up(session, gathering) == 0


def test_nobody_signs_up_where_it_is_not_asked_for_or_it_is_off(session, town, meets):
    anne = town.person("Anne").id
    off = meets(5, sign_up_by=TOMORROW)
    gatherings.cancel_gathering(session, off, at=NOW)

    assert refused(gatherings.sign_up, session, meets(), anne, at=NOW) == ""
    assert refused(gatherings.sign_up, session, off, anne, at=NOW) == ""
    assert refused(gatherings.withdraw, session, meets(-1), anne, at=NOW) == ""


def test_it_is_deleted_only_while_nobody_counts_on_it(session, town, meets):
    gathering = meets(sign_up_by=TOMORROW)
    anne = town.person("Anne")
    gatherings.sign_up(session, gathering, anne.id, at=NOW)

    assert refused(gatherings.delete_gathering, session, gathering) == ""
    gatherings.withdraw(session, gathering, anne.id, at=NOW)
    gatherings.delete_gathering(session, gathering)
    assert session.get(type(gathering), gathering.id) is None


def test_those_who_cannot_get_in_and_whoever_does_it_are_not_told(session, town, meets):
    gathering = meets(sign_up_by=TOMORROW)
    anne, bjorn, cecilie = (town.person(name) for name in ("Anne", "Bjørn", "Cecilie"))
    for person in (anne, bjorn, cecilie):
        gatherings.sign_up(session, gathering, person.id, at=NOW)
    session.add(Account(person_id=bjorn.id, ended_at=NOW))
    session.flush()

    assert gatherings.to_tell(session, gathering, but={cecilie.id}) == [anne]


def test_a_past_gathering_may_be_entered_for_the_record(meets):
    assert meets(-30).starts_on < YESTERDAY
