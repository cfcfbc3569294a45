"""
Measures attribution on the development sets, where they are at hand.

    python tests/evaluation/dev_attribution.py [SET ...] [--pipeline NAME] [--cache FOLDER]

SET is train, tune, iaa_dev, seed, chains_dev, chains_seed or tap.

The sets and their scorers are no part of the project; without them there is nothing to measure.
Misses may be looked at in train alone. Parses are kept in the cache, so that a set is parsed once.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "eval" / "attribution"
sys.path[:0] = [str(ROOT), str(SHARED)]

import score  # noqa: E402  the scorer of the sets
import score_chains  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc, DocBin  # noqa: E402

from figurewatch.records import AttributedContent, Quantity  # noqa: E402
from processors import document, language  # noqa: E402
from processors.attributions import (  # noqa: E402
    Attributions,
    attribution_of,
    contents,
    find_attributions,
)
from processors.mentions import Mention  # noqa: E402

WORD = re.compile(r"\w+")
SMALL_WORDS = {"the", "of", "a", "co", "corp", "inc", "and"}
KINDS = {"government": "GOV", "organisation": "ORG"}


def read_set(name: str) -> list[dict[str, Any]]:
    """The items of one development set."""
    return [json.loads(line) for line in (SHARED / "dev" / f"{name}.jsonl").open()]


def parse_set(items: list[dict[str, Any]], name: str, nlp: Language, cache: Path) -> list[Doc]:
    """The parsed articles of a set, from the cache where they are there."""
    place = cache / f"{name}.{language.version(nlp).replace(' ', '-')}.spacy"
    if place.exists():
        docs = list(DocBin().from_disk(place).get_docs(nlp.vocab))
        if [doc.text for doc in docs] == [item["text"] for item in items]:
            return docs
    docs = [document.parse(item["text"], nlp) for item in items]
    place.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs, attrs=["TAG", "POS", "LEMMA", "MORPH", "HEAD", "DEP", "SENT_START",
                             "ENT_IOB", "ENT_TYPE"]).to_disk(place)  # fmt: skip
    return docs


def outermost(found: list[AttributedContent]) -> list[AttributedContent]:
    """Leave out what is said within what somebody else says: the sets mark the outermost alone."""
    return [one for one in found if not any(_is_within(one, other) for other in found)]


def _is_within(one: AttributedContent, other: AttributedContent) -> bool:
    if not other.source or other.carried_over or one is other:
        return False
    parts = (*one.cue, *one.source, *one.content)
    return all(any(a <= start and end <= b for a, b in other.content) for start, end in parts)


def predict(items: list[dict[str, Any]], docs: list[Doc]) -> dict[str, Any]:
    """Our attributions of every article, in the scorer's words."""
    found = {}
    for item, doc in zip(items, docs, strict=True):
        attributions = [
            {
                # The sets mark "who" and "which" alone, not the noun that they stand for.
                "source": one.source[-1:],
                "cue": one.cue,
                "content": one.content,
                "entity": one.entity,
                "carried_over": one.carried_over,
            }
            for one in outermost(contents(find_attributions(doc)))
        ]
        found[item["id"]] = {"id": item["id"], "attributions": attributions}
    return found


def predict_chain(item: dict[str, Any], doc: Doc) -> dict[str, Any]:
    """Our chain of one figure, in the scorer's words."""
    start, end = item["figure"]
    text = doc.text[start:end]
    quantity = Quantity(start=start, end=end, text=text, low=1, high=1, value=1, bound="exact")
    mention = Mention(doc=doc, quantity=quantity, number=(start, end))
    attribution = attribution_of(mention, find_attributions(doc), outlet="")
    chain = [
        {
            "span": [hop.start, hop.end],
            "text": hop.text,
            "resolved": hop.name,
            "kind": KINDS.get(hop.kind, hop.kind.upper()),
            "anonymity": hop.anonymity,
        }
        for hop in attribution.chain
    ]
    return {"id": item["id"], "chain": chain, "carried_over": attribution.carried_over}


def measure(name: str, nlp: Language, cache: Path) -> None:
    """Print the scores of a set of articles."""
    items = read_set(name)
    docs = parse_set(items, name, nlp, cache)
    begun = time.process_time()
    predicted = predict(items, docs)
    spent = time.process_time() - begun
    print(f"\n== {name}: {len(items) / spent:.0f} articles a second and core after the parse")
    score.show(score.score({item["id"]: item for item in items}, predicted))


def measure_chains(name: str, nlp: Language, cache: Path) -> None:
    """Print the scores of a set of source chains."""
    items = read_set(name)
    articles = dict(_articles(nlp, cache))
    predicted = {item["id"]: predict_chain(item, articles[item["doc"]]) for item in items}
    texts = {key: doc.text for key, doc in articles.items()}
    scores = score_chains.run({item["id"]: item for item in items}, predicted, texts)
    print(f"\n== {name}", json.dumps(scores, indent=1))


def measure_linked(name: str, nlp: Language) -> None:
    """
    Print how often a figure of a set of sentences has the source that is annotated for it.

    The set annotates no source where an owner gives its own number ("the company said profit
    rose"), but the owner as such: given as the source it is counted apart.
    """
    lines = (SHARED.parent / "figures" / "dev" / f"{name}.jsonl").read_text().splitlines()
    counts: Counter[str] = Counter()
    for item in map(json.loads, lines):
        doc = document.parse(item["text"], nlp)
        found = find_attributions(doc)
        for gold in item["figures"]:
            counts[_compare_link(gold, _nearest_source(doc, found, gold))] += 1
    given = counts["right"] + counts["wrong"] + counts["invented"]
    wanted = counts["right"] + counts["wrong"] + counts["missed"]
    precision, recall = 100 * counts["right"] / given, 100 * counts["right"] / wanted
    print(f"\n== {name}: source of a figure P {precision:.1f} R {recall:.1f}"
          f" F1 {2 * precision * recall / (precision + recall):.1f}, own figures apart;"
          f" {dict(counts)}")  # fmt: skip


def _nearest_source(doc: Doc, found: Attributions, figure: dict[str, Any]) -> str:
    start, end = figure["start"], figure["end"]
    text = doc.text[start:end]
    quantity = Quantity(start=start, end=end, text=text, low=1, high=1, value=1, bound="exact")
    mention = Mention(doc=doc, quantity=quantity, number=(start, end))
    chain = attribution_of(mention, found, outlet="").chain
    return chain[0].text if chain else ""


def _compare_link(gold: dict[str, Any], given: str) -> str:
    wanted = [set(WORD.findall(one.lower())) for one in (gold["source"] or "").split(" ; ") if one]
    words = set(WORD.findall(given.lower()))
    if not words:
        return "missed" if wanted else "none"
    if wanted:
        shares = [2 * len(words & one) / (len(words) + len(one)) for one in wanted]
        return "right" if max(shares) >= 0.5 else "wrong"
    owner = {gold.get(key) for key in ("agent", "whole", "theme")} - {None}
    own = set(WORD.findall(" ".join(owner).lower())) - SMALL_WORDS
    return "own" if words & own or words <= {"it", "the", "company"} else "invented"


def _articles(nlp: Language, cache: Path) -> Iterator[tuple[str, Doc]]:
    for name in ("train", "tune", "seed"):
        items = read_set(name)
        for item, doc in zip(items, parse_set(items, name, nlp, cache), strict=True):
            yield item["id"], doc


def main() -> None:
    """Measure the sets that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1] if __doc__ else None)
    parser.add_argument("sets", nargs="*", default=["tune", "chains_dev", "chains_seed"])
    parser.add_argument("--pipeline", default=os.environ.get("FIGUREWATCH_PIPELINE"))
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "attribution")
    asked = parser.parse_args()
    if not SHARED.exists():
        sys.exit(f"nothing to measure: {SHARED} is absent")
    nlp = language.load(asked.pipeline)
    for name in asked.sets:
        if name == "tap":
            measure_linked(name, nlp)
        else:
            (measure_chains if name.startswith("chains") else measure)(name, nlp, asked.cache)


if __name__ == "__main__":
    main()
