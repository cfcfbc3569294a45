"""`python -m training --corpora DIR --out DIR`: from treebanks to the shipped pipeline."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

THREADS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"]
STEPS = ["sets", "vectors", "syntax", "ner"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/.work"))
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    chosen = parser.parse_args()
    for name in THREADS:
        os.environ.setdefault(name, "1")
    from training.corpora import build_training_sets
    from training.train import train
    from training.vectors import make_vectors

    chosen.work.mkdir(parents=True, exist_ok=True)
    for step in chosen.steps:
        if step == "sets":
            print(build_training_sets(chosen.corpora, chosen.work, composed=9000, seed=11))
        elif step == "vectors":
            print(make_vectors(chosen.work / "vectors", least=-16.5))
        else:
            train(step, chosen.work)


if __name__ == "__main__":
    main()
