"""What ``docs/policy.md`` says is what the policy answers, for everybody, everywhere."""

import re
from pathlib import Path

import pytest

from courseengine.core.policy.actions import Action
from courseengine.core.policy.actor import Actor
from courseengine.core.policy.rules import RULES, may
from courseengine.core.policy.scopes import SCOPES
from tests.core.policy.conftest import NOW, Policy

PAGE = (Path(__file__).parents[3] / "docs" / "policy.md").read_text(encoding="utf-8")
RARE = {Action.SEE_PLACES}
"""asked about nothing that stands in a table"""


def tables() -> list[list[list[str]]]:
    """The tables of the page: rows of cells."""
    blocks = re.findall(r"(?:^\|.*\n)+", PAGE, flags=re.MULTILINE)
    return [[[cell.strip() for cell in row.strip("|").split("|")] for row in block.splitlines()] for block in blocks]


def answers() -> dict[tuple[Action, str], set[str]]:
    """(action, subject) → those who may, as the page says."""
    _rules, matrix = tables()
    head, _line, *rows = matrix
    return {
        (Action[action.strip("`")], subject): {
            name for name, cell in zip(head[2:], cells, strict=True) if cell == "yes"
        }
        for action, subject, *cells in rows
    }


def test_the_page_says_each_action_and_its_rule_in_the_codes_words():
    (_head, _line, *rows), _matrix = tables()

    assert rows == [[f"`{action.name}`", action.value, RULES[action].__doc__] for action in Action]


def test_every_action_is_asked_about_something():
    assert {action for action, _ in answers()} == set(Action) == set(RULES)


def test_the_policy_answers_as_the_page_says(policy: Policy):
    found = {name: rights(policy, actor) for name, actor in policy.actors.items()}

    assert found == {name: {asked for asked, who in answers().items() if name in who} for name in policy.actors}


def test_every_subject_is_asked_about(policy: Policy):
    assert {subject for _, subject in answers()} == set(policy.subjects)


def test_what_is_loaded_from_a_table_has_a_scope():
    assert set(SCOPES) == set(Action) - RARE - {
        Action.SEE_MODULE,
        Action.READ_MODULE,
        Action.SEE_ACTIVITY,
        Action.READ_ACTIVITY,
        Action.READ_FOR_LEADERS,
        Action.DO_ACTIVITY,
    }


@pytest.mark.parametrize("action", SCOPES)
def test_a_scope_finds_what_its_rule_allows(policy: Policy, action: Action):
    """For everybody, over all rows of the table: the rule's twin gives neither more nor less."""
    first = next(policy.subjects[subject] for asked, subject in answers() if asked is action)
    rows = policy.session.query(type(first)).all()

    for name, actor in policy.actors.items():
        allowed = {row.id for row in rows if may(actor, action, row, at=NOW)}
        found = [row.id for row in policy.session.scalars(SCOPES[action](actor))]
        assert sorted(found) == sorted(allowed), name


def test_without_a_rule_the_answer_is_no(policy: Policy):
    assert not may(policy.actors["Gro"], "anything", None, at=NOW)  # type: ignore[arg-type]


def test_losing_a_membership_adds_no_right(policy: Policy):
    for actor in policy.actors.values():
        for lost in actor.memberships:
            left = tuple(held for held in actor.memberships if held is not lost)
            fewer = Actor(actor.person_id, actor.name, left)
            assert rights(policy, fewer) <= rights(policy, actor)


def rights(policy: Policy, actor: Actor) -> set[tuple[Action, str]]:
    """All of the page's questions that are answered with yes."""
    return {(action, subject) for action, subject in answers() if may(actor, action, policy.subjects[subject], at=NOW)}
