"""Lists of feeds between OPML and the configuration, whose own words and comments are kept."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from figurewatch.app.feeds import feed_sources
from figurewatch.app.settings import FeedSettings, parse_settings
from figurewatch.errors import ConfigError, InputError
from ingest.opml import read_opml
from ingest.sources import FeedSource

_OPML = re.compile(rb"<opml[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """Feeds that can stand in a configuration, and those that can't, with the reason."""

    feeds: tuple[FeedSettings, ...]
    refused: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, sources: Iterable[FeedSource]) -> FeedList:
        """Take over feeds from elsewhere."""
        feeds, refused = [], []
        for source in sources:
            try:
                feeds.append(FeedSettings(url=source.url, outlet=source.outlet))
            except ValidationError as error:
                refused.append((source.url, str(error.errors()[0]["msg"])))
        return cls(feeds=tuple(feeds), refused=tuple(refused))

    def as_yaml(self) -> str:
        """Write the block for a configuration."""
        return "feeds:\n" + _items(self.feeds, indent=2) if self.feeds else "feeds: []\n"

    def add_to(self, path: Path, *, environ: Mapping[str, str]) -> int:
        """
        Add those that the configuration `path` does not list yet; gives how many.

        The file is replaced in one step, and only by what is a configuration again.
        """
        text = path.read_text(encoding="utf-8")
        listed = {feed.url for feed in parse_settings(text, name=str(path), environ=environ).feeds}
        fresh = [feed for feed in self.feeds if feed.url not in listed]
        if not fresh:
            return 0
        longer = _with_feeds(text, fresh)
        parse_settings(longer, name=str(path), environ=environ)
        _replace(path, longer)
        return len(fresh)


def read_feed_list(path: Path, *, environ: Mapping[str, str]) -> list[FeedSource]:
    """Read the feeds of an OPML list or of a configuration; raises InputError or ConfigError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error
    if _OPML.search(data[:4096]):
        return read_opml(data, place=str(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", place=str(path)) from error
    return feed_sources(parse_settings(text, name=str(path), environ=environ).feeds)


def _with_feeds(text: str, feeds: Sequence[FeedSettings]) -> str:
    """Write `feeds` after the last one of the configuration `text`."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == "feeds"), None)
    if node is None:
        return f"{text.rstrip()}\n\nfeeds:\n{_items(feeds, indent=2)}".lstrip()
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        # `feeds: []`, or `feeds:` with nothing.
        start, end = node.start_mark.index, node.end_mark.index
        return f"{text[:start].rstrip()}\n{_items(feeds, indent=2)}{text[end:].lstrip(chr(10))}"
    if node.flow_style:
        before = text[: node.value[-1].end_mark.index]
        added = "".join(f", {_flow(feed)}" for feed in feeds)
        return before + added + text[node.value[-1].end_mark.index :]
    line = _last_line(node)
    lines = text.splitlines(keepends=True)
    lines[line] = lines[line].rstrip("\n") + "\n"
    lines.insert(line + 1, _items(feeds, indent=node.start_mark.column))
    return "".join(lines)


def _last_line(node: yaml.Node) -> int:
    """Give the line on which the last word of `node` stands: a block's own end is further on."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and node.value:
        if node.flow_style:
            break
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    line: int = node.end_mark.line
    return line - 1 if node.end_mark.column == 0 and line > node.start_mark.line else line


def _items(feeds: Iterable[FeedSettings], *, indent: int) -> str:
    dent = " " * indent
    return "".join(
        f"{dent}- url: {_quoted(feed.url)}\n{dent}  outlet: {_quoted(feed.outlet)}\n"
        for feed in feeds
    )


def _quoted(text: str) -> str:
    """Write text as one line of YAML, in quotes where it needs them."""
    written: str = yaml.safe_dump(text, allow_unicode=True, width=10**6, default_flow_style=True)
    return written.removesuffix("...\n").strip()


def _flow(feed: FeedSettings) -> str:
    item = {"url": feed.url, "outlet": feed.outlet}
    written: str = yaml.safe_dump(item, allow_unicode=True, width=10**6, default_flow_style=True)
    return written.strip()


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(path.stat().st_mode)
    Path(file.name).replace(path)
