"""What is counted or measured: one row for each construction, from many kinds of news."""

from __future__ import annotations

import pytest
from spacy.language import Language

from tests.processors.phrases import read, read_one

NEXT_TO_THE_NUMBER = [
    # a noun right behind, with what stands before it
    ("Prosecutors opened 4,310 criminal cases.", "criminal cases", "case"),
    ("More than 900 seasonal farm workers signed up.", "seasonal farm workers", "worker"),
    ("The fund counts 60 member states.", "member states", "state"),
    ("Volunteers planted 12,000 young oak trees.", "young oak trees", "tree"),
    # a part of them
    ("Two of the seven divers were found.", "divers", "diver"),
    ("Some 85 of the 154 meetings were cancelled.", "meetings", "meeting"),
    ("About 12% of households rely on wood.", "households", "household"),
    ("Nine out of 40 bridges are unsafe.", "bridges", "bridge"),
    ("She won half of the coin tosses.", "coin tosses", "toss"),
    # a measure of something
    ("The port handled 30,000 tonnes of wheat.", "wheat", "wheat"),
    ("Crews laid 40 kilometres of cable.", "cable", "cable"),
    # what the money is
    ("Donors promised $5 million in aid.", "aid", "aid"),
    ("Thieves took £3m worth of jewellery.", "jewellery", "jewellery"),
    ("The club signed a €9 million contract.", "contract", "contract"),
    # the number before its noun, joined by a hyphen
    ("They ran a 400-metre tunnel.", "tunnel", "tunnel"),
    # a label
    ("Deaths: 85", "Deaths", "death"),
]

THE_CLAUSE_AROUND_IT = [
    ("The poll has a margin of error of 3 points.", "margin of error", "margin"),
    ("Rebuilding will cost 90 million euros.", "Rebuilding", "rebuilding"),
    ("Greta Arlen leads the field at 26%.", "Greta Arlen", "arlen"),
    ("It cut by 7% the price of bread.", "price of bread", "price"),
    ("Bakers earned 9 million euros on sales of 80 million.", "sales", "sale"),
    ("Unemployment rose to 5.2%.", "Unemployment", "unemployment"),
    ("Inflation slowed to 3.1% in June.", "Inflation", "inflation"),
    ("Exports of coffee fell by 8%.", "Exports of coffee", "export"),
    ("The population is about 8 million.", "population", "population"),
    ("The bank cut its key rate to 2.5%.", "key rate", "rate"),
    ("The number of deserters has surpassed 180,000.", "deserters", "deserter"),
    ("The bakery was valued at $9 million.", "bakery", "bakery"),
    ("The city spent $4 million on buses.", "buses", "bus"),
    ("A storm wiped $3 billion off the company's value.", "company's value", "value"),
    ("Toll hits 85", "Toll", "toll"),
    ("Shares were down 2.1% at noon.", "Shares", "share"),
    ("They paid a fine of $500,000.", "fine", "fine"),
    ("Fishermen saw winds of 140 mph.", "winds", "wind"),
    ("Ticket prices rose 6.5% to 14 euros.", "Ticket prices", "price"),
    ("Sales reached 9 billion yuan ($1.3 billion).", "Sales", "sale"),
    ("A new levy would knock 0.5% off farm output.", "farm output", "output"),
    ("Costs, the manager told reporters, would come down by 8%.", "Costs", "cost"),
    ("Complaints, she said, were up 210 percent.", "Complaints", "complaint"),
    ("Recruits are arriving at a rate of 900 a month.", "Recruits", "recruit"),
    ("The agency expects measles cases to exceed 30,000.", "measles cases", "case"),
    ("Divers found coins worth 60 million euros.", "coins", "coin"),
    ("Harlow Foods, which rose 3%", "Harlow Foods", "foods"),
    ("A loaf costs an average of 2.40 euros in Spanish shops.", "loaf", "loaf"),
    ("The toll had been revised down to 97.", "toll", "toll"),
    ("The dollar rose to 141 yen.", "dollar", "dollar"),
    ("The shares shot up 12% on Monday.", "shares", "share"),
    ("The army revised down the number of recruits trained in May to 960.", "recruits", "recruit"),
    ("The number of nurses who have left since June has reached 4,100.", "nurses", "nurse"),
    (
        "The flood cost farmers an estimated 30 million euros in lost harvests.",
        "lost harvests",
        "harvest",
    ),
    ("At 4.9 million, the number of visitors was a record.", "visitors", "visitor"),
    ("The quake brought the number of dead to 71.", "dead", "death"),
    ("The trade surplus more than halved, to $400 million.", "trade surplus", "surplus"),
    ("Military spending will rise to 3% of GDP.", "Military spending", "spending"),
    ("Beef led with 40% of sales, overtaking pork at 31%.", "pork", "pork"),
    ("Lindt had 51% to Maro's 44%.", "Maro", "maro"),
    ("The herd shrank to 3,100 from a peak of 9,000.", "herd", "herd"),
    ("Nurses tested 900 pupils, 86% of those enrolled.", "pupils", "pupil"),
    ("They found silver bars, worth about $2 million.", "silver bars", "bar"),
    ("Steel, the weakest sector this week, lost 2.4%.", "Steel", "steel"),
    ("The shares jumped on Monday, but they were still down 5%.", "shares", "share"),
    ("The number of people sleeping rough rose to 2,311.", "people", "person"),
    ("Net profit more than doubled to 212 million euros.", "Net profit", "profit"),
    ("The yield on 10-year notes touched 4.51%.", "yield", "yield"),
    ("Waiting times for surgery average 14 weeks.", "Waiting times for surgery", "time"),
    ("Capital spending will be $3 billion.", "Capital spending", "spending"),
    ("Teachers will get a 6% pay rise.", "pay", "pay"),
    ("The levy applies to incomes above $400,000.", "incomes", "income"),
    ("It has a mirror 39 metres wide.", "mirror", "mirror"),
    ("Wages rose 5.1% excluding bonuses.", "Wages", "wage"),
    ("Burglaries fell 8%.", "Burglaries", "burglary"),
    ("Critics call for a $9,000 fine.", "fine", "fine"),
    ("The strike cost Norvane Rail 14 million crowns, the company said.", "strike", "strike"),
    ("The ministry cut its forecast of this year's harvest to 41 tonnes.", "harvest", "harvest"),
]

ELIDED = [
    ("Firms made $1,000 or $2,000 donations.", "donation"),
    (
        "Coralnet has 24 million subscribers, while Wavebox has only about 10 million.",
        "subscriber",
    ),
    ("The blast killed 12 people and injured 40.", "person"),
    ("The union said 900 nurses had come. The hospital put the number at 300.", "nurse"),
    ("Guards counted 4,200 crossings in May. In April there were 4,600.", "crossing"),
    ("At least 17 soldiers, including 4 officers, were hurt and 9 were killed.", "soldier"),
    ("The site will have 435 homes for sale and 187 for rent.", "home"),
    ("Butter was up 19%, coffee 24% and beef 13% on the year.", "beef"),
    ("Trucks now cross at a rate of 60 an hour, compared with 15 an hour before.", "truck"),
    ("Cases rose to 9,000, of which 1,200 were confirmed.", "case"),
    ("Beef rose by 13%, butter by 19%.", "butter"),
    ("Employment at the mine grew by 60 jobs, or 4%.", "employment"),
    ("The queue held 900 patients in May. Of these, 310 had waited for a year.", "patient"),
    (
        "The number of tenants in arrears was 900 in May. Of these, 310 were evicted.",
        "tenant",
    ),
    ("Streambox added 2 million users, bringing its total to 48 million.", "user"),
    ("The grocer had sales of £1.4bn, down 3.1%.", "sale"),
    ("The dealer sold 900 vans in March, a gain of 31%.", "van"),
    ("Lind won 51.2% of the vote against 45.6% for Marek.", "vote"),
    ("The quake razed 430 homes and damaged 2,900 others.", "home"),
    ("The clinic saw 61 deaths, 23 more than in May.", "death"),
    ("Some 4,500 homes, or one in six, were damaged.", "home"),
    ("It infected 740 people in nine provinces, killing 62.", "person"),
    ("Orders fell 18%, the body said, with foreign demand down 22%.", "demand"),
]


@pytest.mark.parametrize(("text", "words", "head"), NEXT_TO_THE_NUMBER + THE_CLAUSE_AROUND_IT)
def test_a_quantity_counts_or_measures_something(
    text: str, words: str, head: str, nlp: Language
) -> None:
    counted = read_one(text, nlp).counted
    assert counted is not None
    assert (counted.text, counted.head) == (words, head)


@pytest.mark.parametrize(("text", "head"), ELIDED)
def test_a_noun_left_out_is_taken_from_before(text: str, head: str, nlp: Language) -> None:
    counted = read_one(text, nlp).counted
    assert counted is not None
    assert counted.head == head


def test_the_words_are_those_at_its_offsets(nlp: Language) -> None:
    text = "Last year, the country sold 31 million bags of green coffee abroad."
    counted = read_one(text, nlp).counted
    assert counted is not None
    assert text[counted.start : counted.end] == counted.text == "bags of green coffee"


def test_days_of_work_are_counted_though_days_measure_time(nlp: Language) -> None:
    counted = read_one("Some 2.7 million working days were lost to strikes.", nlp).counted
    assert counted is not None
    assert (counted.text, counted.head) == ("working days", "day")


def test_nothing_is_invented_where_nothing_is_named(nlp: Language) -> None:
    assert read_one("It cost $5.", nlp).counted is None


def test_how_far_off_a_place_is_measures_nothing(nlp: Language) -> None:
    assert read_one("She lives in Dorn, 25 miles south of the capital.", nlp).counted is None
    village = read_one("The village is 5 miles from the border.", nlp).counted
    assert village is not None
    assert village.head == "village"


def test_a_time_is_never_what_is_counted(nlp: Language) -> None:
    for one in read("Police detained 40 Tuesday and 25 last week.", nlp):
        assert one.counted is None or one.counted.head not in ("tuesday", "week")
