"""What an alert says to people: plain words, no verdict, all of the evidence."""

from __future__ import annotations

from figurewatch.records import Alert, Attribution, Figure, stable_id
from sinks.shown import one_line


def headline(alert: Alert) -> str:
    """One line: the kind of departure, and the first sentence of the explanation."""
    first, _, _ = alert.explanation.partition("\n")
    return f"[{alert.kind.replace('_', ' ')}] {one_line(first)}"


def message(alert: Alert) -> str:
    """The lines below the headline: explanation, evidence, earlier figures, what was left out."""
    _, _, rest = alert.explanation.partition("\n")
    lines = [one_line(line) for line in rest.strip().split("\n")] if rest.strip() else []
    lines.append(f"  new      {evidence(alert.figure)}")
    lines.extend(f"  earlier  {evidence(figure)}" for figure in alert.earlier)
    reasons = dict.fromkeys(item.reason for item in alert.left_out)
    lines.extend(f"  left out {one_line(reason)}" for reason in reasons)
    if len(alert.printed_by) > 1:
        lines.append(f"  printed by {one_line(', '.join(alert.printed_by))}")
    return "\n".join(lines)


def evidence(figure: Figure) -> str:
    """One line: the words, who claims them, who printed them when and where."""
    printed = figure.article.published.date().isoformat() if figure.article.published else "undated"
    line = (
        f"“{figure.quantity.text}” claimed by {claimants(figure.attribution)},"
        f" printed by {figure.article.outlet or 'an unnamed outlet'} {printed}"
    )
    return one_line(f"{line} {figure.article.url}")


def origin_name(attribution: Attribution) -> str:
    """Name who counted, "" where nobody is named; how a sentence begins makes no difference."""
    origin = attribution.origin
    if origin is None:
        return ""
    if origin.name:
        return origin.name
    return f"the {origin.text[4:]}" if origin.text.startswith("The ") else origin.text


def claimants(attribution: Attribution) -> str:
    """The source chain in words, nearest first: "Zakharova, citing the Prosecutor's Office"."""
    names = [source.name or source.text for source in attribution.chain]
    return ", citing ".join(names) if names else "nobody named"


def content_id(alert: Alert) -> str:
    """
    Name what readers would notice of an alert; the same for the same words elsewhere in a text.

    A revised article moves its figures by some characters: that is no change of the alert.
    """
    return stable_id(
        *(alert.state, alert.severity, alert.explanation, *alert.kinds, ""),
        *(*alert.printed_by, ""),
        *(evidence(figure) for figure in (alert.figure, *alert.earlier)),
    )
