"""The user's lexicon: from the configuration to the words that reading goes by."""

from __future__ import annotations

from figurewatch.app.settings import LexiconSettings


def use_lexicon(lexicon: LexiconSettings) -> None:
    """
    Put the user's classes and sources on top of the shipped ones, in all of this process.

    Every command does so when it loads its configuration, before anything is read. Raises
    ConfigError with `file:line` for a file that can't be used.
    """
    from processors.classes import use_classes
    from processors.identities import use_identities
    from processors.source_words import use_sources

    use_classes(lexicon.classes)
    use_sources(lexicon.sources)
    use_identities(lexicon.identities)
