"""Every setting stands in the manual, with its default and its meaning."""

from pathlib import Path

import pytest

from courseengine.base.errors import Invalid
from courseengine.config import SECRETS, Config, variable

MANUAL = Path(__file__).parent.parent / "docs" / "settings.md"
KEY = "k" * 32


def table() -> str:
    rows = ["| Name | Default | Meaning |", "|---|---|---|"]
    for name, field in Config.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        default = extra.get("default") or (f"`{field.default}`" if field.default != "" else "none")
        rows.append(f"| `{variable(name)}` | {default} | {field.description} |")
    return "\n".join(rows)


def test_the_manual_has_every_setting():
    assert table() in MANUAL.read_text("utf-8"), table()


def test_the_manual_says_which_may_come_from_a_file():
    text = MANUAL.read_text("utf-8")

    assert all(f"`{variable(name)}_FILE`" in text for name in SECRETS)


def test_without_settings_everything_is_kept_in_one_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    config = Config.read({})

    assert config.data_dir == tmp_path / "var"
    assert config.database_url == f"sqlite:///{tmp_path}/var/courseengine.db"
    assert config.media_dir == tmp_path / "var" / "media"
    assert config.cookies_are_secure is False


def test_the_secret_key_is_made_once_and_is_for_the_owner_only(tmp_path):
    settings = {"COURSEENGINE_DATA_DIR": str(tmp_path / "data")}

    first, second = Config.read(settings), Config.read(settings)

    kept = tmp_path / "data" / "secret_key"
    assert first.secret_key == second.secret_key == kept.read_text().strip()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")

    config = Config.read(
        {"COURSEENGINE_DATA_DIR": str(tmp_path), "COURSEENGINE_SECRET_KEY_FILE": str(tmp_path / "key")}
    )

    assert config.secret_key == KEY
    assert KEY not in repr(config)


@pytest.mark.parametrize(
    ("base_url", "asked", "secure"),
    [
        ("http://127.0.0.1:8000", "auto", False),
        ("http://localhost:8000", "auto", False),
        ("http://[::1]:8000", "auto", False),
        ("https://kurs.example.no", "auto", True),
        ("http://kurs.example.no", "auto", True),
        ("http://kurs.example.no", "never", False),
        ("http://127.0.0.1:8000", "always", True),
    ],
)
def test_cookies_are_secure_unless_it_is_this_machine(base_url, asked, secure):
    config = Config(secret_key=KEY, base_url=base_url, secure_cookies=asked)

    assert config.cookies_are_secure is secure


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABSE_URL", "x", "COURSEENGINE_DATABSE_URL is not a setting. Did you mean COURSEENGINE_DATABASE_URL?"),
        ("DATA_DIR_FILE", "x", "COURSEENGINE_DATA_DIR_FILE is not a setting. Did you mean COURSEENGINE_DATA_DIR?"),
        ("TRUSTED_PROXIES", "one", 'COURSEENGINE_TRUSTED_PROXIES: expected a whole number, found "one".'),
        ("TRUSTED_PROXIES", "6", 'COURSEENGINE_TRUSTED_PROXIES: expected at most 5, found "6".'),
        ("TRUSTED_PROXIES", "1", "trusted_proxies is set, so base_url has to be the address people type."),
        ("SECURE_COOKIES", "no", "COURSEENGINE_SECURE_COOKIES: expected 'auto', 'always' or 'never', found \"no\"."),
        (
            "BASE_URL",
            "kurs.example.no",
            'COURSEENGINE_BASE_URL: expected an address that begins with https:// or http://, found "kurs.example.no".',
        ),
        (
            "BASE_URL",
            "https://example.no/kurs",
            "COURSEENGINE_BASE_URL: expected an address without a path, such as https://kurs.example.no, "
            'found "https://example.no/kurs".',
        ),
        ("SECRET_KEY", "short", "COURSEENGINE_SECRET_KEY: expected at least 32 characters."),
        (
            "DATABASE_URL",
            "mysql://kari:hemmelig@host/db",
            "COURSEENGINE_DATABASE_URL: expected sqlite:////path/to/file.db or postgresql://user:password@host/name.",
        ),
        (
            "SECRET_KEY_FILE",
            "/nowhere/key",
            "COURSEENGINE_SECRET_KEY_FILE: cannot read /nowhere/key (No such file or directory).",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path, name, value, sentence):
    settings = {"COURSEENGINE_DATA_DIR": str(tmp_path), f"COURSEENGINE_{name}": value}

    with pytest.raises(Invalid) as refused:
        Config.read(settings)

    assert str(refused.value) == sentence


def test_an_empty_value_counts_as_not_given(tmp_path):
    config = Config.read({"COURSEENGINE_DATA_DIR": str(tmp_path), "COURSEENGINE_PRODUCT_NAME": " "})

    assert config.product_name == "Courseengine"


def test_both_a_secret_and_its_file_is_one_too_many(tmp_path):
    (tmp_path / "key").write_text(KEY)

    with pytest.raises(Invalid, match="not both"):
        Config.read({"COURSEENGINE_SECRET_KEY": KEY, "COURSEENGINE_SECRET_KEY_FILE": str(tmp_path / "key")})


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Invalid, match=r"COURSEENGINE_DATA_DIR: cannot use the folder .*/file/var"):
        Config.read({"COURSEENGINE_DATA_DIR": str(tmp_path / "file" / "var")})


def test_nothing_changes_a_setting_while_we_run():
    config = Config(secret_key=KEY)

    with pytest.raises(ValueError, match="frozen"):
        config.product_name = "Another"  # type: ignore[misc]  # that is what is tried
