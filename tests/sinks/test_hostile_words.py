"""Words from outside get no power anywhere: pages, tables, feeds, mails, hooks, a terminal."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest

from figurewatch.records import Alert, LeftOut, Source
from sinks.events import LiveEvents
from sinks.http import Site
from sinks.mail import AppriseNotifier
from sinks.messages import Message
from sinks.notifiers import ConsoleNotifier, WebhookNotifier
from tests import factories, sites
from tests.sinks.receivers import Receiver
from tests.sinks.test_http import ask
from tests.sinks.test_mail import Mailbox, mailbox

__all__ = ["mailbox"]

WORDS = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "title": "</title></textarea><svg onload=alert(1)>",
    "entities": "&lt;b&gt; --> ]]>",
    "template": "{{7*7}} {% raw %} ${7*7} %s %n",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1)",
    "formula behind a space": " \t=1+1",
    "header": "a\r\nBcc: eve@elsewhere.example\r\n\r\nbody",
    "event": "a\n\nevent: alert\ndata: {}\n\n",
    "line": "a\n  earlier  “9” claimed by nobody\u2028b",
    "direction": "\u202egnp.exe\u202c \u2066x",
    "controls": "nul\x00 esc\x1b[31m\x1b]0;title\x07 \x85\x0b\x0c\x9b2J \ufffe",
    "chat": "@everyone <!channel> <@U1> @here",
}
#: Nothing of this reaches a reader.
STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe]")


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


def alert_of(words: str) -> Alert:
    """An alert with `words` wherever an article's may stand."""
    printed = factories.article(id="bad", title=words, outlet=words, url=words)
    figure = factories.figure(printed=printed, id="ff")
    source = Source(text=words, start=0, end=5, role=words, affiliation=words, kind="person")
    sentence = replace(figure.sentence, text=f"{figure.sentence.text} {words}")
    figure = replace(
        figure,
        attribution=replace(figure.attribution, chain=(source,)),
        sentence=sentence,
        quantity=factories.quantity(text=words),
    )
    return factories.alert(
        id="ee",
        figure=figure,
        explanation="More than {0}\nthan {0} before.".format(" ".join(words.split())),
        earlier=(figure,),
        left_out=(LeftOut(id="ff", reason=words),),
        printed_by=(words, "Harbour Wire"),
    )


def message_of(words: str) -> Message:
    """A message about it."""
    alert = alert_of(words)
    return Message(
        id="m1", kind="alert", alerts=(alert,), created=factories.MONDAY, severity="warning"
    )


def keep_words(site: Site, words: str) -> None:
    """Put article, figure, series and alert with `words` into the store of `site`."""
    alert = alert_of(words)
    series = factories.series(title=words)
    with site.store.transaction() as transaction:
        transaction.put_article(factories.article(id="bad", title=words, outlet=words))
        transaction.put_figure(alert.figure, series)
        transaction.put_alert(alert, subscribers=["desk"], now=factories.MONDAY)


class Found(HTMLParser):
    """What in a page could act or lead away."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is not the pages' own."""
        given = dict(attrs)
        is_ours = given.get("src") == "/static/live.js"
        if tag in ("script", "img", "iframe", "object", "embed", "style") and not is_ours:
            self.acting.append(tag)
        for name, value in attrs:
            leads_away = name in ("href", "src", "action") and not (value or "").startswith(
                ("/", "#", "https://wire.example/")
            )
            if name.startswith("on") or leads_away:
                self.acting.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_no_page_does_what_words_say(site: Site, words: str) -> None:
    """They are shown, and nothing in them acts, steers or leads away."""
    keep_words(site, words)
    key = factories.series().key
    pages = ["/", f"/series/{key}", f"/embed/series/{key}", "/figures/ff", "/alerts/ee"]
    for path in (*pages, "/sources", f"/sources/{quote(words, safe='')}", "/search?q=soldiers"):
        status, text = ask(site, path)
        assert status == 200, path
        found = Found()
        found.feed(text)
        assert found.acting == []
        assert not STEERS.search(text)
        assert "49" not in re.findall(r"\b49\b", text)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_no_table_or_feed_does_what_words_say(site: Site, words: str) -> None:
    """No cell is a formula, every row is a row, every feed parses."""
    keep_words(site, words)
    key = factories.series().key
    for path in ("/alerts.csv", f"/series/{key}.csv", "/series.csv", "/sources.csv"):
        text = ask(site, path)[1]
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len({len(row) for row in rows}) == 1
        assert not STEERS.search(text)
        assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in (*"=+-@",)]
    for path in ("/alerts.atom", f"/series/{key}.atom", "/sources.atom"):
        text = ask(site, path)[1]
        assert not feedparser.parse(text).bozo
        assert not STEERS.search(text)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_no_mail_has_headers_or_lines_by_words(mailbox: tuple[Mailbox, str], words: str) -> None:
    """It goes to whom it is for, as plain text, and each line is one of ours."""
    box, target = mailbox
    asyncio.run(AppriseNotifier("ada", target).notify(message_of(words), now=factories.MONDAY))
    (mail,) = box.mails
    assert set(mail.keys()) <= {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "X-Application"),
        *("X-Figurewatch-Message", "References", "Subject", "From", "To", "Message-ID", "Date"),
    }
    body = mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert not STEERS.search(mail["Subject"] + body)
    assert [line.split()[0] for line in body.strip().splitlines()] == [
        *("than", "new", "earlier", "left", "printed")
    ]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_no_terminal_is_steered_by_words(words: str) -> None:
    out = io.StringIO()
    asyncio.run(ConsoleNotifier(out).notify(message_of(words), now=factories.MONDAY))
    assert not STEERS.search(out.getvalue())


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_programs_get_the_words_as_they_are(words: str) -> None:
    """In JSON that nothing in them can end: a webhook's body, an event of one line."""
    receiver, events = Receiver(), LiveEvents()

    async def run() -> bytes:
        async with receiver.listening():
            await WebhookNotifier("desk", receiver.url).notify(
                message_of(words), now=factories.MONDAY
            )
        async with events.listen() as queue:
            events.publish(alert_of(words))
            return await queue.get()

    event = asyncio.run(run())
    ((_, body),) = receiver.got
    assert json.loads(body)["data"]["printed_by"][0] == words
    name, number, data, *rest = event.split(b"\n")
    assert (name, number, rest) == (b"event: alert", b"id: ee", [b"", b""])
    assert json.loads(data.removeprefix(b"data: "))["printed_by"][0] == words


def test_no_chat_calls_everybody_by_words() -> None:
    """The sign is parted from the word; the words can be read as before."""
    receiver = Receiver()

    async def run() -> None:
        async with receiver.listening():
            address = receiver.url.replace("http:", "json:")
            await AppriseNotifier("room", address).notify(
                message_of(WORDS["chat"]), now=factories.MONDAY
            )

    asyncio.run(run())
    sent = json.loads(receiver.got[0][1])
    text = sent["title"] + sent["message"]
    assert not re.search("@(everyone|here)|<[!@]", text)
    assert "@everyone <!channel>" in text.replace("\u2060", "")
