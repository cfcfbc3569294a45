"""HTML as plain text."""

from __future__ import annotations

import pytest

from ingest.text import LONGEST_TEXT, one_line, plain_text, tidy


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br><br>Two.", "One.\n\nTwo."),
        ("One<br>two.", "One two."),
        ("One\nline.", "One line."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("1<sup>st</sup> of 5<b>0</b>0", "1st of 500"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("5&nbsp;000 dead", "5 000 dead"),
        ("R&amp;amp;D", "R&amp;D"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("at least <b>60</b> <i>dead</i>", "at least 60 dead"),
        ("<script>var n = 5;</script>Text", "Text"),
        ("<style>p {}</style><p>Text</p>", "Text"),
        ("<p>Kept</p><!-- 99 comments -->", "Kept"),
        ("<p>unclosed <b>tags<p>are mended", "unclosed tags\n\nare mended"),
        ("fewer than 5 < 6 and 7 > 3", "fewer than 5 < 6 and 7 > 3"),
        ("2\u00ad30 sold\u200biers", "230 soldiers"),
        ("NUL\x00 and \x1b escape", "NUL and escape"),
        ("<p>The post 500 dead appeared first on The Wire.</p><p>Rest</p>", "Rest"),
        ("", ""),
        ("<img src='x.png'>", ""),
    ],
)
def test_markup_becomes_paragraphs(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_a_title_is_one_line() -> None:
    assert one_line("<b>Toll</b>\n\n rises &ndash; again") == "Toll rises – again"


def test_a_text_without_end_is_cut() -> None:
    assert len(tidy("word " * LONGEST_TEXT)) == LONGEST_TEXT


def test_text_is_always_utf_8() -> None:
    assert plain_text("<p>\ud800broken</p>").encode() == b"broken"
