"""
Words from outside, made fit to be shown: on pages, in tables and feeds, in mails, on a terminal.

Feeds are cleaned when they are read; what a topic, a file or a dead letter holds is not.
"""

from __future__ import annotations

#: Controls, which steer terminals and end headers; marks that turn the direction of what follows
#: them; halves of characters. Tabs and ends of lines are left.
_UNSHOWN = dict.fromkeys(
    [
        *(*range(9), 11, 12, *range(14, 32), *range(127, 160)),
        *(*range(0x202A, 0x202F), *range(0x2066, 0x206A)),
        *(*range(0xD800, 0xE000), 0xFFFE, 0xFFFF),
    ],
    "\ufffd",
)


def printable(text: str) -> str:
    """Give `text` with a replacement character for each that is not to be shown."""
    # Most text holds nothing of that kind, which is found out in no time.
    return text if text.isprintable() else text.translate(_UNSHOWN)


def one_line(text: str) -> str:
    """Give `text` as one line, so that its words can't pass for lines of ours."""
    return " ".join(printable(text).split())


def fit(value: object) -> object:
    """Give what a template puts into a page: text printable, anything else as it is."""
    return printable(value) if isinstance(value, str) else value
