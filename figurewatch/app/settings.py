"""
The configuration: one YAML file, checked before anything starts.

Every mistake comes out as a ConfigError that names `file:line:column`; a misspelt name comes
with the nearest one that exists. A value written as `${NAME}` is taken from the environment,
`${file:PATH}` from a file, so that no secret need stand in the configuration.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import time
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from figurewatch.errors import ConfigError, did_you_mean
from figurewatch.records import DepartureKind, Severity
from ingest.guard import AddressGuard
from sinks.signing import signing_key

_REFERENCE = re.compile(r"\$\{(file:)?([^}]+)\}")
#: No setting lies so deep; far deeper ones would end in Python's recursion limit.
_DEEPEST = 50


class Section(BaseModel):
    """A part of the configuration: frozen, and strict about names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedSettings(Section):
    """A feed to watch."""

    url: Annotated[str, Field(pattern=r"^https?://\S+$", description="address of the feed")]
    outlet: Annotated[str, Field(min_length=1, description="who prints it, as pages show it")]
    full_text: Annotated[
        bool, Field(description="fetch the article's page where the feed carries a summary")
    ] = False
    every_minutes: Annotated[
        float | None, Field(ge=1, le=1440, description="poll at this interval, not adaptively")
    ] = None


class FetchSettings(Section):
    """How politely and how much to fetch."""

    user_agent: Annotated[str, Field(description="what servers are told")] = (
        "figurewatch/0.1 (+news figure monitor)"
    )
    timeout_seconds: Annotated[float, Field(gt=0, le=300, description="whole request")] = 30.0
    max_megabytes: Annotated[float, Field(gt=0, le=200, description="after inflation")] = 15.0
    concurrency: Annotated[int, Field(ge=1, le=1000, description="requests at once")] = 50
    host_spacing_seconds: Annotated[
        float, Field(ge=0, le=3600, description="pause between requests to one host")
    ] = 1.0
    allow_private: Annotated[
        tuple[str, ...],
        Field(description="host:port or network that may be fetched although it is private"),
    ] = ()


class HttpSettings(Section):
    """Where pages, JSON, metrics and health are served."""

    host: Annotated[str, Field(description="address to bind")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="0 takes any free port")] = 8080
    public_url: Annotated[
        str | None,
        Field(pattern=r"^https?://\S+$", description="how readers of messages reach the pages"),
    ] = None
    token: Annotated[
        SecretStr | None,
        Field(min_length=16, description="what one must know to change anything over HTTP"),
    ] = None


def _clock(value: Any) -> Any:
    # YAML 1.1 reads 22:30 without quotes as the number 22 * 60 + 30.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return f"{value // 60:02}:{value % 60:02}"
    return value


def _signing(secret: SecretStr | None) -> SecretStr | None:
    for part in secret.get_secret_value().split() if secret else ():
        signing_key(part)
    return secret


def _reachable(places: tuple[str, ...]) -> tuple[str, ...]:
    try:
        AddressGuard(places)
    except ConfigError as error:
        raise ValueError(str(error)) from error
    return places


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name}") from error
    return name


Clock = Annotated[time, BeforeValidator(_clock)]
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class QuietHoursSettings(Section):
    """Hours in which a subscriber is left alone."""

    start: Annotated[Clock, Field(description="by the clock on the wall, such as `22:00`")]
    end: Annotated[Clock, Field(description="earlier than `start` is the next day")]
    days: Annotated[
        tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...],
        Field(min_length=1, description="days on which they start"),
    ] = _DAYS  # type: ignore[assignment]

    @model_validator(mode="after")
    def _not_empty(self) -> QuietHoursSettings:
        if self.start == self.end:
            raise ValueError("start and end are the same")
        return self


class SubscriberSettings(Section):
    """Who is sent alerts, how, and when."""

    name: Annotated[str, Field(min_length=1, description="how the delivery log calls it")]
    type: Annotated[
        Literal["console", "webhook", "apprise", "alertmanager"],
        Field(description="the channel: `console`, `webhook`, `apprise` or `alertmanager`"),
    ]
    url: Annotated[
        str | None,
        Field(pattern=r"^https?://\S+$", description="of a webhook or an Alertmanager"),
    ] = None
    target: Annotated[
        SecretStr | None,
        Field(description="address that Apprise knows: `mailto://…`, `slack://…`, `ntfy://…`"),
    ] = None
    secret: Annotated[
        SecretStr | None,
        AfterValidator(_signing),
        Field(description="signs a webhook; `whsec_` and base64, two with a space to rotate"),
    ] = None
    allow_private: Annotated[
        tuple[str, ...],
        AfterValidator(_reachable),
        Field(description="host:port or network that a webhook may reach although it is private"),
    ] = ()
    minimum_severity: Annotated[
        Literal["notice", "warning", "critical"], Field(description="what is sent")
    ] = "notice"
    group_by: Annotated[
        Literal["none", "series", "story"],
        Field(description="what goes in one message: `series`, `story` or nothing"),
    ] = "none"
    group_wait_seconds: Annotated[
        float, Field(ge=0, le=86400, description="the first of a group waits so long for others")
    ] = 30.0
    digest: Annotated[
        Literal["hourly", "daily"] | None, Field(description="`hourly` or `daily`, all in one")
    ] = None
    digest_at: Annotated[
        Clock, Field(description="time of the daily digest; minute of the hourly one")
    ] = time(8)
    quiet_hours: Annotated[
        tuple[QuietHoursSettings, ...],
        Field(description="alerts are held back, then sent as a digest"),
    ] = ()
    time_zone: Annotated[
        str, AfterValidator(_zone), Field(description="of digests and quiet hours")
    ] = "UTC"
    critical_passes: Annotated[
        bool, Field(description="critical alerts wait for no digest, group or end of quiet hours")
    ] = False
    lasts_hours: Annotated[
        float, Field(gt=0, le=24 * 30, description="how long an Alertmanager shows an alert")
    ] = 24.0
    repeat_minutes: Annotated[
        float, Field(ge=0.05, le=1440, description="an Alertmanager is told again so often")
    ] = 10.0

    @model_validator(mode="after")
    def _whole(self) -> SubscriberSettings:
        if self.type in ("webhook", "alertmanager") and not self.url:
            raise ValueError(f"subscriber {self.name} needs a url")
        if self.type == "apprise" and not self.target:
            raise ValueError(f"subscriber {self.name} needs a target")
        if self.type == "alertmanager" and (
            self.digest or self.quiet_hours or self.group_by != "none"
        ):
            raise ValueError("an Alertmanager groups, times and holds back by its own routes")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that sign a webhook, the newest first."""
        return tuple(self.secret.get_secret_value().split()) if self.secret else ()


class LinkSettings(Section):
    """The links in messages with which one acknowledges or mutes without logging in."""

    secret: Annotated[
        SecretStr | None,
        Field(min_length=16, description="signs them; without it one is kept in `data_dir`"),
    ] = None
    valid_days: Annotated[float, Field(gt=0, le=365, description="how long they work")] = 7.0


class RetentionSettings(Section):
    """How long things are kept; what is older is removed once a day."""

    days: Annotated[
        int | None,
        Field(ge=1, description="that articles, figures, alerts and dead letters are kept"),
    ] = None
    unlisted_days: Annotated[
        int, Field(ge=7, description="that an article is recognised after no feed lists it")
    ] = 60


class KafkaSecurity(Section):
    """TLS and password for the broker, the same for every client."""

    protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        Field(description="what the broker's listener speaks"),
    ] = "PLAINTEXT"
    ca_file: Annotated[
        Path | None, Field(description="authorities that sign the broker; the system's without it")
    ] = None
    cert_file: Annotated[Path | None, Field(description="our certificate, if asked for")] = None
    key_file: Annotated[Path | None, Field(description="its key, if in a file of its own")] = None
    mechanism: Annotated[
        Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], Field(description="of the password")
    ] = "SCRAM-SHA-512"
    user: Annotated[str | None, Field(description="who we are to the broker")] = None
    password: Annotated[
        SecretStr | None, Field(description="from the environment or a file, not in clear")
    ] = None

    @property
    def encrypts(self) -> bool:
        """The listener speaks TLS."""
        return self.protocol in ("SSL", "SASL_SSL")

    @property
    def asks_for_password(self) -> bool:
        """The listener wants user and password."""
        return self.protocol.startswith("SASL_")

    @model_validator(mode="after")
    def _whole(self) -> KafkaSecurity:
        if self.asks_for_password and not (self.user and self.password):
            raise ValueError(f"{self.protocol} needs user and password")
        if self.user and not self.asks_for_password:
            raise ValueError(f"{self.protocol} sends no user; did you mean SASL_SSL?")
        files = (self.ca_file, self.cert_file, self.key_file)
        if any(files) and not self.encrypts:
            raise ValueError(f"{self.protocol} is not encrypted; did you mean SSL or SASL_SSL?")
        if self.key_file and not self.cert_file:
            raise ValueError("key_file needs cert_file")
        return self


class LexiconSettings(Section):
    """Words of the user's own, on top of those that come with figurewatch."""

    classes: Annotated[
        tuple[Path, ...],
        Field(description="TOML files or directories of them, with classes of events and measures"),
    ] = ()
    sources: Annotated[
        tuple[Path, ...],
        Field(description="TOML files or directories of them, with nouns and names of sources"),
    ] = ()
    identities: Annotated[
        tuple[Path, ...],
        Field(description="TOML files or directories of them, with bodies by all their names"),
    ] = ()


class WatchSettings(Section):
    """
    What somebody follows, and who is told of it.

    Each list narrows: of a list that is given one item must fit, an empty one lets all through.
    """

    name: Annotated[str, Field(min_length=1, description="how commands and the log call it")]
    words: Annotated[
        tuple[str, ...],
        Field(description="words of sentence or headline; `desert*` stands for all its endings"),
    ] = ()
    classes: Annotated[
        tuple[str, ...],
        Field(description="classes of events and measures; narrower ones belong to them"),
    ] = ()
    places: Annotated[
        tuple[str, ...], Field(description="place or organisation that the figure is about")
    ] = ()
    sources: Annotated[
        tuple[str, ...],
        Field(description="who claims or relays the figure, or one that it departs from"),
    ] = ()
    kinds: Annotated[tuple[DepartureKind, ...], Field(description="kinds of departure")] = ()
    minimum_severity: Annotated[Severity, Field(description="what is sent")] = "notice"
    minimum_factor: Annotated[
        float | None,
        Field(ge=1, description="times that the figure must be apart from earlier ones"),
    ] = None
    subscribers: Annotated[
        tuple[str, ...], Field(description="who is sent its alerts; nobody named is everybody")
    ] = ()


class KafkaSection(Section):
    """The broker of the distributed mode."""

    bootstrap_servers: Annotated[str, Field(description="host:port, comma between several")] = (
        "127.0.0.1:9092"
    )
    prefix: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9._-]*$", description="before topic names")
    ] = "figurewatch."
    partitions: Annotated[int, Field(ge=1, le=1000, description="of articles and figures")] = 8
    replication: Annotated[int, Field(ge=1, le=10, description="copies of each partition")] = 1
    security: KafkaSecurity = KafkaSecurity()
    metrics_host: Annotated[str, Field(description="address of each role's /metrics")] = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=0, le=65535, description="0 takes any free port")] = 0


class Settings(Section):
    """All of the configuration, with its defaults."""

    data_dir: Annotated[Path, Field(description="where the store and the spool lie")] = Path("var")
    pipeline: Annotated[
        str | None, Field(description="another spaCy pipeline, by name or path")
    ] = None
    sample: Annotated[bool, Field(description="serve and watch the sample feeds")] = False
    log_format: Annotated[Literal["text", "json"], Field(description="of stderr")] = "text"
    feeds: Annotated[tuple[FeedSettings, ...], Field(description="what to watch")] = ()
    fetch: FetchSettings = FetchSettings()
    http: HttpSettings = HttpSettings()
    subscribers: Annotated[
        tuple[SubscriberSettings, ...], Field(description="who is sent alerts")
    ] = (SubscriberSettings(name="console", type="console"),)
    watches: Annotated[tuple[WatchSettings, ...], Field(description="what is followed")] = ()
    links: LinkSettings = LinkSettings()
    lexicon: LexiconSettings = LexiconSettings()
    retention: RetentionSettings = RetentionSettings()
    kafka: KafkaSection = KafkaSection()

    @field_validator("feeds")
    @classmethod
    def _one_entry_per_url(cls, feeds: tuple[FeedSettings, ...]) -> tuple[FeedSettings, ...]:
        urls = [feed.url for feed in feeds]
        for url in urls:
            if urls.count(url) > 1:
                raise ValueError(f"{url} is listed twice")
        return feeds

    @field_validator("subscribers")
    @classmethod
    def _one_subscriber_per_name(
        cls, subscribers: tuple[SubscriberSettings, ...]
    ) -> tuple[SubscriberSettings, ...]:
        names = [subscriber.name for subscriber in subscribers]
        if len(set(names)) < len(names):
            raise ValueError("two subscribers have the same name")
        return subscribers

    @field_validator("watches")
    @classmethod
    def _one_watch_per_name(cls, watches: tuple[WatchSettings, ...]) -> tuple[WatchSettings, ...]:
        names = [watch.name for watch in watches]
        if len(set(names)) < len(names):
            raise ValueError("two watches have the same name")
        return watches

    @property
    def store_path(self) -> Path:
        """The SQLite file of the embedded mode and of `deliver`."""
        return self.data_dir / "figurewatch.db"

    @property
    def spool_path(self) -> Path:
        """The SQLite file in which the distributed `ingest` keeps feeds and unsent articles."""
        return self.data_dir / "ingest.db"


def shipped_config() -> Path:
    """Give the path of the configuration that comes with figurewatch."""
    return Path(str(files("figurewatch").joinpath("figurewatch.yml")))


def load_settings(path: Path, *, environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the configuration file; raises ConfigError with `file:line:column`."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(error.strerror or str(error), place=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", place=str(path)) from error
    return parse_settings(text, name=str(path), environ=os.environ if environ is None else environ)


def _check_depth(text: str) -> None:
    """Refuse what is nested deeper than any setting: a document's nodes are read recursively."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            problem = f"is nested deeper than {_DEEPEST} levels"
            mark = cast("yaml.Mark | None", event.start_mark)
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def parse_settings(text: str, *, name: str, environ: Mapping[str, str]) -> Settings:
    """Check the configuration `text`; `name` is what errors call the file."""
    try:
        _check_depth(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise ConfigError(error.problem or "is not YAML", place=place) from error
    except yaml.YAMLError as error:
        raise ConfigError(f"is not YAML: {error}", place=name) from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ConfigError("must hold settings by name", place=f"{name}:1:1")
    try:
        settings = Settings.model_validate(_resolve(values, environ, name=name))
    except ValidationError as error:
        raise _config_error(error, node, name=name) from error
    _check_watches(settings, node, name=name)
    return settings


def _check_watches(settings: Settings, node: yaml.Node | None, *, name: str) -> None:
    """Refuse a watch that names a subscriber who is not there."""
    known = [subscriber.name for subscriber in settings.subscribers]
    for number, watch in enumerate(settings.watches):
        for place, subscriber in enumerate(watch.subscribers):
            if subscriber not in known:
                location = ("watches", number, "subscribers", place)
                mark = _mark_of(node, location, key=False)
                raise ConfigError(
                    f"there is no subscriber {subscriber}{did_you_mean(subscriber, known)}",
                    place=f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name,
                )


def _resolve(value: Any, environ: Mapping[str, str], *, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _resolve(item, environ, name=name) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolve(item, environ, name=name) for item in value]
    if not isinstance(value, str):
        return value

    def replace(match: re.Match[str]) -> str:
        if match[1]:
            try:
                return Path(match[2]).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError(f"{match[2]}: {error.strerror}", place=name) from error
        if match[2] not in environ:
            raise ConfigError(f"the environment has no {match[2]}", place=name)
        return environ[match[2]]

    return _REFERENCE.sub(replace, value)


def _config_error(error: ValidationError, node: yaml.Node | None, *, name: str) -> ConfigError:
    # A name that does not exist explains the missing one beside it, so it goes first.
    first = min(error.errors(), key=lambda item: item["type"] != "extra_forbidden")
    location = tuple(part for part in first["loc"])
    key = first["type"] == "extra_forbidden"
    mark = _mark_of(node, location, key=key)
    place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    setting = ".".join(str(part) for part in location)
    if key:
        near = did_you_mean(str(location[-1]), _names_at(location[:-1]))
        message = f"there is no setting {setting}{near}"
    else:
        message = f"{setting}: {_in_words(first)}"
    more = error.error_count() - 1
    return ConfigError(message + (f" (and {more} more)" if more else ""), place=place)


def _in_words(error: ErrorDetails) -> str:
    """Say what is wrong with a value; of a secret Pydantic counts items instead of characters."""
    if error["type"] in ("too_short", "string_too_short") and isinstance(error["input"], str):
        least, given = error["ctx"]["min_length"], len(error["input"])
        return f"needs at least {least} characters, has {given}"
    return error["msg"].removeprefix("Value error, ")


def _mark_of(
    node: yaml.Node | None, location: tuple[int | str, ...], *, key: bool
) -> yaml.Mark | None:
    """Find where `location` stands, or the nearest part of it that does."""
    mark = node.start_mark if node else None
    for depth, part in enumerate(location):
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == part), None)
            if pair is None:
                break
            node = pair[1]
            mark = pair[0].start_mark if key and depth == len(location) - 1 else node.start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            mark = node.start_mark
        else:
            break
    return mark


def _names_at(location: tuple[int | str, ...]) -> list[str]:
    model: Any = Settings
    for part in location:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        arguments = getattr(annotation, "__args__", ())
        model = arguments[0] if arguments else annotation
    return list(model.model_fields)
