"""Loads the language pipeline: the shipped `en_figures`, or another one by name or path."""

from pathlib import Path

import spacy
from spacy.language import Language
from thinc.api import use_ops

from figurewatch.errors import ConfigError
from processors import components  # noqa: F401 - registers those that the shipped one has

SHIPPED = Path(__file__).parent / "en_figures"

#: A label that only one of the two label schemes has, and the name of that scheme.
SCHEME_MARKS = {"obl": "UD", "pobj": "CLEAR"}


def load(name_or_path: str | None = None, exclude: tuple[str, ...] = ()) -> Language:
    """
    The pipeline called `name_or_path`, or the shipped one; its labels are UD or CLEAR.

    Components named in `exclude` are neither read nor run: what does not read entities
    runs a third faster without `ner`. spaCy takes one thread per call; where the linear
    algebra library behind it starts more, set OMP_NUM_THREADS, OPENBLAS_NUM_THREADS and
    BLIS_NUM_THREADS to 1 before Python starts: workers then do not fight over cores.
    """
    name = str(SHIPPED) if name_or_path is None else name_or_path
    try:
        # NumPy's linear algebra takes two thirds of the time of the one that thinc brings along.
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(name, exclude=list(exclude))
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise ConfigError(f"the language pipeline {name!r} can't be loaded: {error}") from error
    label_scheme(nlp)
    return nlp


def label_scheme(nlp: Language) -> str:
    """Which label scheme the parser of `nlp` speaks, "UD" or "CLEAR"; anything else is refused."""
    if "parser" not in nlp.pipe_names:
        raise ConfigError(f"the language pipeline {version(nlp)} has no parser")
    labels = set(nlp.pipe_labels["parser"])
    schemes = [scheme for mark, scheme in SCHEME_MARKS.items() if mark in labels]
    if len(schemes) != 1:
        raise ConfigError(
            f"the parser of {version(nlp)} has neither UD nor CLEAR labels, but: "
            + ", ".join(sorted(labels)[:12])
        )
    return schemes[0]


def version(nlp: Language) -> str:
    """The name and version of a pipeline, such as "en_figures 1.0.0"."""
    return f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
