"""How long each step of a method takes in the time an agenda gives it.

Steps that say how long they take, take that long; the others share what is left. Steps that are
repeated are gone through together, again in every round there is time for, where the first of them
stands. When the time is too short for what the steps ask, all of them are shortened alike.
"""

from typing import NamedTuple

from courseengine.core.course.model import MethodStep


class TimedStep(NamedTuple):
    """A step, in which round it is gone through, and for how long."""

    step: MethodStep
    minutes: int | None
    """None where nobody has said"""
    round: int | None
    """counted from 1; None for a step that is not repeated, and where there is one round"""


def timed(steps: tuple[MethodStep, ...], minutes: int | None) -> list[TimedStep]:
    """The steps in the order they are gone through, fitted into ``minutes``; as they are without."""
    if minutes is None:
        return [TimedStep(step, step.minutes, None) for step in steps]
    laid_out = _in_rounds(steps, minutes)
    fixed = sum(step.minutes or 0 for step, _round in laid_out)
    if fixed > minutes:
        parts = _shares(minutes, [step.minutes or 0 for step, _round in laid_out])
    else:
        rest = iter(_shares(minutes - fixed, [1 for step, _round in laid_out if step.minutes is None]))
        parts = [next(rest) if step.minutes is None else step.minutes for step, _round in laid_out]
    return [TimedStep(step, part or None, number) for (step, number), part in zip(laid_out, parts, strict=True)]


def _in_rounds(steps: tuple[MethodStep, ...], minutes: int) -> list[tuple[MethodStep, int | None]]:
    repeated = [step for step in steps if step.repeated]
    once = sum(step.minutes or 0 for step in steps if not step.repeated)
    a_round = sum(step.minutes or 0 for step in repeated)
    rounds = max(1, (minutes - once) // a_round) if a_round else 1
    laid_out: list[tuple[MethodStep, int | None]] = []
    for step in steps:
        if not step.repeated:
            laid_out.append((step, None))
        elif step is repeated[0]:
            laid_out += [(one, number if rounds > 1 else None) for number in range(1, rounds + 1) for one in repeated]
    return laid_out


def _shares(whole: int, weights: list[int]) -> list[int]:
    """``whole`` in whole parts by weight, which add up; those who lose most by rounding down get one more."""
    total = sum(weights)
    if not total:
        return [0 for _ in weights]
    exact = [whole * weight / total for weight in weights]
    parts = [int(share) for share in exact]
    left = whole - sum(parts)
    for place in sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])[:left]:
        parts[place] += 1
    return parts
