"""Every setting: its default, its name in the environment and its meaning.

Settings are read once, at start, and a wrong one stops the start with a sentence that says which
and what was expected. A setting called ``data_dir`` is ``COURSEENGINE_DATA_DIR`` in the
environment; a secret may come from a file instead (``COURSEENGINE_SECRET_KEY_FILE``). An empty
value counts as not given. Only the application and the commands read this.
"""

import os
import secrets
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from courseengine.base.errors import Invalid

PREFIX = "COURSEENGINE_"
SECRETS = frozenset({"database_url", "secret_key", "mail_url"})
"""The settings that may be read from a file, named with ``_FILE`` at the end."""

Url = Annotated[str, Field(pattern=r"^(https?://[^\s/]+\S*)?$")]


class Config(BaseModel):
    """What the operator decides. Frozen: nothing changes a setting while we run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product_name: str = Field(
        "Courseengine", min_length=1, max_length=60, description="What the site calls itself, in its header and title."
    )
    base_url: Url = Field(
        "http://127.0.0.1:8000",
        description="The address people type, without a path. Links in feeds and mail begin with it.",
    )
    data_dir: Path = Field(
        Path("var"), description="The folder for everything the installation keeps: database, media and secret key."
    )
    database_url: str = Field(
        "",
        json_schema_extra={"default": "`courseengine.db` in the data folder, as SQLite"},
        description="The database: `sqlite:////path/to/file.db` or `postgresql://user:password@host/name`.",
    )
    media_dir: Path = Field(
        Path(),
        json_schema_extra={"default": "`media` in the data folder"},
        description="The folder for the films and podcasts of published courses.",
    )
    secret_key: str = Field(
        min_length=32,
        repr=False,
        json_schema_extra={"default": "made at first start, kept in `secret_key` in the data folder"},
        description="Signs cookies. At least 32 characters; whoever changes it signs everybody out.",
    )
    sqlite_synchronous: Literal["FULL", "NORMAL"] = Field(
        "FULL",
        description="How surely SQLite writes. With `NORMAL`, the last confirmed saves may be lost with the power.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="How many proxies stand in front and set `X-Forwarded-For`, `-Proto` and `-Host`."
    )
    secure_cookies: Literal["auto", "always", "never"] = Field(
        "auto",
        description="Whether cookies need https. `auto` means yes, unless `base_url` is this machine itself.",
    )
    accessibility_url: Url = Field(
        "", description="The address of your accessibility statement. The footer links to it."
    )
    privacy_contact: str = Field(
        "",
        max_length=200,
        description="Whom to ask about personal data: a name, an address or both. Shown in the footer.",
    )

    mail_url: str = Field(
        "",
        repr=False,
        description="The mail server: `smtp://user:password@host:587` (with STARTTLS), `smtps://…:465`, or "
        "`smtp://127.0.0.1:25` on this machine. Without it no mail goes out, and nobody can be invited.",
    )
    mail_from: str = Field("", max_length=200, description="The address mail comes from. Needed with `mail_url`.")
    self_sign_up: bool = Field(
        False,
        json_schema_extra={"default": "`false`"},
        description="Whether anybody may make an account and go through the open courses alone.",
    )

    @model_validator(mode="before")
    @classmethod
    def _stand_in_data_dir(cls, values: dict[str, Any]) -> dict[str, Any]:
        folder = Path(values.get("data_dir") or "var").absolute()
        return {
            "database_url": f"sqlite:///{folder / 'courseengine.db'}",
            "media_dir": folder / "media",
            **values,
            "data_dir": folder,
        }

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        kind, _, place = value.partition(":///" if value.startswith("sqlite") else "://")
        if kind not in ("sqlite", "postgresql", "postgresql+psycopg") or not place:
            raise ValueError("expected sqlite:////path/to/file.db or postgresql://user:password@host/name")
        return value

    @field_validator("mail_url")
    @classmethod
    def _known_mail_server(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            known = not value or (parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port or 1))
        except ValueError:
            known = False
        if not known:
            raise ValueError("expected smtp://host:port or smtps://host:port, with user:password@ before the host")
        return value

    @field_validator("base_url")
    @classmethod
    def _no_path(cls, value: str) -> str:
        if urlsplit(value).path.strip("/") or "?" in value:
            raise ValueError("expected an address without a path, such as https://kurs.example.no")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _fits_together(self) -> "Config":
        if self.mail_url and "@" not in self.mail_from:
            raise ValueError("mail_url is set, so mail_from has to be the address mail comes from")
        if self.trusted_proxies and _is_this_machine(self.base_url):
            raise ValueError("trusted_proxies is set, so base_url has to be the address people type")
        return self

    @property
    def cookies_are_secure(self) -> bool:
        """Whether cookies travel over https alone."""
        if self.secure_cookies == "auto":
            return not _is_this_machine(self.base_url)
        return self.secure_cookies == "always"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Config":
        """Read the settings, make the data folder, and make the secret key where none is given."""
        given = _given(environment)
        folder = Path(given.get("data_dir", "var")).absolute()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if "secret_key" not in given:
                given["secret_key"] = _kept_secret(folder / "secret_key")
            return cls.model_validate(given)
        except OSError as error:
            raise Invalid(
                "%(name)s: cannot use the folder %(folder)s (%(why)s).",
                name=variable("data_dir"),
                folder=folder,
                why=error.strerror,
            ) from None
        except ValidationError as error:
            raise Invalid("%(problems)s", problems=_sentences(error)) from None


def variable(setting: str) -> str:
    """The name of a setting in the environment."""
    return PREFIX + setting.upper()


def _given(environment: Mapping[str, str]) -> dict[str, str]:
    known = {variable(name): name for name in Config.model_fields}
    files = {variable(name) + "_FILE": name for name in SECRETS}
    given: dict[str, str] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or not value.strip():
            continue
        if name in known:
            given[known[name]] = value.strip()
        elif name not in files:
            near = get_close_matches(name, [*known, *files], n=1)
            raise Invalid(
                "%(name)s is not a setting.%(near)s", name=name, near=f" Did you mean {near[0]}?" if near else ""
            )
    for name, setting in files.items():
        if not environment.get(name, "").strip():
            continue
        if setting in given:
            raise Invalid("Give either %(one)s or %(other)s, not both.", one=variable(setting), other=name)
        given[setting] = _read_secret(name, Path(environment[name].strip()))
    return given


def _read_secret(name: str, path: Path) -> str:
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not text"
        raise Invalid("%(name)s: cannot read %(path)s (%(why)s).", name=name, path=path, why=why) from None


def _kept_secret(path: Path) -> str:
    """Several workers may start at once, so the key is written aside and linked: the first one wins."""
    if not path.exists():
        aside = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text().strip()


_EXPECTED = {
    "int_parsing": "expected a whole number",
    "greater_than_equal": "expected at least {ge}",
    "less_than_equal": "expected at most {le}",
    "literal_error": "expected {expected}",
    "bool_parsing": "expected true or false",
    "string_pattern_mismatch": "expected an address that begins with https:// or http://",
    "string_too_short": "expected at least {min_length} characters",
    "string_too_long": "expected at most {max_length} characters",
}


def _sentences(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False):
        words = _EXPECTED.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        expected = words.format(**problem.get("ctx", {}))
        setting = str(problem["loc"][0]) if problem["loc"] else ""
        if not setting:
            lines.append(f"{expected}.")
        elif setting in SECRETS:
            lines.append(f"{variable(setting)}: {expected}.")  # never what was found: it may be the secret
        else:
            lines.append(f'{variable(setting)}: {expected}, found "{problem["input"]}".')
    return "\n".join(lines)


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
