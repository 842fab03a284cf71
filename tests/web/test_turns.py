"""Whoever opens a page does not wait for those whose page asks by itself."""

from threading import Event, Thread

from courseengine.web.turns import Turns


def begun(turns: Turns, said: list[str], gate: Event) -> Thread:
    def ask() -> None:
        with turns.question():
            said.append("question")
            gate.wait(5)

    thread = Thread(target=ask)
    thread.start()
    return thread


def test_a_question_waits_while_a_page_is_made(monkeypatch):
    monkeypatch.setattr("courseengine.web.turns.PATIENCE", 60)
    turns, said, gate = Turns(), [], Event()
    gate.set()
    with turns.page():
        thread = begun(turns, said, gate)
        thread.join(0.1)
        said.append("page")
    thread.join(5)

    assert said == ["page", "question"]


def test_a_question_does_not_wait_for_good():
    turns, said, gate = Turns(), [], Event()
    gate.set()
    with turns.page():
        begun(turns, said, gate).join(5)
        assert said == ["question"]


def test_questions_are_answered_one_by_one():
    turns, said, gate = Turns(), [], Event()
    threads = [begun(turns, said, gate) for _ in range(2)]
    threads[1].join(0.1)
    assert said == ["question"]

    gate.set()
    for thread in threads:
        thread.join(5)
    assert said == ["question"] * 2


def test_a_page_waits_for_nobody():
    turns, said, gate = Turns(), [], Event()
    thread = begun(turns, said, gate)
    with turns.page(), turns.page():
        said.append("pages")
    gate.set()
    thread.join(5)

    assert said == ["question", "pages"]
