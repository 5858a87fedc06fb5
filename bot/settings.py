"""What the operator decides: typed settings, read from the environment (FAGUANG_*) and from faguang.toml."""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, SettingsConfigDict

from bot.domain.working_time import Hours, spans
from bot.failure import CommandError
from bot.redaction import Redactor
from bot.texts import LANGUAGES
from storage.db import sqlite_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

PREFIX = "FAGUANG_"
CONFIG = "FAGUANG_CONFIG"  # names the file, so it cannot stand in the file
TELEGRAM = "https://api.telegram.org"
WEBHOOK_PORTS = (443, 80, 88, 8443)  # https://core.telegram.org/bots/api#setwebhook
_LAST_PORT = 65535
_MIRROR_NAME = 20  # characters


class SettingsError(CommandError):
    """Settings that cannot be used: one line per setting."""

    exit_code = 2


class UnfitError(ValueError):
    """A value that does not fit. Its text goes on after the value; those of libraries are not shown."""


class Address(NamedTuple):
    """Where to listen. Port 0 lets the system choose."""

    host: str
    port: int


def _require(condition: object, hint: str = "") -> None:
    if not condition:
        raise UnfitError(hint)


def _token(token: SecretStr) -> SecretStr:
    _require(re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token.get_secret_value()))
    return token


def _webhook_secret(secret: SecretStr) -> SecretStr:
    _require(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()))
    return secret


def _http(url: str) -> str:
    _require(urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname)
    return url.rstrip("/")


def _clickable(url: str) -> str:
    _require("." in (urlsplit(url).hostname or ""), "; Telegram makes no buttons of names without a dot")
    return url


def _database(database: str) -> str:
    sqlite_path(database)
    return database


def _owners(owners: object) -> object:
    if isinstance(owners, str):
        return json.loads(owners) if owners.lstrip().startswith("[") else owners.replace(",", " ").split()
    return (owners,) if isinstance(owners, int) else owners


def _mirrors(mirrors: object) -> object:
    pairs = [one.partition("=")[::2] for one in mirrors.split()] if isinstance(mirrors, str) else None
    found = dict(pairs) if pairs is not None else mirrors
    if isinstance(found, dict):
        urls = (url.get_secret_value() if isinstance(url, SecretStr) else str(url) for url in found.values())
        _require(all(1 <= len(name) <= _MIRROR_NAME and name.isprintable() for name in found))
        _require(all("://" in url for url in urls) and len(found) == len(pairs or found))
    return found


def _zone(name: object) -> object:
    try:
        return ZoneInfo(name) if isinstance(name, str) else name
    except (ZoneInfoNotFoundError, OSError, ValueError) as problem:
        raise UnfitError(_similar(str(name), available_timezones())) from problem


def _hours(hours: str) -> str:
    try:
        Hours(ZoneInfo("UTC"), spans(hours))
    except ValueError as problem:
        raise UnfitError from problem
    return hours


def _language(language: str) -> str:
    _require(language in LANGUAGES)
    return language


def _proxy(proxy: str) -> str:
    # What others call socks5h: the proxy resolves names. With us it always does.
    proxy = proxy.replace("socks5h://", "socks5://", 1)
    _require(urlsplit(proxy).scheme in {"http", "socks5"} and urlsplit(proxy).port)
    return proxy


def _address(listen: object) -> object:
    if not isinstance(listen, str):
        return listen
    host, _, port = listen.rpartition(":")
    _require(host and port.isdecimal() and int(port) <= _LAST_PORT)
    return Address(host.strip("[]"), int(port))


def _upper(level: object) -> object:
    return level.upper() if isinstance(level, str) else level


class Settings(BaseSettings):
    """All settings, checked. Built directly it takes only its arguments; `load` reads the environment and the file.

    What fits stands in the description of each field; it is shown when something else was found.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None, description="the token that @BotFather gave, such as 123456:AbC-dEf"
    )
    api_base: Annotated[str, AfterValidator(_http)] = Field(
        TELEGRAM, description="the address of a Bot API server, such as http://127.0.0.1:8081"
    )
    database: Annotated[str, AfterValidator(_database)] = Field(
        "data/faguang.db", repr=False, description="a path for an SQLite file or postgresql://user:password@host/name"
    )
    owners: Annotated[tuple[PositiveInt, ...], NoDecode, BeforeValidator(_owners)] = Field(
        (), description="Telegram ids, such as 10001,10002"
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = Field(
        ZoneInfo("Asia/Shanghai"), description="a tz database name, such as Asia/Shanghai"
    )
    working_hours: Annotated[str, AfterValidator(_hours)] = Field(
        "09:00-12:00,13:30-18:00", description="when offices work on a work day, such as 09:00-12:00,13:30-18:00"
    )
    language: Annotated[str, AfterValidator(_language)] = Field("zh_Hans", description=", ".join(LANGUAGES))
    proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(
        None, repr=False, description="http://host:port or socks5://user:password@host:port"
    )
    webhook_url: Annotated[str, AfterValidator(_http)] | None = Field(
        None, description="the public https address that leads to LISTEN"
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(
        None, description="1 to 256 of A-Z a-z 0-9 _ -"
    )
    public_url: Annotated[str, AfterValidator(_http), AfterValidator(_clickable)] | None = Field(
        None, description="the address under which browsers reach LISTEN, such as https://bot.example.org"
    )
    listen: Annotated[Address | None, NoDecode, BeforeValidator(_address)] = Field(
        None, description="host:port, such as 127.0.0.1:8080"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Literal["human", "json"] = Field("human", description="human or json")
    operator: str = Field("", max_length=100, description="who runs the bot, up to 100 characters; the notice says it")
    contact: str = Field("", max_length=200, description="how to reach the operator, up to 200 characters")

    keys: Path = Field(
        Path("keys"), description="a folder for the keys of anonymous feedback, outside the database's and its backups'"
    )

    notice_second_above: NonNegativeInt = Field(
        0, description="from how many recipients on a second organiser approves a notice, all staff always; 0: never"
    )

    mirrors: Annotated[dict[str, SecretStr], NoDecode, BeforeValidator(_mirrors)] = Field(
        {}, description="name=url pairs with blanks between, such as 党群群=wecombot://KEY; names up to 20 characters"
    )

    @field_validator("webhook_url")
    @classmethod
    def _telegram_reaches(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url and info.data.get("api_base") == TELEGRAM:
            _require(urlsplit(url).scheme == "https", "; Telegram calls https only")
            ports = ", ".join(map(str, WEBHOOK_PORTS))
            _require((urlsplit(url).port or WEBHOOK_PORTS[0]) in WEBHOOK_PORTS, f"; Telegram calls only ports {ports}")
        return url

    @field_validator("webhook_secret", "listen")
    @classmethod
    def _webhook_needs(cls, value: object, info: ValidationInfo) -> object:
        _require(value is not None or not info.data.get("webhook_url"), "; needed with WEBHOOK_URL")
        return value

    @field_validator("listen")
    @classmethod
    def _pages_need(cls, value: Address | None, info: ValidationInfo) -> Address | None:
        _require(value is not None or not info.data.get("public_url"), "; needed with PUBLIC_URL")
        return value

    @classmethod
    def settings_customise_sources(cls, _cls: object, /, init_settings: Any, **_others: Any) -> tuple[Any, ...]:  # type: ignore[override]
        """Keep to the arguments (pydantic's hook): settings built in code shall not depend on the shell."""
        return (init_settings,)

    @property
    def sqlite(self) -> Path | None:
        """The database file; None with PostgreSQL."""
        return sqlite_path(self.database)

    @property
    def screens(self) -> str:
        """The address under which the bot's own pages are found: PUBLIC_URL, or WEBHOOK_URL's host; "": nowhere."""
        if self.public_url or not self.webhook_url:
            return self.public_url or ""
        webhook = urlsplit(self.webhook_url)
        return f"{webhook.scheme}://{webhook.netloc}"

    def secrets(self) -> tuple[str, ...]:
        """Return what must never be shown: the token, the webhook's secret, passwords."""
        passwords = (urlsplit(url).password for url in (self.database, self.proxy) if url)
        hidden = (secret.get_secret_value() for secret in (self.token, self.webhook_secret) if secret)
        mirrors = (url.get_secret_value() for url in self.mirrors.values())
        return (*hidden, *mirrors, *(password for password in passwords if password))


def load() -> Settings:
    """Return the settings of this machine: the environment first, then the file.

    The file is faguang.toml in the working directory, if there is one, or the one FAGUANG_CONFIG names. Raises
    SettingsError with a line for every setting that is wrong, missing or unknown.
    """
    file = _read(config_file())
    environment = EnvSettingsSource(Settings)()
    found = file | environment
    problems = [f"{PREFIX}{name} is no setting{_similar(name, _variables(), PREFIX)}" for name in _unknown_variables()]
    try:
        settings = Settings(**found)
    except ValidationError as wrong:
        problems += [_explain(error, found, environment) for error in wrong.errors()]
    if problems:
        raise SettingsError("\n".join(dict.fromkeys(problems)))
    return settings


def missing(field: str, instead: str) -> SettingsError:
    """Return the error for a command that cannot do without `field`; `instead` says what can be done meanwhile."""
    fits = Settings.model_fields[field].description
    return SettingsError(f"{PREFIX}{field.upper()} is not set; what fits: {fits}; {instead}")


def config_file() -> Path:
    """Return where the settings file is looked for; only one that FAGUANG_CONFIG names has to exist."""
    return Path(os.environ.get(CONFIG) or "faguang.toml")


def _read(path: Path) -> dict[str, Any]:
    if CONFIG not in os.environ and not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise SettingsError(f"{CONFIG} is {str(path)!r}: {problem.strerror}; a readable TOML file fits") from problem
    except ValueError as problem:
        raise SettingsError(f"{path} is no TOML: {problem}") from problem
    return {key: value for key, value in values.items() if value != ""}


def _explain(error: ErrorDetails, found: dict[str, Any], environment: dict[str, Any]) -> str:
    field = str(error["loc"][0])
    if field not in Settings.model_fields:
        return f"{field} in {config_file()} is no setting{_similar(field, Settings.model_fields)}"
    info = Settings.model_fields[field]
    name = f"{field} in {config_file()}" if field in found.keys() - environment.keys() else PREFIX + field.upper()
    hint = error.get("ctx", {}).get("error")
    why = str(hint) if isinstance(hint, UnfitError) else ""
    return f"{name} is {_shown(found.get(field), info.annotation)}{why}; what fits: {info.description}"


def _shown(value: object, kind: object) -> str:
    if value is None:
        return "not set"
    return f"{len(str(value))} characters, not shown" if "Secret" in str(kind) else Redactor()(f"{value!r:.80}")


def _variables() -> set[str]:
    return {CONFIG.removeprefix(PREFIX), *(field.upper() for field in Settings.model_fields)}


def _unknown_variables() -> list[str]:
    return sorted({name.removeprefix(PREFIX) for name in os.environ if name.startswith(PREFIX)} - _variables())


def _similar(name: str, known: Iterable[str], prefix: str = "") -> str:
    return "".join(f"; did you mean {prefix}{close}?" for close in difflib.get_close_matches(name, known, 1))
