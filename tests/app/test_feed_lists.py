"""Feeds from OPML into a configuration: what it said is kept, what is added can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from figurewatch.app.feed_lists import FeedList, read_feed_list
from figurewatch.app.settings import load_settings
from figurewatch.errors import ConfigError, InputError
from ingest.opml import write_opml
from ingest.sources import FeedSource

NEW = FeedList.of(
    [
        FeedSource(url="https://wire.example/rss?a=1&b=#x", outlet="Harbour: Wire"),
        FeedSource(url="https://post.example/rss", outlet="'Post' \"ä\" – yes"),
    ]
)

CONFIGS = {
    "none": "data_dir: var  # here\n",
    "empty": "",
    "empty list": "feeds: []\nhttp:\n  port: 1\n",
    "block": (
        "# mine\nfeeds:\n  - url: https://old.example/rss  # the first\n    outlet: Old\n"
        "\n# pages\nhttp:\n  port: 1\n"
    ),
    "flush": "feeds:\n- outlet: Old\n  url: https://old.example/rss\nhttp:\n  port: 1\n",
    "flow": "feeds: [{url: https://old.example/rss, outlet: Old}]  # short\nhttp: {port: 1}\n",
    "flow items": "feeds:\n  - {url: https://old.example/rss, outlet: Old}\nhttp: {port: 1}\n",
    "no newline": "feeds:\n  - url: https://old.example/rss\n    outlet: Old",
}


@pytest.mark.parametrize("name", CONFIGS)
def test_feeds_are_added_after_those_that_are_there(name: str, tmp_path: Path) -> None:
    """Every line of the configuration is still there, comments included."""
    path = tmp_path / "my.yml"
    path.write_text(CONFIGS[name])
    before = load_settings(path)
    assert NEW.add_to(path, environ={}) == 2
    after = load_settings(path)
    assert after.feeds == (*before.feeds, *NEW.feeds)
    assert after.model_copy(update={"feeds": before.feeds}) == before
    for comment in (line.partition("#")[2] for line in CONFIGS[name].splitlines() if "#" in line):
        assert comment in path.read_text()
    assert NEW.add_to(path, environ={}) == 0


def test_the_printed_block_is_a_configuration() -> None:
    """To be pasted into one."""
    block = yaml.safe_load(NEW.as_yaml())
    assert [feed["url"] for feed in block["feeds"]] == [feed.url for feed in NEW.feeds]
    assert [feed["outlet"] for feed in block["feeds"]] == [feed.outlet for feed in NEW.feeds]
    assert yaml.safe_load(FeedList(feeds=()).as_yaml()) == {"feeds": []}


def test_a_broken_configuration_is_left_alone(tmp_path: Path) -> None:
    """And said to be broken."""
    path = tmp_path / "my.yml"
    path.write_text("feed: []\n")
    with pytest.raises(ConfigError, match="did you mean feeds"):
        NEW.add_to(path, environ={})
    assert path.read_text() == "feed: []\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_address_that_can_not_be_configured_is_set_aside() -> None:
    """With the reason."""
    urls = ["https://wire.example/a b", "file:///etc/passwd", "wire.example"]
    listed = FeedList.of(FeedSource(url=url, outlet="Wire") for url in urls)
    assert listed.feeds == ()
    assert [url for url, _ in listed.refused] == urls


def test_a_list_is_read_from_opml_and_from_a_configuration(tmp_path: Path) -> None:
    """What the file holds decides, not its name."""
    sources = [
        FeedSource(url="https://wire.example/rss", outlet="Harbour Wire", name="Harbour Wire")
    ]
    (tmp_path / "a").write_bytes(write_opml(sources))
    (tmp_path / "b").write_text(FeedList.of(sources).as_yaml())
    for name in "ab":
        (found,) = read_feed_list(tmp_path / name, environ={})
        assert (found.url, found.outlet) == ("https://wire.example/rss", "Harbour Wire")
    with pytest.raises(InputError, match="No such file"):
        read_feed_list(tmp_path / "c", environ={})
