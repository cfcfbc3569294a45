"""Wrong configuration names its place; secrets come from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from figurewatch.app.settings import load_settings, parse_settings, shipped_config
from figurewatch.errors import ConfigError
from tests.sinks.receivers import SECRET


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("http:\n  port: high\n", "c.yml:2:9: http.port: Input should be a valid integer"),
        ("http:\n  prot: 1\n", "c.yml:2:3: there is no setting http.prot; did you mean port?"),
        ("feeds: " + "[" * 5000, "c.yml:1:57: is nested deeper than 50 levels"),
        ("http:\n  token: short\n", "c.yml:2:10: http.token: needs at least 16 characters, has 5"),
        ("feed: []\n", "c.yml:1:1: there is no setting feed; did you mean feeds?"),
        ("feeds:\n  - url: ftp://x\n    outlet: A\n", "c.yml:2:10: feeds.0.url"),
        ("feeds:\n  - outlet: A\n", "c.yml:2:5: feeds.0.url: Field required"),
        ("feeds: [\n", "c.yml:2:1"),
        ("- a\n", "c.yml:1:1: must hold settings by name"),
        ("subscribers:\n  - {name: a, type: webhook}\n", "subscriber a needs a url"),
        ("data_dir: ${NOWHERE}\n", "the environment has no NOWHERE"),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, says: str) -> None:
    """One line that an operator can act on."""
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, name="c.yml", environ={})
    assert says in str(caught.value)


def test_the_same_feed_twice_is_refused() -> None:
    """Two entries for one address would be polled twice."""
    feed = "  - {url: 'https://a.example/f', outlet: A}\n"
    with pytest.raises(ConfigError, match="listed twice"):
        parse_settings(f"feeds:\n{feed}{feed}", name="c.yml", environ={})


def test_a_value_may_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    """So that no secret need stand in the configuration."""
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    text = (
        "subscribers:\n  - name: desk\n    type: webhook\n    url: ${HOOK}\n"
        f"    secret: ${{file:{secret}}}\n"
    )
    subscriber = parse_settings(text, name="c", environ={"HOOK": "https://h.example/"}).subscribers[
        0
    ]
    assert subscriber.url == "https://h.example/"
    assert subscriber.secret is not None
    assert subscriber.secret.get_secret_value() == SECRET
    assert SECRET not in subscriber.model_dump_json()


def test_an_empty_file_gives_the_defaults() -> None:
    """Every setting has a default."""
    settings = parse_settings("", name="c", environ={})
    assert settings.http.host == "127.0.0.1"
    assert settings.subscribers[0].type == "console"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(ConfigError, match=r"none\.yml: No such file"):
        load_settings(tmp_path / "none.yml")


def test_the_shipped_configuration_is_valid() -> None:
    """`make run` starts with it."""
    settings = load_settings(shipped_config(), environ={})
    assert settings.sample
    assert len(settings.feeds) >= 5
