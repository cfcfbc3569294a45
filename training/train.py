"""Trains one half of the pipeline from its configuration and the built training sets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_loop
from spacy.util import load_config

from training import tokenizer as tokenizer  # registers its callback by name

HERE = Path(__file__).parent


def train(half: str, work: Path, *, overrides: dict[str, Any] | None = None) -> Path:
    """Train `half` ("syntax" or "ner") from the sets in `work`; return its best pipeline."""
    sets = "ner-" if half == "ner" else ""
    paths = {
        "paths.train": str(work / f"{sets}train.spacy"),
        "paths.dev": str(work / f"{sets}dev.spacy"),
        "paths.vectors": str(work / "vectors"),
        "paths.variants": str(HERE / "augment.json"),
    }
    config = load_config(
        HERE / f"{half}.cfg", overrides={**paths, **(overrides or {})}, interpolate=False
    )
    nlp = init_nlp(config)
    out = work / half
    out.mkdir(parents=True, exist_ok=True)
    run_loop(nlp, out, stdout=sys.stdout, stderr=sys.stderr)
    return out / "model-best"
