"""
Memory of a worker that reads 10,000 articles, none like another.

Every article brings names that were never seen before: what a worker keeps of the words it met
would show as a slope. Memory is the resident set, every 500 articles.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

from benchmarks.news import news
from benchmarks.results import keep
from figurewatch.records import Article
from processors.language import load
from processors.reading import read_article

ARTICLES = 10_000
EVERY = 500
_SYLLABLES = ("ba", "dor", "el", "ka", "lin", "mar", "no", "ri", "sten", "ta", "ul", "vo", "wen")


def main(count: int = ARTICLES) -> None:
    """Read `count` articles of about 150 tokens; report memory and its slope at the end."""
    nlp = load()
    chance = random.Random(5)
    resident = []
    for number, article in enumerate(news(count, paragraphs=8), start=1):
        read_article(_with_new_names(article, chance), nlp)
        if number % EVERY == 0:
            resident.append(_resident())
    half = resident[len(resident) // 2 :]
    keep(
        "soak",
        {
            "articles read": count,
            "memory after the first 500 articles, MB": round(resident[0]),
            "memory at the half, MB": round(half[0]),
            "memory at the end, MB": round(half[-1]),
            "highest memory, MB": round(max(resident)),
            "growth over the second half, MB": round(half[-1] - half[0], 1),
        },
    )


def _with_new_names(article: Article, chance: random.Random) -> Article:
    names = ["".join(chance.choices(_SYLLABLES, k=5)).capitalize() for _ in range(10)]
    pairs = zip(names[::2], names[1::2], strict=True)
    sentences = [f"{one} {two} of {two} said so." for one, two in pairs]
    return replace(article, text=f"{article.text}\n\n{' '.join(sentences)}")


def _resident() -> float:
    """Megabytes of memory in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
