"""Makes articles to measure with: the sample's paragraphs, with numbers and names changed."""

from __future__ import annotations

import random
import re
from datetime import timedelta

from figurewatch.app.sample import sample_articles
from figurewatch.records import Article

_NUMBER = re.compile(r"\b\d{2,3}(?:,\d{3})*\b")


def news(count: int, *, paragraphs: int, seed: int = 7) -> list[Article]:
    """Give `count` dated articles of `paragraphs` paragraphs (about 20 tokens each)."""
    chance = random.Random(seed)
    given = sample_articles()
    texts = [paragraph for article in given for paragraph in article.text.split("\n\n")]
    articles = []
    for number in range(count):
        base = given[number % len(given)]
        body = [base.text.split("\n\n")[0], *chance.choices(texts, k=paragraphs - 1)]
        text = _NUMBER.sub(
            lambda found: f"{max(int(found[0].replace(',', '')) + chance.randint(-9, 9), 10):,}",
            "\n\n".join(body),
        )
        articles.append(
            Article(
                id=f"b{number}",
                text=text,
                title=base.title,
                outlet=base.outlet,
                published=base.published + timedelta(minutes=number),
            )
        )
    return articles
