"""What is open at an instant.

A module opens at midnight in Oslo on its opening date. Availability is reckoned from the instant
of the asking; nothing unlocks by a job. An unclear date keeps a module shut.
"""

from datetime import datetime

from courseengine.base.clock import begins
from courseengine.core.runs.plan import Because, Opening


def is_open(opening: Opening, *, at: datetime) -> bool:
    """Whether it has opened by ``at``."""
    if opening.opens_on is None:
        return opening.because is Because.ALWAYS
    return begins(opening.opens_on) <= at
