import json
import zlib
from datetime import UTC, datetime
from time import perf_counter

import pytest
from sqlalchemy import event, select

from courseengine.base.errors import Invalid, NotFound
from courseengine.core.course.compiler import compile_course
from courseengine.core.course.library import Library, current_versions
from courseengine.core.course.models import CoursePublication
from courseengine.core.course.publishing import ids_gone, publish
from courseengine.core.course.stored import media_path

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXT = "modules/1-start/m1-t1.md"


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def put(session, folder, store):
    """Publish the folder as it is."""
    return lambda: publish(session, compile_course(folder), media_dir=store, at=NOW)


def rows(session) -> list[str]:
    return list(session.scalars(select(CoursePublication.version).order_by(CoursePublication.id)))


def test_what_is_published_is_what_is_read_back(session, folder, store, put):
    publication = put()

    editions = compile_course(folder).editions
    library = Library(store)
    assert library.newest(session, "small") == publication.version == editions["nb"].version
    assert library.course(session, "small", publication.version, "nn") == editions["nn"]
    assert library.course(session, "small", publication.version, "se") == editions["nb"]


def test_the_same_course_twice_is_one_publication(session, put):
    assert put().id == put().id
    assert len(rows(session)) == 1


def test_a_changed_course_is_the_one_in_use(session, put, edit):
    first = put().version
    edit(TEXT, "minutes: 10", "minutes: 12")
    second = put().version

    assert rows(session) == [first, second]
    assert current_versions(session) == {"small": second}


def test_going_back_is_a_publication_too(session, put, edit):
    first = put().version
    edit(TEXT, "minutes: 10", "minutes: 12")
    second = put().version
    edit(TEXT, "minutes: 12", "minutes: 10")
    put()

    assert rows(session) == [first, second, first]
    assert current_versions(session) == {"small": first}


def test_a_broken_folder_changes_nothing(session, store, put, edit):
    first = put().version
    files = sorted(store.rglob("*"))
    edit(TEXT, "minutes: 10", "minutes: ti")
    edit("modules/1-start/media/m1-v1.nb.vtt", "i filmen.", "i en annen film.")

    with pytest.raises(Invalid, match="Nothing was published"):
        put()

    assert rows(session) == [first]
    assert sorted(store.rglob("*")) == files


def test_the_last_good_version_serves_on_in_a_new_process(session, store, put, edit):
    put()
    edit(TEXT, "minutes: 10", "minutes: ti")
    with pytest.raises(Invalid):
        put()

    library = Library(store)  # as after a restart
    version = library.newest(session, "small")
    assert library.course(session, "small", version, "nb").activity("m1-t1").minutes == 10


def test_media_lie_in_the_store_by_their_content(session, folder, store, put):
    put()

    media = compile_course(folder).editions["nb"].activity("m1-v1").media
    for file in media.files:
        original = folder / "modules/1-start/media" / file.name
        assert media_path(store, file.digest).read_bytes() == original.read_bytes()
    assert Library(store).media_path(media.files[0].digest) == media_path(store, media.files[0].digest)


def test_an_old_version_keeps_its_film(session, folder, store, put):
    before = put().version
    (folder / "modules/1-start/media/m1-v1.mp4").write_bytes(b"\0\0\0\x18ftypmp42 something else")
    after = put().version

    library = Library(store)
    films = {
        library.course(session, "small", one, "nb").activity("m1-v1").file("m1-v1.mp4").digest
        for one in (before, after)
    }
    assert len(films) == 2
    assert all(library.media_path(digest).exists() for digest in films)


def test_a_file_that_changes_meanwhile_is_not_kept(session, folder, store):
    compiled = compile_course(folder)
    (folder / "modules/1-start/media/m1-v1.mp4").write_bytes(b"\0\0\0\x18ftypmp42 something else")

    with pytest.raises(Invalid, match="changed while it was published"):
        publish(session, compiled, media_dir=store, at=NOW)

    assert rows(session) == []
    assert not [path for path in store.rglob("*") if path.name.startswith(".")]


def test_ids_that_are_gone_are_told(folder, edit):
    before = compile_course(folder).editions["nb"]
    (folder / TEXT).rename(folder / "modules/1-start/m1-t2.md")
    edit("modules/1-start/m1-t2.md", "id: m1-t1", "id: m1-t2")
    for name in ("modules/1-start/module.md", "modules/1-start/m1-m2.md"):
        edit(name, "m1-t1", "m1-t2")

    assert ids_gone(before, compile_course(folder).editions["nb"]) == ["m1-t1"]

    edit("modules/1-start/m1-t2.md", "minutes: 10", "minutes: 10\nformerly: [m1-t1]")
    assert ids_gone(before, compile_course(folder).editions["nb"]) == []


def test_what_nobody_published_is_not_found(session, store):
    library = Library(store)

    assert library.newest(session, "small") is None
    assert current_versions(session) == {}
    with pytest.raises(NotFound):
        library.course(session, "small", "0" * 32, "nb")


def test_a_version_is_loaded_once_and_quickly(session, store, put):
    version = put().version
    library = Library(store)
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))

    started = perf_counter()
    first = library.course(session, "small", version, "nb")
    assert perf_counter() - started < 0.3
    assert library.course(session, "small", version, "nb") is first
    assert library.course(session, "small", version, "en").edition == "en"
    assert len(statements) == 1


def test_the_library_keeps_only_so_many(session, store, put, edit):
    first = put().version
    edit(TEXT, "minutes: 10", "minutes: 12")
    second = put().version
    library = Library(store, keep=1)

    one = library.course(session, "small", first, "nb")
    library.course(session, "small", second, "nb")

    assert library.course(session, "small", first, "nb") is not one
    assert library.course(session, "small", first, "nb") == one


LATER = {
    "banners",
    "chapter_list",
    "everything",
    "leader_body",
    "partly_translated",
    "places",
    "rounds",
    "steps",
    "tracks",
    "words_in",
}
"""What the first release's editions know nothing of."""


def test_a_course_that_an_earlier_release_published_serves_on(session, folder, store, put):
    publication, gone = put(), set()

    def as_it_was(fields: dict) -> dict:
        gone.update(fields.keys() & LATER)
        return {name: value for name, value in fields.items() if name not in LATER}

    stored = json.loads(zlib.decompress(publication.editions), object_hook=as_it_was)
    publication.editions = zlib.compress(json.dumps(stored).encode())
    session.flush()

    course = Library(store).course(session, "small", publication.version, "nn")

    assert gone == LATER
    assert course == compile_course(folder).editions["nn"].model_copy(update={"words_in": ""})
