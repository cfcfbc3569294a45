"""Words from outside get no power anywhere: pages, tables, feeds, mails, hooks, a terminal."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from sinks.http import Site
from tests import factories, sites
from tests.sinks.test_http import ask


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with something on every page."""
    return sites.make(tmp_path / "figurewatch.db")


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://wire.example/a?b=1", True),
        ("http://wire.example/", True),
        ("javascript:alert(1)", False),
        ("JaVaScript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<b>", False),
        ("vbscript:msgbox(1)", False),
        ("file:///etc/passwd", False),
        ("//elsewhere.example/", False),
    ],
)
def test_only_web_addresses_are_links(site: Site, url: str, is_link: bool) -> None:
    """Whatever a topic, a file or a dead letter gives as an article's; the rest is shown."""
    printed = factories.article(id="bad", url=url)
    figure = factories.figure(printed=printed, id="ff")
    with site.store.transaction() as transaction:
        transaction.put_figure(figure, factories.series())
        alert = factories.alert(id="ee", figure=figure)
        transaction.put_alert(alert, subscribers=[], now=factories.MONDAY)
    for path in ("/figures/ff", "/alerts/ee", f"/series/{figure.series}"):
        _, text = ask(site, path)
        assert (f'href="{escape(url)}"' in text) is is_link
        assert escape(url) in text
        for href in re.findall(r'(?:href|src|action)="([^"]*)"', text):
            assert href == escape(url) or href.startswith(("/", "#", "https://wire.example/a1"))
