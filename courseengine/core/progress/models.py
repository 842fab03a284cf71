"""Tables of what people have done and written."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courseengine.base.db import Base, Privacy, public_id
from courseengine.core.networks.models import Network
from courseengine.core.people.models import Person, Team
from courseengine.core.runs.models import CourseRun


class Completion(Base):
    """A person did an activity: what, when and how. Taken back by the person alone.

    The rows lie clustered by person and run, which is how they are read. A completion that is
    taken back keeps its row, since figures show what held at the last midnight.
    """

    __tablename__ = "completion"
    __table_args__ = (
        CheckConstraint(
            "how in ('watched', 'listened', 'read', 'delivered', 'ticked', 'together', 'by_hand', 'answered')",
            name="how",
        ),
        Index(None, "run_id", "activity_id", "done_at"),
        {"sqlite_with_rowid": False},
    )
    privacy = Privacy(
        holds="that a person did an activity, when and how",
        why="to show the person the way forward, and to know what has earned a certificate",
        until="the person is erased",
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(primary_key=True)
    how: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    """the team it was done with, as it was that day"""
    done_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Answer(Base):
    """What a person wrote to a task. Nobody else reads it, but for the team the person shares it with."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("person_id", "run_id", "activity_id"), Index(None, "shared_with", "run_id"))
    privacy = Privacy(
        holds="a private text",
        why="the person's own work; it has one reader until the person shares it with the team",
        until="the person deletes it or is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    activity_id: Mapped[str]
    body: Mapped[str]
    """Markdown"""
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    """None while it is a draft"""
    shared_at: Mapped[datetime | None]
    """when its writer let their team read it; None while nobody else does"""
    shared_with: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    """the team that reads it"""


class PlaybackPosition(Base):
    """Where a person stopped in a film or a podcast."""

    __tablename__ = "playback_position"
    privacy = Privacy(
        holds="a place in a film or podcast",
        why="to go on where the person stopped",
        until="the activity is done, or the person is erased",
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(primary_key=True)
    seconds: Mapped[int]


class ChecklistTick(Base):
    """A person ticked one item of a checklist."""

    __tablename__ = "checklist_tick"
    privacy = Privacy(
        holds="that a person ticked an item",
        why="the person's own list",
        until="the person is erased",
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    ticked_at: Mapped[datetime]


class TeamAnswer(Base):
    """A team's one shared answer to a task. Its members edit it; delivered, its school's leaders read it."""

    __tablename__ = "team_answer"
    __table_args__ = (UniqueConstraint("team_id", "run_id", "activity_id"),)
    privacy = Privacy(
        holds="a text that a team wrote together, and who delivered it",
        why="the team's own work",
        until="the run is deleted; a person's name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"))
    activity_id: Mapped[str]
    body: Mapped[str]
    """Markdown"""
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    team: Mapped[Team] = relationship()
    run: Mapped[CourseRun] = relationship()


class TeamAnswerVersion(Base):
    """A team answer as it was once saved, so that nothing that was written is lost."""

    __tablename__ = "team_answer_version"
    privacy = Privacy(
        holds="an earlier text of a team, and who saved it",
        why="so that nothing that was written is lost",
        until="the run is deleted; a person's name goes when the person is erased",
    )

    team_answer_id: Mapped[int] = mapped_column(ForeignKey("team_answer.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    beside: Mapped[int | None]
    """the version that stands instead, for a text whose changes clashed with it"""
    settled_at: Mapped[datetime | None]
    """when somebody had looked at both; None while it waits"""

    writer: Mapped[Person] = relationship()


class Attachment(Base):
    """A file that belongs to a team's answer."""

    __tablename__ = "attachment"
    privacy = Privacy(
        holds="a file that a team added to its answer, and who added it",
        why="the team's own work",
        until="a member takes it away or the run is deleted; a person's name goes when the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str] = mapped_column(unique=True)
    team_answer_id: Mapped[int] = mapped_column(ForeignKey("team_answer.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    """in bytes"""
    content: Mapped[bytes] = mapped_column(deferred=True)
    added_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]

    answer: Mapped[TeamAnswer] = relationship()


class TeamComment(Base):
    """What a member says to the team about its answer."""

    __tablename__ = "team_comment"
    privacy = Privacy(
        holds="what a person wrote to their team",
        why="so that a team can talk about what it writes",
        until="its writer takes it away, the run is deleted or the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str] = mapped_column(unique=True)
    team_answer_id: Mapped[int] = mapped_column(ForeignKey("team_answer.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]

    answer: Mapped[TeamAnswer] = relationship()
    person: Mapped[Person] = relationship()


class Publication(Base):
    """A team's result, as it was when the team showed it to a network."""

    __tablename__ = "publication"
    privacy = Privacy(
        holds="a text that a team wrote together, and who showed it to a network",
        why="so that schools learn from each other",
        until="the team withdraws it, but for that it was shown; the run is deleted",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str] = mapped_column(unique=True)
    team_answer_id: Mapped[int] = mapped_column(ForeignKey("team_answer.id", ondelete="CASCADE"), index=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), index=True)
    title: Mapped[str]
    body: Mapped[str]
    """Markdown"""
    published_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    answer: Mapped[TeamAnswer] = relationship()
    network: Mapped[Network] = relationship()
    comments: Mapped[list["PublicationComment"]] = relationship(order_by="PublicationComment.id")


class PublicationComment(Base):
    """What somebody in the network says about a team's result."""

    __tablename__ = "publication_comment"
    privacy = Privacy(
        holds="what a person wrote about another team's result",
        why="so that schools learn from each other",
        until="its writer takes it away, the run is deleted or the person is erased",
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(default=public_id, unique=True)
    submit_id: Mapped[str] = mapped_column(unique=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    publication: Mapped[Publication] = relationship(overlaps="comments")
