"""
From treebanks to the shipped pipeline.

    python -m training --corpora DIR --out processors/en_figures

Steps can be run one by one with --steps; each leaves its result in the work folder.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

THREADS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"]
STEPS = ["sets", "vectors", "syntax", "ner", "assemble"]
#: Not needed after "assemble": fills the tables of the pipeline in --out, with its weights kept.
REFILL = "tables"
WORK = Path(__file__).parent / ".work"
COMPOSED = 9000
SEED = 11
#: Log-probability of the rarest word that gets a vector.
RAREST = -16.5


def main() -> None:
    """Run the chosen steps."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of .spacy files")
    parser.add_argument("--out", type=Path, required=True, help="where the pipeline is written")
    parser.add_argument("--work", type=Path, default=WORK, help="where steps leave their results")
    parser.add_argument("--steps", nargs="+", choices=[*STEPS, REFILL], default=STEPS)
    chosen = parser.parse_args()
    # Set before numpy and thinc are imported: they read it once.
    for name in THREADS:
        os.environ.setdefault(name, "1")
    chosen.work.mkdir(parents=True, exist_ok=True)
    for step in (*STEPS, REFILL):
        if step in chosen.steps:
            run(step, chosen.corpora, chosen.work, chosen.out)


def run(step: str, corpora: Path, work: Path, out: Path) -> None:
    """Run one step and print what came of it."""
    from training.corpora import build_training_sets
    from training.ship import refill, ship
    from training.train import train
    from training.vectors import make_vectors

    if step == "sets":
        print(build_training_sets(corpora, work, composed=COMPOSED, seed=SEED))
    elif step == "vectors":
        print(make_vectors(work / "vectors", least=RAREST))
    elif step == "assemble":
        print(ship(corpora, work, out))
    elif step == REFILL:
        print(refill(corpora, out))
    else:
        print(train(step, work))


if __name__ == "__main__":
    main()
