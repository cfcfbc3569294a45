"""
Figures and the period they speak of: one row for a construction, over ten domains of news.

What is expected was written down before the rules ran. Everything is printed on a Sunday, the
9th of November 2025; "-" is an open or unknown end.
"""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from figurewatch.records import Scope
from processors.counted import find_counted
from processors.document import parse
from processors.quantities import find_quantities
from processors.scopes import find_scope

PUBLISHED = date(2025, 11, 9)

#: sentence | the figure in it | kind | from | to | per
ROWS = """
War
The brigade lost 430 soldiers in October alone. | 430 | period | 2025-10-01 | 2025-10-31 | -
Since the start of the year, more than 9,400 conscripts have left their units. | 9,400 | cumulative | 2025-01-01 | 2025-11-09 | -
Since March 2023, prosecutors have opened 12,700 cases against deserters. | 12,700 | cumulative | 2023-03-01 | 2025-11-09 | -
Between 4,000 and 5,000 men desert every month, the ministry said. | 5,000 | rate | - | - | month
Shelling killed 17 villagers on Friday. | 17 | period | 2025-11-07 | 2025-11-07 | -
The shelling has killed at least 2,100 civilians since the war began. | 2,100 | cumulative | - | 2025-11-09 | -
The army has 180,000 soldiers in the east. | 180,000 | stock | - | 2025-11-09 | -
Some 6,500 prisoners were being held at the end of September. | 6,500 | stock | - | 2025-09-30 | -
The militia fired 38 rockets in the past 24 hours. | 38 | period | 2025-11-08 | 2025-11-09 | -
In the first half of 2025, 41,000 men were called up. | 41,000 | period | 2025-01-01 | 2025-06-30 | -
From January to September 2024, courts heard 3,300 cases of desertion. | 3,300 | period | 2024-01-01 | 2024-09-30 | -
Artillery crews fire about 6,000 shells a day. | 6,000 | rate | - | - | day
Losses rose by 300 compared with September. | 300 | change | - | - | -
Over the whole of last year the figure was 58,000 recruits. | 58,000 | period | 2024-01-01 | 2024-12-31 | -
About 70 percent of the drones were shot down on Saturday. | 70 percent | share | 2025-11-08 | 2025-11-08 | -
Nearly 900,000 people have fled so far. | 900,000 | cumulative | - | 2025-11-09 | -
Disasters
The death toll rose to 214 on Saturday. | 214 | cumulative | - | 2025-11-08 | -
At least 56 people have been killed in the floods. | 56 | cumulative | - | 2025-11-09 | -
As of Thursday, 1,340 people were still missing. | 1,340 | stock | - | 2025-11-06 | -
Rescuers said 66 people were missing. | 66 | stock | - | 2025-11-09 | -
The storm destroyed 3,200 houses. | 3,200 | cumulative | - | 2025-11-09 | -
Some 48,000 homes remain without power. | 48,000 | stock | - | 2025-11-09 | -
The earthquake injured 780 people and left 12,000 homeless. | 780 | cumulative | - | 2025-11-09 | -
A total of 97 bodies have been recovered from the mine. | 97 | cumulative | - | 2025-11-09 | -
The river stood at 8.4 metres on Sunday morning. | 8.4 metres | stock | - | 2025-11-09 | -
Wildfires burned 22,000 hectares last month. | 22,000 hectares | period | 2025-10-01 | 2025-10-31 | -
So far this year, fires have burned 310,000 hectares. | 310,000 hectares | cumulative | 2025-01-01 | 2025-11-09 | -
The well leaks 5,000 barrels of oil per day. | 5,000 barrels of oil per day | rate | - | - | day
Landslides killed 120 people in 2023. | 120 | period | 2023-01-01 | 2023-12-31 | -
The toll stood at 41 by Wednesday. | 41 | cumulative | - | 2025-11-05 | -
Health
The ministry reported 1,230 new infections on Friday. | 1,230 | period | 2025-11-07 | 2025-11-07 | -
Clinics have counted 18,400 cases since the outbreak began in June. | 18,400 | cumulative | 2025-06-01 | 2025-11-09 | -
There are 312 patients in intensive care. | 312 | stock | - | 2025-11-09 | -
Hospitals admit 40 patients a day on average. | 40 | rate | - | - | day
In the week ended Nov. 2, doctors recorded 5,600 cases of flu. | 5,600 | period | 2025-10-27 | 2025-11-02 | -
One in five nurses plans to leave the profession. | One in five | share | - | 2025-11-09 | -
Some 62 percent of adults were vaccinated by the end of March. | 62 percent | share | - | 2025-03-31 | -
Cholera deaths totalled 540 in the third quarter. | 540 | period | 2025-07-01 | 2025-09-30 | -
The clinic treated 7,100 women over the past three months. | 7,100 | period | 2025-08-10 | 2025-11-09 | -
Admissions fell 14 percent in September. | 14 percent | change | 2025-09-01 | 2025-09-30 | -
The waiting list held 240,000 names at the end of last year. | 240,000 | stock | - | 2024-12-31 | -
Doctors perform 300 transplants annually. | 300 | rate | - | - | year
To date, 85 children have died of measles. | 85 | cumulative | - | 2025-11-09 | -
Economy
Consumer prices rose 3.3 percent in October. | 3.3 percent | change | 2025-10-01 | 2025-10-31 | -
Unemployment stood at 5.1 percent in August. | 5.1 percent | stock | - | 2025-08-31 | -
The economy added 142,000 jobs in September. | 142,000 | period | 2025-09-01 | 2025-09-30 | -
Exports were worth $4.2 billion in the second quarter. | $4.2 billion | period | 2025-04-01 | 2025-06-30 | -
Exports grew by 6 percent in the 12 months to June. | 6 percent | change | 2024-07-01 | 2025-06-30 | -
The average wage is 2,900 euros a month. | 2,900 euros | rate | - | - | month
Public debt reached 96 percent of output. | 96 percent | share | - | 2025-11-09 | -
The central bank holds reserves of $38 billion. | $38 billion | stock | - | 2025-11-09 | -
Inflation slowed to 2.8 percent in September from 3.1 percent in August. | 2.8 percent | stock | - | 2025-09-30 | -
Inflation slowed to 2.8 percent in September from 3.1 percent in August. | 3.1 percent | stock | - | 2025-08-31 | -
House prices are up 11 percent since January. | 11 percent | change | 2025-01-01 | 2025-11-09 | -
The trade gap widened to $9 billion in July, compared with $7 billion a year earlier. | $7 billion | period | 2024-07-01 | 2024-07-31 | -
Tax receipts came to 310 billion crowns in the first nine months of the year. | 310 billion crowns | period | 2025-01-01 | 2025-09-30 | -
A barrel of oil cost $64 on Friday. | $64 | stock | - | 2025-11-07 | -
Poverty affects 18 percent of pensioners. | 18 percent | share | - | 2025-11-09 | -
Retail sales fell to $88 million last year. | $88 million | period | 2024-01-01 | 2024-12-31 | -
Business
The company employs 5,300 people. | 5,300 | stock | - | 2025-11-09 | -
The airline has 214 aircraft. | 214 | stock | - | 2025-11-09 | -
Net profit was $410 million in the quarter ended Sept. 30. | $410 million | period | 2025-07-01 | 2025-09-30 | -
The carmaker sold 1.2 million vehicles in 2024. | 1.2 million | period | 2024-01-01 | 2024-12-31 | -
Sales in the third quarter rose 8 percent to $2.1 billion. | 8 percent | change | 2025-07-01 | 2025-09-30 | -
Sales in the third quarter rose 8 percent to $2.1 billion. | $2.1 billion | period | 2025-07-01 | 2025-09-30 | -
Its shares closed at $17.40 on Friday. | $17.40 | stock | - | 2025-11-07 | -
The plant makes 900 engines a week. | 900 | rate | - | - | week
The fund owns 12 percent of the bank. | 12 percent | share | - | 2025-11-09 | -
The chain had 640 stores at the end of June. | 640 | stock | - | 2025-06-30 | -
The group has sold 3 million phones since launch. | 3 million | cumulative | - | 2025-11-09 | -
Revenue for the first half came to 77 million euros. | 77 million euros | period | 2025-01-01 | 2025-06-30 | -
The refinery has a capacity of 120,000 barrels a day. | 120,000 barrels a day | rate | - | - | day
Orders were up 5 percent from a year earlier. | 5 percent | change | - | - | -
The start-up has raised $95 million to date. | $95 million | cumulative | - | 2025-11-09 | -
The network counted 24 million subscribers in 2023. | 24 million | stock | - | 2023-12-31 | -
Crime and justice
Police arrested 38 people on Saturday. | 38 | period | 2025-11-08 | 2025-11-08 | -
Officers have arrested 1,900 protesters since June 12. | 1,900 | cumulative | 2025-06-12 | 2025-11-09 | -
The prison holds 1,150 inmates. | 1,150 | stock | - | 2025-11-09 | -
Courts opened 24,100 investigations in 2023. | 24,100 | period | 2023-01-01 | 2023-12-31 | -
The number of open cases stands at 8,700. | 8,700 | stock | - | 2025-11-09 | -
The city records about 60 burglaries every week. | 60 | rate | - | - | week
Murders are down 9 percent this year. | 9 percent | change | 2025-01-01 | 2025-11-09 | -
Customs seized 14 tonnes of cocaine between March and May. | 14 tonnes | period | 2025-03-01 | 2025-05-31 | -
Judges have sentenced 77 people in all. | 77 | cumulative | - | 2025-11-09 | -
Fraud cost savers $2.3 billion last year. | $2.3 billion | period | 2024-01-01 | 2024-12-31 | -
Migration
Some 3,900 migrants crossed the strait last week. | 3,900 | period | 2025-10-27 | 2025-11-02 | -
More than 210,000 refugees live in camps along the border. | 210,000 | stock | - | 2025-11-09 | -
By the end of October, 36,500 people had applied for asylum. | 36,500 | cumulative | - | 2025-10-31 | -
The country takes in 50,000 foreign workers a year. | 50,000 | rate | - | - | year
Boats brought 700 people ashore on Tuesday and Wednesday. | 700 | period | 2025-11-04 | 2025-11-05 | -
This year 29,000 people have arrived by sea. | 29,000 | cumulative | 2025-01-01 | 2025-11-09 | -
Foreigners make up 23 percent of the population. | 23 percent | share | - | 2025-11-09 | -
Arrivals doubled to 12,000 in August from 6,000 in July. | 12,000 | period | 2025-08-01 | 2025-08-31 | -
Arrivals doubled to 12,000 in August from 6,000 in July. | 6,000 | period | 2025-07-01 | 2025-07-31 | -
Since then 400 families have returned. | 400 | cumulative | - | 2025-11-09 | -
Energy and climate
Wind farms supplied 31 percent of the electricity in 2024. | 31 percent | share | 2024-01-01 | 2024-12-31 | -
The country imports 9 million tonnes of coal a year. | 9 million tonnes | rate | - | - | year
Gas stores were 84 percent full on Nov. 1. | 84 percent | share | - | 2025-11-01 | -
The region received 210 millimetres of rain over the weekend. | 210 millimetres | period | - | - | -
Emissions fell by 2 million tonnes last year. | 2 million tonnes | change | 2024-01-01 | 2024-12-31 | -
Temperatures reached 41.5 degrees on June 30. | 41.5 degrees | stock | - | 2025-06-30 | -
The pipeline carried 55 million cubic metres daily. | 55 million cubic metres | rate | - | - | day
The reservoir has lost 1.1 billion litres since 2019. | 1.1 billion litres | cumulative | 2019-01-01 | 2025-11-09 | -
The reactor was offline for 92 days in the year to June. | 92 days | period | 2024-07-01 | 2025-06-30 | -
Politics
Turnout was 61 percent. | 61 percent | share | - | 2025-11-09 | -
The party won 43 percent of the vote on Sunday. | 43 percent | share | 2025-11-09 | 2025-11-09 | -
In a poll in October, 37 percent backed the premier. | 37 percent | share | 2025-10-01 | 2025-10-31 | -
The coalition has 68 seats in parliament. | 68 | stock | - | 2025-11-09 | -
The campaign has raised 5.5 million dollars so far. | 5.5 million dollars | cumulative | - | 2025-11-09 | -
About 120,000 people marched through the capital on Saturday. | 120,000 | period | 2025-11-08 | 2025-11-08 | -
Support for the reform rose by six points in a month. | six points | change | - | - | -
The ministry spent 14 million euros on consultants in fiscal 2024. | 14 million euros | period | - | - | -
Three of the ten ministers have resigned since May. | Three | cumulative | 2025-05-01 | 2025-11-09 | -
Transport, farming, science
The airport handled 4.1 million passengers in the summer of 2024. | 4.1 million | period | 2024-06-01 | 2024-08-31 | -
Trains carry 220,000 commuters each day. | 220,000 | rate | - | - | day
Ticket sales dropped 30 percent year on year. | 30 percent | change | - | - | -
Farmers harvested 61 million tonnes of wheat last season. | 61 million tonnes | period | - | - | -
The herd numbers 1,400 animals. | 1,400 | stock | - | 2025-11-09 | -
Wheat traded at $212 a tonne on Thursday. | $212 | stock | - | 2025-11-06 | -
The telescope has found 5,800 planets since 2009. | 5,800 | cumulative | 2009-01-01 | 2025-11-09 | -
Researchers tested 640 volunteers between 2019 and 2021. | 640 | period | 2019-01-01 | 2021-12-31 | -
The museum drew 90,000 visitors in the first two weeks of August. | 90,000 | period | 2025-08-01 | 2025-08-14 | -
The app gains 15,000 users per week. | 15,000 | rate | - | - | week
The ship can carry 2,300 containers. | 2,300 | stock | - | 2025-11-09 | -
The line will cost $900 million. | $900 million | stock | - | 2025-11-09 | -
The port will handle 8 million containers by 2030. | 8 million | cumulative | - | 2030-12-31 | -
Sports and culture
The striker has scored 31 goals this season. | 31 | cumulative | - | 2025-11-09 | -
The stadium holds 54,000 spectators. | 54,000 | stock | - | 2025-11-09 | -
The festival sold 38,000 tickets in 2022, down from 45,000 in 2019. | 38,000 | period | 2022-01-01 | 2022-12-31 | -
The festival sold 38,000 tickets in 2022, down from 45,000 in 2019. | 45,000 | period | 2019-01-01 | 2019-12-31 | -
The film took in $71 million over its first weekend. | $71 million | period | - | - | -
The club averages 22,000 spectators. | 22,000 | rate | - | - | -
"""


def rows() -> list[tuple[str, ...]]:
    """The rows of the table; lines without columns name a domain."""
    lines = [line.split(" | ") for line in ROWS.strip().splitlines()]
    return [tuple(cell.strip() for cell in cells) for cells in lines if len(cells) > 1]


def read_scope(text: str, figure: str, nlp: Language) -> Scope:
    """The scope of the figure whose words begin with, or contain, `figure`."""
    mentions = find_quantities(parse(text, nlp))
    mention = next(one for one in mentions if figure in one.quantity.text)
    return find_scope(mention, find_counted(mention), published=PUBLISHED)


def in_short(scope: Scope) -> tuple[str, ...]:
    """A scope in the words of the table."""
    ends = [str(end) if end else "-" for end in (scope.from_, scope.to)]
    return (scope.kind, *ends, scope.per or "-")


@pytest.mark.parametrize(("text", "figure", "kind", "first", "last", "per"), rows())
def test_a_figure_speaks_of_its_period(
    text: str, figure: str, kind: str, first: str, last: str, per: str, nlp: Language
) -> None:
    """Kind, both ends and the unit of a rate are as a reader would say."""
    assert in_short(read_scope(text, figure, nlp)) == (kind, first, last, per)
