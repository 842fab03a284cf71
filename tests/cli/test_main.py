"""The command as a whole: quick, and with a sentence for whatever goes wrong."""

import subprocess
import sys

import pytest

from courseengine import __version__
from courseengine.cli import COMMANDS
from tests.cli.conftest import ROOT, refused


def test_the_version_is_said(call):
    assert call("--version").output == f"courseengine, version {__version__}\n"


def test_help_lists_every_command(call):
    listed = call("--help").output

    assert all(f"  {name}" in listed for name in COMMANDS)


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("db", "nonsense"), ("runs", "open"), ("db", "upgrade", "--nonsense")]
)
def test_a_command_written_wrongly_gives_two(call, arguments):
    assert call(*arguments).exit_code == 2


def test_checking_a_course_loads_neither_the_database_nor_the_site():
    program = (
        "import sys; from courseengine.cli import main\n"
        "try: main(['course', 'check', 'tests/courses/small'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'sqlalchemy', 'flask', 'alembic', 'granian'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_wrong_setting_is_said(call, settings):
    settings.setenv("COURSEENGINE_TRUSTED_PROXIES", "many")

    assert refused(call("db", "current")) == 'COURSEENGINE_TRUSTED_PROXIES: expected a whole number, found "many".'


def test_a_database_without_tables_is_refused_with_the_command_to_use(call):
    sentence = "The database has no tables yet. Make them with: courseengine db upgrade"

    assert refused(call("runs", "list")) == sentence
    assert refused(call("serve", "--port", 8651)) == sentence
    assert refused(call("people", "set-password", "a@b.no", "--password-file", __file__)) == sentence


def test_a_database_that_does_not_answer_is_said(call, settings):
    settings.setenv("COURSEENGINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    assert refused(call("db", "current")).startswith("The database does not answer: connection")


def test_a_folder_that_cannot_be_written_is_said(call, settings, tmp_path):
    settings.setenv("COURSEENGINE_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/x.db")

    assert refused(call("db", "upgrade")) == "The database does not answer: unable to open database file"
