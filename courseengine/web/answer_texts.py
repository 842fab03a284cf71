"""A team's answer as its pages show it: what waits beside it, and what changed from text to text."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g
from sqlalchemy.orm import Session

from courseengine.base.differences import Part, differences
from courseengine.core.progress.answer_versions import Waiting, waiting_of
from courseengine.core.progress.models import TeamAnswer, TeamAnswerVersion
from courseengine.core.progress.team_answers import TeamText
from courseengine.web.shared_texts import WaitingText, clash_words, waiting_text


def texts_beside(session: Session, answer: TeamText) -> list[WaitingText]:
    """What waits beside an answer, for the one who asks."""
    return [_shown(one, answer) for one in waiting_of(session, answer.id)]


def _shown(one: Waiting, answer: TeamText) -> WaitingText:
    me = g.actor.person_id
    writer = None if one.writer.id == me else one.writer.name
    return waiting_text(
        one.version,
        chosen=one.beside(answer.body),
        stands=answer.body,
        writer=writer,
        other=None if one.other.id == me else one.other.name,
        title=_late(writer) if answer.delivered_at and one.saved_at >= answer.delivered_at else "",
    )


def _late(writer: str | None) -> str:
    _ = g.language.gettext
    if writer is None:
        return _("The answer was delivered while you were writing")
    return _("The answer was delivered while %(name)s was writing", name=writer)


def own_clash(session: Session, answer: TeamAnswer) -> str:
    """The sentence about what the one who asks has waiting beside an answer; empty where there is nothing."""
    me = g.actor.person_id
    own = next((one for one in waiting_of(session, answer.id) if one.writer.id == me), None)
    if own is None:
        return ""
    if answer.delivered_at and own.saved_at >= answer.delivered_at:
        return g.language.gettext("The answer was delivered while you were writing. Your text is kept beside it.")
    return clash_words(None if own.other.id == me else own.other.name)


@dataclass(frozen=True)
class HistoryLine:
    """One text of a history, and what it changed."""

    version: TeamAnswerVersion
    parts: list[Part] | None
    """what is new in it and what is gone; None for the first"""
    is_beside: bool
    """whether it clashed with the one that stood"""
    waits: bool


def history_lines(found: Sequence[TeamAnswerVersion], shown: int) -> list[HistoryLine]:
    """The latest ``shown`` of these texts, each with what it changed in the one before it, if that was found too."""
    lines = []
    for place, version in enumerate(found[:shown]):
        before = next((one for one in found[place + 1 :] if _comes_before(one, version)), None)
        lines.append(
            HistoryLine(
                version,
                differences(before.body, version.body) if before else None,
                is_beside=version.beside is not None,
                waits=version.beside is not None and version.settled_at is None,
            )
        )
    return lines


def _comes_before(one: TeamAnswerVersion, version: TeamAnswerVersion) -> bool:
    return one.beside is None if version.beside is None else one.version == version.beside
