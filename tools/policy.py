"""Write into ``docs/policy.md`` what the policy answers: ``make policy``.

The actions and rules are the code's own words. The answers are those the rules give in the world
of the tests, for everybody about everything. The page is committed and a test compares it with the
code, so a rule that changes shows as changed lines of the page, to be read before they are taken.
What stands around the tables is written by hand.
"""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from courseengine.core.policy.actions import Action
from courseengine.core.policy.rules import RULES, may
from tests.core.policy.world import NOW, Policy, make_policy
from tests.databases import Databases

PAGE = Path(__file__).parents[1] / "docs" / "policy.md"
COMMAND = "make policy"


def table(*rows: Iterable[str]) -> str:
    """Rows as Markdown writes them, the first one above the line."""
    head, *others = (f"| {' | '.join(cells)} |" for cells in rows)
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *others])


def actions() -> str:
    """Every action, its sentence, and its rule."""
    return table(("Action", "What", "Who"), *((f"`{one.name}`", one.value, RULES[one].__doc__ or "") for one in Action))


def people(policy: Policy) -> str:
    """Who asks."""
    return table(("Who", "What they are"), *policy.who.items())


def answers(policy: Policy) -> str:
    """Every question, with everybody who gets a yes."""
    rows = []
    for action, name in policy.questions():
        subject = policy.subjects[name]
        allowed = [who for who, actor in policy.actors.items() if may(actor, action, subject, at=NOW)]
        rows.append((f"`{action.name}`", name, ", ".join(allowed) or "nobody"))
    return table(("Action", "About", "Who may, and nobody else"), *rows)


def page(written: str, policy: Policy) -> str:
    """The page with its tables as the code has them now, and the rest as it was written."""
    made = {"actions": actions(), "people": people(policy), "answers": answers(policy)}
    for name, text in made.items():
        marks = re.compile(rf"(<!-- {name}: .*? -->\n).*?(\n<!-- end -->)", re.DOTALL)
        written, found = marks.subn(lambda match, text=text: f"{match[1]}\n{text}\n{match[2]}", written)
        if found != 1:
            raise ValueError(f"{PAGE} has no place for the table of {name}.")
    return written


def main() -> None:
    """Write the page anew."""
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            with Session(databases.fresh("sqlite").engine) as session:
                PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), make_policy(session)), encoding="utf-8")
        finally:
            databases.take_away()
    print(f"{PAGE} is written. Read what changed in it: git diff {PAGE.relative_to(PAGE.parents[1])}")


if __name__ == "__main__":
    main()
