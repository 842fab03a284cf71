"""Where a plan does not fit, and what would make it fit: the facts, which pages put into words.

Each finding names the module, the meetings or the day it is about, and in ``values`` what its
sentence needs. They follow from the plan alone, so that one moved by hand is looked at like one
that was reckoned. What each is, is said in ``finding.py``.
"""

from datetime import date

from courseengine.core.course.model import Course
from courseengine.core.planner.document import Document
from courseengine.core.planner.finding import Finding, FindingKind, Looked
from courseengine.core.planner.findings_of_meetings import CHECKS_OF_MEETINGS
from courseengine.core.planner.findings_of_modules import CHECKS_OF_MODULES
from courseengine.core.planner.school import School

__all__ = ["Finding", "FindingKind", "findings"]


def findings(
    document: Document, course: Course, school: School, *, today: date, pilot: bool = False
) -> tuple[Finding, ...]:
    """Everything that does not fit from today on, by module and day."""
    looked_at = Looked(document, course, school, today, pilot)
    found = [one for check in (*CHECKS_OF_MODULES, *CHECKS_OF_MEETINGS) for one in check(looked_at)]
    order = {one.module_id: number for number, one in enumerate(document.modules)}
    return tuple(sorted(found, key=lambda one: (order.get(one.module_id or "", -1), one.day or date.min, one.kind)))
