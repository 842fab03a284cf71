"""A method as pages show it: each step once, fitted into the time there is."""

import pytest

from courseengine.base.i18n import language
from courseengine.web.method_steps import method_shown

NB = language("nb")


@pytest.mark.parametrize(
    ("code", "minutes", "facts"),
    [
        (
            "IGP",
            20,
            ["4 min · alene og stille · Tidtaker", "6 min · Tidtaker", "5 min · Tidtaker", "5 min · Møteleder"],
        ),
        (
            "KAFE",
            42,
            [
                "Møteleder",
                "12 min · i hver av 3 runder · Tidtaker",
                "2 min · i hver av 3 runder · Tidtaker",
                "Referent",
            ],
        ),
        ("KAFE", 20, ["3 min · Møteleder", "12 min · Tidtaker", "2 min · Tidtaker", "3 min · Referent"]),
        ("KAFE", None, ["Møteleder", "Tidtaker", "Tidtaker", "Referent"]),
    ],
)
def test_a_step_says_how_long_how_often_and_who(world, code, minutes, facts):
    steps = method_shown(world.course, code, NB, minutes=minutes).steps

    assert [one.facts for one in steps] == facts


@pytest.mark.parametrize("minutes", [None, 20, 60, 120])
def test_a_step_is_shown_once_however_many_rounds_there_are(world, minutes):
    shown = method_shown(world.course, "KAFE", NB, minutes=minutes)

    assert [one.text for one in shown.steps] == [one.text for one in world.course.methods["KAFE"].steps]


def test_without_a_time_no_step_has_one(world):
    shown = [method_shown(world.course, code, NB) for code in world.course.methods]

    assert [one.facts for method in shown for one in method.steps if "min" in one.facts] == []


def test_no_name_is_no_method(world):
    assert method_shown(world.course, None, NB) is None
