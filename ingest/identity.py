"""
Which entries are the same article.

An entry is known by its guid and by its canonical link. The guid comes first: outlets rewrite
the addresses of articles and keep their guids. Feeds without usable guids go by link, and
entries with neither by a hash of their title and date.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit, urlunsplit

from figurewatch.records import stable_id
from ingest.entries import Entry

Mode = Literal["guid", "link"]

#: A larger share of entries with an absent or shared guid makes the feed go by link.
_BAD_GUIDS = 0.05

#: Query parameters that say where a reader came from, not what is read.
_TRACKING = re.compile(
    r"^(utm_.*|at_(medium|campaign|custom.*|link.*|format|bbc.*|ptr.*)|ns_.*|fbclid|gclid|dclid"
    r"|msclkid|mc_[ce]id|igshid|yclid|_ga|cmpid?|ocid|ito|xtor|partner|ref_?src|ref|referrer"
    r"|source|src|rss|feed|feedtype|feedname|traffic_source|taid|maca|smid|emc)$",
    re.IGNORECASE,
)
_TRACKING_FRAGMENT = re.compile(r"^(xtor|utm_|ref=|ns_|at_)", re.IGNORECASE)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """
    The names of one entry within its outlet, strongest first.

    `strong` names identify by themselves; `weak` ones need the words to agree as well, because
    some feeds point many entries at one page.
    """

    strong: str
    weak: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All names, strongest first."""
        return (self.strong,) if self.weak is None else (self.strong, self.weak)


def article_id(outlet: str, identity: Identity) -> str:
    """Give the id of the article first met as `identity`."""
    return stable_id(outlet, identity.strong)


def mode_of(entries: Sequence[Entry], previous: Mode = "guid") -> Mode:
    """
    Say whether guids identify the entries of this feed.

    Once a document had too many absent or shared guids, the feed stays with links.
    """
    if previous == "link" or not entries:
        return previous
    links_of: dict[str, set[str]] = {}
    for entry in entries:
        links_of.setdefault(entry.guid, set()).add(canonical_link(entry.link))
    bad = sum(1 for entry in entries if not entry.guid or len(links_of[entry.guid]) > 1)
    return "link" if bad > _BAD_GUIDS * len(entries) else "guid"


def identify(entries: Sequence[Entry], mode: Mode) -> list[Identity]:
    """Name every entry of one document, in its order."""
    guids = _without_fragments([entry.guid for entry in entries])
    links = [canonical_link(entry.link) for entry in entries]
    guids_of_link: dict[str, set[str]] = {}
    for link, guid in zip(links, guids, strict=True):
        guids_of_link.setdefault(link, set()).add(guid)
    return [
        _identity(entry, guid if mode == "guid" else "", link, alone=len(guids_of_link[link]) == 1)
        for entry, guid, link in zip(entries, guids, links, strict=True)
    ]


def canonical_link(link: str) -> str:
    """
    Give `link` without what varies while the page stays the same; "" for no web address.

    Scheme, "www.", default port, trailing slash, tracking parameters and the order of
    parameters do not matter. A fragment does: live pages use it to tell their posts apart.
    """
    try:
        parts = urlsplit(link.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return ""
    if port is not None and str(port) not in _DEFAULT_PORTS.values():
        host = f"{host}:{port}"
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    )
    fragment = "" if _TRACKING_FRAGMENT.match(parts.fragment) else parts.fragment
    return urlunsplit(("https", host, parts.path.rstrip("/"), urlencode(query), fragment))


def _identity(entry: Entry, guid: str, link: str, *, alone: bool) -> Identity:
    if guid:
        return Identity(strong=f"guid:{guid}", weak=f"link:{link}" if link and alone else None)
    if link:
        return Identity(strong=f"link:{link}")
    date = entry.published.isoformat() if entry.published else ""
    digest = hashlib.sha256(f"{entry.title}\n{date or entry.text}".encode()).hexdigest()
    return Identity(strong=f"hash:{digest}")


def _without_fragments(guids: list[str]) -> list[str]:
    """
    Drop the fragments of guids that are addresses, unless that made two of them one.

    Some outlets count the versions of an article in the fragment, others tell entries apart by it.
    """
    bare = [urldefrag(guid).url if guid.startswith("http") else guid for guid in guids]
    return bare if len(set(bare)) == len(set(guids)) else guids
