"""Serves the sample articles as RSS feeds on the monitor's own address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import escape

from aiohttp import web

from figurewatch.app.settings import FeedSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One article of the sample, made up like all of them."""

    id: str
    outlet: str
    title: str
    text: str
    published: datetime


@cache
def sample_articles() -> tuple[SampleArticle, ...]:
    """Give the sample articles, oldest first."""
    lines = files("figurewatch").joinpath("sample/articles.jsonl").read_text("utf-8").splitlines()
    articles = []
    for line in lines:
        value = json.loads(line)
        value["published"] = datetime.fromisoformat(value["published"])
        articles.append(SampleArticle(**value))
    return tuple(articles)


def sample_feeds(base: str) -> tuple[FeedSettings, ...]:
    """Give the sample feeds as the configuration would list them; `base` is http://host:port."""
    outlets = sorted({article.outlet for article in sample_articles()})
    return tuple(
        FeedSettings(url=f"{base}/sample/{_slug(outlet)}.xml", outlet=outlet, every_minutes=5)
        for outlet in outlets
    )


def add_sample_routes(app: web.Application) -> None:
    """Add `/sample/<outlet>.xml` and `/sample/articles/<id>` to `app`."""
    app.router.add_get("/sample/{outlet}.xml", _feed)
    app.router.add_get("/sample/articles/{id}", _page)


async def _feed(request: web.Request) -> web.Response:
    slug = request.match_info["outlet"]
    articles = [article for article in sample_articles() if _slug(article.outlet) == slug]
    if not articles:
        raise web.HTTPNotFound
    body = _rss(articles, base=str(request.url.origin())).encode()
    response = web.Response(body=body, content_type="application/rss+xml", charset="utf-8")
    response.etag = str(len(body))
    response.last_modified = articles[-1].published
    if request.if_none_match and response.etag in request.if_none_match:
        return web.Response(status=304)
    return response


async def _page(request: web.Request) -> web.Response:
    wanted = request.match_info["id"]
    for article in sample_articles():
        if article.id == wanted:
            paragraphs = "".join(f"<p>{escape(part)}</p>" for part in article.text.split("\n\n"))
            return web.Response(
                text=f"<!doctype html><html lang=en><meta charset=utf-8>"
                f"<title>{escape(article.title)}</title><p>Sample article: made up.</p>"
                f"<article><h1>{escape(article.title)}</h1>"
                f"<p>{escape(article.outlet)}, {article.published:%d %B %Y}</p>{paragraphs}"
                "</article></html>",
                content_type="text/html",
            )
    raise web.HTTPNotFound


def _rss(articles: list[SampleArticle], *, base: str) -> str:
    outlet = articles[0].outlet
    items = "".join(
        f"<item><title>{escape(article.title)}</title>"
        f"<link>{base}/sample/articles/{article.id}</link>"
        f'<guid isPermaLink="false">{article.id}</guid>'
        f"<pubDate>{format_datetime(article.published)}</pubDate>"
        f"<description>{escape(_html(article.text))}</description></item>"
        for article in reversed(articles)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(outlet)}</title><link>{base}/</link>"
        f"<description>Sample articles, made up</description>{items}</channel></rss>"
    )


def _html(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))


def _slug(outlet: str) -> str:
    return outlet.lower().replace(" ", "-")
