"""
How fast the language pipeline reads, how long it takes to load, what memory it needs.

    python -m benchmarks.language [PIPELINE]

Speed is counted in tokens per second of processor time, on one thread, over texts made of
the sentences below; the best of three passes counts.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

from processors import language  # noqa: E402

SENTENCES = [
    "The harbour authority said on Tuesday that 4,200 containers had been moved in May alone.",
    "Rents in the old town rose by 6.5% to between £900 and £1,100 a month, the council reported.",
    "According to the rail union, more than 12,000 drivers took part in the first strike.",
    "“We expect losses of $3.4bn this year,” the insurer's chairman told investors.",
    "The number of ferry passengers, which had fallen for three years, recovered in the spring.",
    "Farmers blamed the drought, and the ministry promised help of up to 20 million euros.",
    "Nobody at the company was available for comment.",
]
ARTICLES = 120


def articles() -> list[str]:
    """Texts of about 30 sentences, no two alike."""
    size = len(SENTENCES)
    return [
        " ".join(SENTENCES[(start + step * (1 + start % 5)) % size] for step in range(30))
        for start in range(ARTICLES)
    ]


def tokens_per_second(name: str | None, exclude: tuple[str, ...]) -> float:
    """The best of three passes, in tokens per second of processor time."""
    nlp = language.load(name, exclude=exclude)
    texts = articles()
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=8))
        best = max(best, tokens / (time.process_time() - start))
    return best


def resident() -> float:
    """Megabytes of memory in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(name: str | None = None) -> list[tuple[str, str]]:
    """Measure and return rows of what and how much."""
    before = resident()
    start = time.perf_counter()
    language.load(name)
    load = time.perf_counter() - start
    after = resident()
    rows = [
        ("load", f"{load:.2f} s"),
        ("memory before and after loading", f"{before:.0f} MB, {after:.0f} MB"),
    ]
    for what, exclude in (
        ("everything", ()),
        ("without ner", ("ner",)),
        ("without ner and lemmas", ("ner", "trainable_lemmatizer")),
    ):
        rows.append((what, f"{tokens_per_second(name, exclude):,.0f} tokens/s"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    rows.append((f"peak of memory after {9 * ARTICLES} articles", f"{peak:.0f} MB"))
    return rows


if __name__ == "__main__":
    for what, how_much in main(*sys.argv[1:2]):
        print(f"| {what} | {how_much} |")
