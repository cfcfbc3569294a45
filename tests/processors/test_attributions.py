"""Who says each figure: one row for each construction."""

import pytest
from spacy.language import Language

from figurewatch.records import Attribution, Quantity
from processors.attributions import attribution_of, contents, find_attributions
from processors.document import parse
from processors.mentions import Mention


def attribute(nlp: Language, text: str, number: str, outlet: str = "") -> Attribution:
    """The attribution of the figure that `number` stands for in `text`."""
    start = text.index(number)
    end = start + len(number)
    quantity = Quantity(start=start, end=end, text=number, low=1, high=1, value=1, bound="exact")
    doc = parse(text, nlp)
    mention = Mention(doc=doc, quantity=quantity, number=(start, end))
    return attribution_of(mention, find_attributions(doc), outlet=outlet)


def sources(attribution: Attribution) -> list[str]:
    return [source.text for source in attribution.chain]


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("The harbour office said 410 ships had docked.", "410", ["The harbour office"]),
        ("About 410 ships docked, the harbour office said.", "410", ["the harbour office"]),
        ("About 410 ships docked, the pilots' group Fair Tide said on Monday.", "410",
         ["the pilots' group Fair Tide"]),
        ("“We counted 410 ships,” said Ilse Brandt.", "410", ["Ilse Brandt"]),
        ("“We counted ships,” Brandt said. “There were 410 of them.”", "410", ["Brandt"]),
        ("In all, Ms. Brandt added, 410 ships docked.", "410", ["Ms. Brandt"]),
        ("According to the harbour office, 410 ships docked.", "410", ["the harbour office"]),
        ("A survey released Monday found that 41 percent of sailors agreed.", "41",
         ["A survey released Monday"]),
        ("In a survey of sailors, 41 percent agreed.", "41", ["a survey of sailors"]),
        ("Survey: 41 percent of sailors want to leave", "41", ["Survey"]),
        ("More than 410 ships docked this year.", "410", []),
        ("The port is expected to handle 410 ships.", "410", []),
    ],
)  # fmt: skip
def test_the_source_is_the_one_the_sentence_names(
    nlp: Language, text: str, number: str, expected: list[str]
) -> None:
    assert sources(attribute(nlp, text, number)) == expected


def test_the_outlet_that_prints_is_no_source(nlp: Language) -> None:
    text = "According to the Harbour Times, 410 ships docked."
    assert sources(attribute(nlp, text, "410", outlet="Harbour Times")) == []


def test_contents_are_given_for_every_attribution(nlp: Language) -> None:
    text = "Brandt said the port was full. Ships waited, according to the pilots."
    found = contents(find_attributions(parse(text, nlp)))
    assert [text[slice(*item.source[0])] for item in found] == ["Brandt", "the pilots"]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Brandt, citing data from the Harbour Ministry, said 40 ships sank.",
         ["Brandt", "data from the Harbour Ministry"]),
        ("Brandt cited figures from the Harbour Ministry, stating that 40 ships sank.",
         ["Brandt", "figures from the Harbour Ministry"]),
        ("According to data from the Harbour Ministry, 40 ships sank, Brandt said.",
         ["Brandt", "data from the Harbour Ministry"]),
        ("The minister, quoted by Reuters, said 40 ships sank.", ["Reuters", "The minister"]),
        ("Reuters quoted the minister as saying 40 ships sank.", ["Reuters", "the minister"]),
        ("The minister was quoted by Reuters as saying that 40 ships sank.",
         ["Reuters", "The minister"]),
        ("The Tribune reported that officials said 40 ships sank.", ["The Tribune", "officials"]),
        ("Forty sank, according to an analysis of port records by Moneytrail.",
         ["an analysis of port records by Moneytrail", "port records"]),
        ("According to documents obtained by the Tribune, 40 ships sank.",
         ["the Tribune", "documents obtained by the Tribune"]),
        ("Brandt told Reuters that 40 ships sank.", ["Brandt"]),
        ("Citing harbour records, deputy Ilse Brandt said that 40 ships sank.",
         ["deputy Ilse Brandt", "harbour records"]),
        ("Brandt said 40 ships sank, citing the Harbour Ministry.",
         ["Brandt", "the Harbour Ministry"]),
        ("Brandt said, citing figures from the ministry, that 40 ships sank.",
         ["Brandt", "figures from the ministry"]),
        ("Brandt, who cited data from nine ports, said 40 ships sank.",
         ["Brandt", "data from nine ports"]),
        ("Sailors, pointing to satellite data, say 40 ships sank.",
         ["Sailors", "satellite data"]),
        ("A report by Seawatch, citing figures from the navy, puts the losses at 40.",
         ["A report by Seawatch", "figures from the navy"]),
        ("Pilots told the Tribune that, according to the navy, 40 ships sank.",
         ["Pilots", "the navy"]),
        ("Forty ships sank, the Tribune quoted the minister as saying.",
         ["the Tribune", "the minister"]),
        ("The Tribune found in a review of port records that 40 ships sank.",
         ["The Tribune", "a review of port records"]),
        ("Data from the navy showed that 40 ships sank, Brandt said.",
         ["Brandt", "Data from the navy"]),
    ],
)  # fmt: skip
def test_the_chain_runs_from_the_relayer_to_the_origin(
    nlp: Language, text: str, chain: list[str]
) -> None:
    number = "Forty" if "Forty" in text else "40"
    assert sources(attribute(nlp, text, number)) == chain


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("Forty die as ferry sinks: coast guard", "Forty", ["coast guard"]),
        ("Forty die as ferry sinks – police", "Forty", ["police"]),
        ("Another problem for pilots: 40 ships wait outside the port", "40", []),
        ("Editor’s note: Some 40 ships were counted twice in this story.", "40", []),
        ("In the view of the Pilots’ Union, the port needs 40 more tugs.", "40",
         ["the Pilots’ Union"]),
        ("Forty sailors drowned, a figure confirmed by the coast guard.", "Forty",
         ["the coast guard"]),
        ("The fleet lost 40 ships, more than the 30 that the ministry had forecast.", "30",
         ["the ministry"]),
        ("The general’s claim of 40 sunken ships has not been checked.", "40",
         ["The general’s"]),
        ("Analysts now see the toll at 40 million.", "40", ["Analysts"]),
        ("The shipyard added about 40 jobs in May.", "40", []),
        ("All told, 40 ships sank.", "40", []),
        ("The ministry is expected to announce 40 closures on Friday.", "40", []),
        ("Asked about 40 sunken ships, the spokesman declined to comment.", "40", []),
        ("As I mentioned above, 40 ships sank.", "40", []),
        ("Support stood at 41 percent in some polls.", "41", []),
        ("Support stood at 41 percent in the Seawatch poll, up four points.", "four", []),
        ("Two days later, Brandt wrote: “The port is full.”", "Two", []),
        ("Brandt has written a book read by 40 sailors.", "40", []),
        ("Forty ships sank, including six tugs, the navy said.", "six", ["the navy"]),
        ("Forty ships sank, the navy said, including six tugs.", "six", ["the navy"]),
        ("The WHO said 40 sailors had died.", "40", ["The WHO"]),
        ("The proportion of sailors saying they want a ban is as high as 40 percent.", "40", []),
        ("Brandt has a lead of 40 points in most Ohio polls.", "40", []),
        ("The fleet of 40 ships is maintained by the harbour ministry.", "40", []),
        ("By the harbour office's tally, 40 ships have sunk.", "40",
         ["the harbour office's tally"]),
        ("The union said 40 ships sank, while the navy reported 21.", "21", ["the navy"]),
        ("Forty ships sank, the union said. Brandt counted 40, while the navy reported 21.", "21",
         ["the navy"]),
        ("The army said that its aircraft had struck the port, but said that 40 ships lay there.",
         "40", ["The army"]),
        ("A report by the union noted that sailors are hopeful: 70 percent believe in the port.",
         "70", ["A report by the union"]),
        ("The poll showed that 59 percent stay away, and 74 percent said they are afraid.", "74",
         ["The poll"]),
        ("Brandt led in recent polls from Seawatch, by 8 points.", "8",
         ["recent polls from Seawatch"]),
        ("Statistics Kellmark revised its rate for May to 40 percent from 32 percent.", "40",
         ["Statistics Kellmark"]),
    ],
)  # fmt: skip
def test_each_construction_names_its_source_or_nobody(
    nlp: Language, text: str, number: str, expected: list[str]
) -> None:
    assert sources(attribute(nlp, text, number)) == expected


def test_a_verb_said_once_serves_both_parties(nlp: Language) -> None:
    text = "The unions say prices rose by 9 percent, the employers 4 percent."
    assert sources(attribute(nlp, text, "9")) == ["The unions"]
    assert sources(attribute(nlp, text, "4")) == ["the employers"]


@pytest.mark.parametrize(
    ("text", "number", "source"),
    [
        ("Turnout was 58 percent, the council said on Sunday after polls closed.", "58",
         "the council"),
        ("The bureau on Monday revised the deficit of Dorn to 4.1 percent.", "4.1", "The bureau"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_report_does_not_hide_it(
    nlp: Language, text: str, number: str, source: str
) -> None:
    assert sources(attribute(nlp, text, number)) == [source]


def test_a_semicolon_divides_two_claims(nlp: Language) -> None:
    text = "Organisers said 400 ships came; the pilots counted 120."
    assert sources(attribute(nlp, text, "400")) == ["Organisers"]
    assert sources(attribute(nlp, text, "120")) != ["Organisers"]


def test_respondents_are_not_the_source(nlp: Language) -> None:
    text = "Twenty percent of sailors said they had paid more than 40 dollars."
    assert sources(attribute(nlp, text, "40")) == []


def test_a_figure_within_the_words_of_a_source_is_not_its_own_claim(nlp: Language) -> None:
    assert sources(attribute(nlp, "41 percent of sailors said they agreed.", "41")) == []


def test_two_parties_keep_their_own_figures(nlp: Language) -> None:
    text = (
        "Brandt said the port would cost 20 million, but the ministry put the cost at 40 million."
    )
    assert sources(attribute(nlp, text, "20")) == ["Brandt"]
    assert sources(attribute(nlp, text, "40")) == ["the ministry"]


def test_answers_to_a_poll_are_carried_over_and_flagged(nlp: Language) -> None:
    text = (
        "A survey by the Port Institute found that 41 percent of sailors agreed. "
        "Among captains, 60 percent of voters disagreed."
    )
    attribution = attribute(nlp, text, "60")
    assert sources(attribution) == ["A survey by the Port Institute"]
    assert attribution.carried_over


def test_a_number_without_a_source_after_a_speaker_stays_without_one(nlp: Language) -> None:
    text = "Brandt said the port was full. Some 410 ships waited outside."
    assert sources(attribute(nlp, text, "410")) == []


def test_the_next_sentence_may_name_who_stands_behind_a_figure(nlp: Language) -> None:
    text = "Some 40 sailors drowned. The toll, confirmed by the ministry, is the highest in years."
    assert sources(attribute(nlp, text, "40")) == ["the ministry"]


def test_a_quotation_over_several_paragraphs_keeps_its_speaker(nlp: Language) -> None:
    text = (
        "“The port is full,” Brandt said.\n\n"
        "“We counted 410 ships. It was a record.”\n\n"
        "Outside, 12 more waited."
    )
    assert sources(attribute(nlp, text, "410")) == ["Brandt"]
    assert sources(attribute(nlp, text, "12")) == []


def test_a_lost_mark_does_not_hand_the_rest_of_the_article_to_the_speaker(nlp: Language) -> None:
    text = "“The port is full, Brandt said.\nSome 410 ships waited outside.\nIt rained."
    assert sources(attribute(nlp, text, "410")) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("“We counted 410 ships,” Brandt said.", "direct"),
        ("Brandt said 410 ships were waiting.", "indirect"),
        ("Brandt said 410 ships were waiting “in bad weather.”", "mixed"),
        ("410 ships were waiting.", "none"),
    ],
)
def test_the_form_tells_whether_the_words_are_quoted(nlp: Language, text: str, form: str) -> None:
    assert attribute(nlp, text, "410").form == form


def test_hearsay_has_a_cue_and_no_source(nlp: Language) -> None:
    attribution = attribute(nlp, "The port is reportedly spending 40 million.", "40")
    assert attribution.chain == ()
    assert attribution.cue is not None
    assert attribution.cue.kind == "adverb"


def test_what_stands_in_brackets_is_attributed_within_them(nlp: Language) -> None:
    text = "Hamburg (410 ships, according to the pilots) and Kiel (12) are full."
    assert sources(attribute(nlp, text, "410")) == ["the pilots"]
    assert sources(attribute(nlp, text, "12")) == []


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        # What stands behind a comma and "who" or "which" is the writer's ...
        ("Brandt said the strike hit the Tilda line, which carries 410 cars a day.", "410", []),
        ("Brandt said the harbour master, who oversees 410 ships, was wrong.", "410", []),
        # ... but not a share of what the source counts, nor what it passes on, nor its own words.
        ("Brandt said 900 ships came, of which 410 were empty.", "410", ["Brandt"]),
        ("Brandt said the audit, which found 410 leaks, was flawed.", "410",
         ["Brandt", "the audit"]),
        ("Brandt said: “We lost the line, which carries 410 cars.”", "410", ["Brandt"]),
        # So is a clause between dashes; what has no verb says the same in other words.
        ("Brandt said the strike – it has now cost 410 jobs – must end.", "410", []),
        ("Brandt said most of the crews – about 410 people – had left.", "410", ["Brandt"]),
        ("Brandt said – to nobody's surprise – that 410 ships had left.", "410", ["Brandt"]),
    ],
)  # fmt: skip
def test_asides_of_the_writer_are_not_said_by_the_source(
    nlp: Language, text: str, number: str, expected: list[str]
) -> None:
    assert sources(attribute(nlp, text, number)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Those seeking a cut of 410 jobs met in Dorn.",
        "The council did not want 410 ships in the port.",
        "Voters were inclined to describe 410 jobs as too few.",
        # nor what nobody has said yet, or ever
        "Older sailors are slightly more likely to say that 410 ships came.",
        "A rival might claim that 410 ships came.",
        "The minister would not say if 410 ships came.",
        "Those describing themselves as one of the 410 owners met in Dorn.",
        "The loss was put at $410 million by 1984.",
        # nor words that only say when or in how many cases somebody said something
        "In 410 cases, the harbour had announced new fees.",
        "Marek Brandt announced a strike on Monday, 410 days after the vote.",
    ],
)
def test_what_nobody_is_said_to_hold_or_report_has_no_source(nlp: Language, text: str) -> None:
    assert sources(attribute(nlp, text, "410")) == []


@pytest.mark.parametrize(
    "text",
    [
        "The ministry did report 410 deaths in May.",
        "The company went on to announce 410 job losses.",
        "The ministry had to announce 410 job losses.",
        "Hospitals continued to report 410 deaths a day.",
    ],
)
def test_what_was_reported_in_the_end_has_its_source(nlp: Language, text: str) -> None:
    assert len(sources(attribute(nlp, text, "410"))) == 1
