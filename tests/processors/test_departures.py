"""What departs and what stays silent, one phenomenon a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from figurewatch.errors import InputError
from processors.assessing import FrameAssessor, assess_frames
from processors.departures import assess, assess_all
from processors.history import History
from processors.thresholds import Thresholds
from tests.processors.made import claim

OCTOBER = {"scope": "period", "frm": "2030-10-01", "to": "2030-10-31"}
SEPTEMBER = {"scope": "period", "frm": "2030-09-01", "to": "2030-09-30"}
AUGUST = {"scope": "period", "frm": "2030-08-01", "to": "2030-08-31"}
MONTHLY = {"scope": "rate", "per": "month"}


def _last(*claims):
    """The assessment of the last claim after the others."""
    *before, new = claims
    return assess(new, assess_all(before))


def _kinds(*claims):
    departure = _last(*claims).departure
    return departure.kinds if departure else ()


def test_the_first_claim_says_nothing():
    assert _last(claim(100, "2030-03-01")).reason == "first_of_its_kind"


class TestTotals:
    """Deaths since the start of an event."""

    @pytest.mark.parametrize(
        ("new", "kinds"),
        [
            (claim(120, "2030-03-05"), ()),
            (claim(103, "2030-03-05", outlet="Evening"), ()),
            (claim("more than 100", "2030-03-05", outlet="Evening"), ()),
            (claim("about 100", "2030-03-05", outlet="Evening"), ()),
            (claim("more than 90", "2030-03-05", outlet="Evening", claimant=""), ()),
            (claim(84, "2030-03-05"), ("reversal", "revision")),
            (claim("more than 60", "2030-03-05"), ("reversal", "revision")),
            (claim(84, "2030-03-05", claimant="the rebels"), ("contradiction", "reversal")),
            (claim(103, "2030-03-05", cls="deaths:confirmed"), ()),
            (claim(40, "2030-03-05", cls="injured"), ()),
            (claim(84, "2030-03-05", place="Highland"), ()),
        ],
    )
    def test_a_total_does_not_fall(self, new, kinds):
        assert _kinds(claim(103, "2030-03-01", to="2030-03-01"), new) == kinds

    def test_an_old_total_restated_with_its_date_is_no_fall(self):
        old, later = claim(90, "2030-02-01", to="2030-02-01"), claim(150, "2030-03-01")
        again = claim(90, "2030-03-02", to="2030-02-01", outlet="Evening")
        assert _last(old, later, again).restates == old.id

    def test_an_old_total_restated_without_a_date_is_no_fall(self):
        old, later = claim(90, "2030-02-01", to="2030-02-01"), claim(150, "2030-03-01")
        again = claim(90, "2030-03-02", outlet="Evening")
        assert _last(old, later, again).restates == old.id

    @pytest.mark.parametrize(("claimant", "restates"), [("", True), ("the rebels", False)])
    def test_a_rounded_total_of_nobody_named_is_the_one_it_is_near(self, claimant, restates):
        near = claim(1284, "2030-05-01", to="2030-05-01")
        far = claim(3900, "2030-05-20", to="2030-05-20", claimant="the mission")
        given = {"outlet": "Evening", "claimant": claimant}
        rounded = claim("about 1300", "2030-06-11", to="2030-06-11", **given)
        assert (_last(near, far, rounded).restates == near.id) is restates

    def test_the_claimant_who_adopts_a_lower_total_revises(self):
        ministry = claim(103, "2030-03-01", to="2030-03-01")
        rebels = claim(84, "2030-03-01", claimant="the rebels", to="2030-03-01")
        adopted = claim(84, "2030-03-02", to="2030-03-02")
        assert _kinds(ministry, rebels, adopted) == ("reversal", "revision")

    def test_who_counts_to_the_last_digit_does_not_round(self):
        """4,519 after 4,520 is a fall, unless another outlet may have rounded."""
        days = [claim(4490 + 5 * day + 1, f"2030-03-{day:02}") for day in range(1, 6)]
        days = [claim(4471, "2030-02-28"), *days, claim(4520, "2030-03-06")]
        assert _kinds(*days, claim(4519, "2030-03-07")) == ("reversal", "revision")
        assert _kinds(*days, claim(4500, "2030-03-07", outlet="Evening")) == ()

    def test_a_small_fall_is_a_notice_and_a_large_one_critical(self):
        before = claim(1003, "2030-03-01")
        assert _last(before, claim(1001, "2030-03-02")).departure.severity == "notice"
        assert _last(before, claim(701, "2030-03-02")).departure.severity == "critical"

    def test_a_young_event_grows_and_an_old_one_is_contested(self):
        first = claim(19, "2030-03-01", frm="2030-03-01", to="2030-03-01")
        rivals = [
            claim(41, day, claimant="the union", frm="2030-03-01", to=day)
            for day in ("2030-03-02", "2030-03-07")
        ]
        steady = claim(20, "2030-03-06", frm="2030-03-01", to="2030-03-06")
        assert _kinds(first, rivals[0]) == ()
        assert _kinds(first, claim(41, "2030-03-07", claimant="the union")) == ("contradiction",)
        assert _kinds(first, steady, rivals[1]) == ("contradiction",)

    def test_a_slip_of_the_pen_is_no_history_until_somebody_repeats_it(self):
        counted = claim(1433, "2030-03-08", id="a", frm="2030-01-01", to="2030-03-08")
        slip = claim(
            6433, "2030-03-08", id="b", outlet="Evening", frm="2030-01-01", to="2030-03-08"
        )
        later = claim(1450, "2030-03-09", frm="2030-01-01", to="2030-03-09")
        assert _kinds(counted, slip) == ("contradiction",)
        assert _kinds(counted, slip, later) == ()

    def test_two_claimants_who_differ_are_reported_once(self):
        ministry = claim(103, "2030-03-01", to="2030-03-01")
        rebels = [
            claim(number, day, claimant="the rebels", to=day)
            for number, day in ((60, "2030-03-05"), (62, "2030-03-08"))
        ]
        assert _kinds(ministry, rebels[0]) == ("contradiction", "reversal")
        later = claim(108, "2030-03-07", to="2030-03-07")
        assert _last(ministry, rebels[0], later, rebels[1]).reason == "pair_known"

    def test_an_older_date_does_not_carry_a_larger_total(self):
        march = claim(103, "2030-03-20", to="2030-03-19")
        february = claim(140, "2030-03-21", to="2030-02-20")
        assert _kinds(march, february) == ("contradiction",)

    def test_a_total_is_not_smaller_than_a_month_within_it(self):
        month = claim(900, "2030-11-02", **OCTOBER)
        total = claim(500, "2030-11-20", frm="2030-01-01", to="2030-11-20", claimant="the union")
        assert _kinds(month, total) == ("implied_arithmetic",)

    def test_what_belongs_to_earlier_months_is_told_apart_from_a_jump(self):
        days = _days([10] * 12)
        words = "The toll rose by 400, of which 380 belong to earlier months."
        late = claim(1520, "2030-01-13", to="2030-01-13", sentence=words)
        departure = _last(*days, late).departure
        assert departure.kinds == ("revision",)
        assert "380 of the number belong to earlier periods" in departure.explanation


class TestJumps:
    """A total against its usual rises."""

    def test_a_rise_far_above_the_usual_ones_is_a_jump(self):
        new = claim(1520, "2030-01-13", to="2030-01-13")
        assert _kinds(*_days([9, 12, 10, 8, 11, 10, 12, 9, 10, 11, 10, 8]), new) == ("jump",)

    def test_fewer_than_six_rises_say_nothing(self):
        new = claim(1520, "2030-01-06", to="2030-01-06")
        assert _kinds(*_days([10] * 5), new) == ()

    def test_days_without_a_report_are_caught_up(self):
        days = _days([10] * 12)
        new = claim(1000 + 120 + 130, "2030-01-26", to="2030-01-26")
        assert _kinds(*days, new) == ()

    def test_a_total_that_grows_as_a_whole_may_set_new_maxima(self):
        assert _kinds(*_days([10, 20, 40, 80, 160, 320, 640, 1280])) == ()

    def test_late_additions_do_not_hide_the_next_one(self):
        days = _days([10, 10, 10, 10, 10, 10, 300, 10, 10, 10, 10, 10])
        new = claim(days[-1].lo + 300, "2030-01-13", to="2030-01-13")
        assert _kinds(*days, new) == ("jump",)

    def test_the_day_after_a_fall_is_no_jump(self):
        days = _days([10] * 12)
        fall = claim(700, "2030-01-13", to="2030-01-13")
        back = claim(1130, "2030-01-14", to="2030-01-14")
        assert _kinds(*days, fall) == ("reversal", "revision")
        assert _kinds(*days, fall, back) == ()


class TestPeriods:
    """Numbers for a closed span."""

    @pytest.mark.parametrize(
        ("new", "kinds"),
        [
            (claim(4600, "2030-11-10", **OCTOBER), ()),
            (claim(6810, "2030-11-10", **OCTOBER), ("out_of_range",)),
            (claim(2210, "2030-11-10", **OCTOBER), ("out_of_range",)),
            # The range was given for the present: it says nothing on a month long past.
            (claim(6810, "2030-11-10", scope="period", frm="2029-10-01", to="2029-10-31"), ()),
            (claim(6810, "2030-11-10", scope="period", frm="2030-10-24", to="2030-10-30"), ()),
            (claim(43210, "2030-11-10", frm="2030-01-01"), ()),
            (claim(6810, "2030-11-10", cls="criminal-cases", unit="case", **OCTOBER), ()),
        ],
    )
    def test_a_month_against_a_range_given_for_a_month(self, new, kinds):
        assert _kinds(claim((4000, 5000), "2030-10-20", **MONTHLY), new) == kinds

    def test_two_claimants_give_one_month_different_numbers(self):
        union = claim(580, "2030-11-09", claimant="the union", **OCTOBER)
        assert _kinds(claim(330, "2030-11-05", **OCTOBER), union) == ("contradiction",)

    def test_a_claimant_s_other_number_for_a_month_after_long_is_a_revision(self):
        later = claim(390, "2031-02-05", **OCTOBER)
        assert _kinds(claim(330, "2030-11-05", **OCTOBER), later) == ("revision",)

    def test_a_record_needs_two_comparable_periods_or_the_word(self):
        august, september = (
            claim(410, "2030-09-03", **AUGUST),
            claim(390, "2030-10-03", **SEPTEMBER),
        )
        october = claim(620, "2030-11-03", **OCTOBER)
        said = claim(420, "2030-11-03", sentence="That is a new record.", **OCTOBER)
        assert _kinds(august, september, october) == ("record",)
        assert _kinds(september, october) == ()
        assert _kinds(september, said) == ("record",)

    def test_a_month_is_not_larger_than_the_year_it_lies_in(self):
        year = claim(5123, "2030-11-05", frm="2030-01-01", to="2030-11-05")
        month = claim(6120, "2030-11-06", claimant="the union", **OCTOBER)
        assert "implied_arithmetic" in _kinds(year, month)

    def test_a_week_is_what_the_totals_around_it_differ_by(self):
        days = _days([10] * 12)
        week = {"scope": "period", "frm": "2030-01-06", "to": "2030-01-12"}
        assert _kinds(*days, claim(70, "2030-01-12", outlet="Evening", **week)) == ()
        departure = _last(*days, claim(120, "2030-01-12", outlet="Evening", **week)).departure
        assert departure.kinds == ("implied_arithmetic",)
        assert len(departure.against) == 2


class TestRates:
    """So many a month."""

    def test_a_rate_with_its_span_is_multiplied(self):
        total = claim((100_000, 200_000), "2030-11-01", frm="2027-02-24", to="2030-11-01")
        rate = claim((15_000, 18_000), "2030-11-02", frm="2027-02-24", to="2030-11-02", **MONTHLY)
        assert _kinds(total, rate) == ("implied_arithmetic",)

    def test_a_rate_without_a_span_is_not_multiplied(self):
        total = claim((100_000, 200_000), "2030-11-01", frm="2027-02-24", to="2030-11-01")
        assert _kinds(total, claim((15_000, 18_000), "2030-11-02", **MONTHLY)) == ()

    def test_a_total_that_is_a_floor_bounds_no_rate(self):
        total = claim("more than 100000", "2030-11-01", frm="2027-02-24", to="2030-11-01")
        rate = claim((15_000, 18_000), "2030-11-02", frm="2027-02-24", to="2030-11-02", **MONTHLY)
        assert _kinds(total, rate) == ()

    def test_a_rate_that_grows_fivefold_is_a_revision_and_a_jump(self):
        first = claim(1000, "2030-04-24", unit="barrel per day", scope="rate", per="day")
        second = claim(5000, "2030-04-28", unit="barrel per day", scope="rate", per="day")
        assert _kinds(first, second) == ("revision", "jump")


class TestLevels:
    """What holds at a moment."""

    @pytest.mark.parametrize(("number", "kinds"), [(330, ()), (66, ("jump", "revision"))])
    def test_only_a_large_move_of_a_level_counts(self, number, kinds):
        before = claim(385, "2030-09-01", scope="stock", cls="missing")
        assert _kinds(before, claim(number, "2030-09-08", scope="stock", cls="missing")) == kinds

    def test_who_repeats_their_own_level_says_nothing_new_about_others(self):
        service, guild = (
            claim(number, "2030-09-08", scope="stock", cls="waiting", claimant=claimant)
            for number, claimant in ((217_000, "the service"), (340_000, "the guild"))
        )
        again = claim(216_000, "2030-10-08", scope="stock", cls="waiting", claimant="the service")
        assert _kinds(service, guild) == ("contradiction",)
        assert _kinds(service, guild, again) == ()

    @pytest.mark.parametrize(
        ("claimant", "kinds"), [("", ()), ("the company", ("jump", "revision"))]
    )
    def test_a_tenth_of_a_level_that_nobody_is_named_for_is_a_part(self, claimant, kinds):
        given = {"scope": "stock", "cls": "passengers", "claimant": claimant}
        whole, part = (
            claim(number, published, **given)
            for number, published in ((11_000_000, "2030-03-05"), (400_000, "2030-04-21"))
        )
        assert _kinds(whole, part) == kinds

    @pytest.mark.parametrize(("claimant", "kinds"), [("", ()), ("the union", ("contradiction",))])
    def test_what_nobody_is_named_for_contradicts_no_claimant(self, claimant, kinds):
        given = {"scope": "stock", "cls": "passengers"}
        company = claim(400_000, "2030-03-05", claimant="the company", **given)
        other = claim(900_000, "2030-04-21", claimant=claimant, **given)
        again = claim(400_000, "2030-05-05", claimant="the company", **given)
        assert _kinds(company, other) == kinds
        assert _kinds(other, again) == kinds


def test_a_reported_change_of_a_number_moves_the_difference_to_others_along():
    ministry = {"frm": "2030-10-02"}
    group = {"claimant": "the rights group", **ministry}
    told = [
        claim(410, "2030-10-09", to="2030-10-09", **ministry),
        claim(1700, "2030-10-12", to="2030-10-12", **group),
        claim(480, "2030-10-16", to="2030-10-16", **ministry),
        claim(330, "2030-10-26", to="2030-10-26", **ministry),
        claim(1850, "2030-11-02", to="2030-11-02", **group),
    ]
    assert [_kinds(*told[:number]) for number in (2, 3, 4, 5)] == [
        ("contradiction",),
        (),
        ("reversal", "revision"),
        (),
    ]


def test_a_period_of_long_ago_is_no_part_of_a_total_without_a_start():
    old = claim(22_000, "2030-07-20", scope="period", frm="2021-01-01", to="2021-12-31")
    assert _kinds(claim(10_000, "2030-07-17"), old) == ()


def test_two_claimants_give_a_level_of_the_same_day_differently():
    september = {"scope": "share", "frm": "2030-09-01", "to": "2030-09-30", "unit": "percentage"}
    office = claim(5.3, "2030-10-09", **september)
    union = {"claimant": "the union", **september}
    assert _kinds(office, claim(6.1, "2030-10-20", **union)) == ("contradiction",)
    assert _kinds(office, claim(5.4, "2030-10-20", **union)) == ()


def test_one_article_does_not_contradict_itself():
    votes = {"scope": "period", "frm": "2030-10-15", "to": "2030-10-15", "cls": "votes"}
    ayes = claim(88, "2030-10-15", article="a", **votes)
    noes = claim(61, "2030-10-15", article="a", position=1, **votes)
    assert _kinds(ayes, noes) == ()
    assert _kinds(ayes, replace(noes, article="b", outlet="Evening")) == ("contradiction",)


def test_what_is_unfit_is_not_compared_and_says_why():
    denied = claim(50, "2030-03-05", unfit="not_asserted")
    assert _last(claim(103, "2030-03-01"), denied).reason == "not_asserted"


class TestPlans:
    """Numbers of the future meet only each other."""

    COMPANY = claim(3000, "2030-09-16", to="2031-12-31", planned=True, claimant="the company")

    def test_a_plan_is_not_compared_with_a_count(self):
        counted = claim(1000, "2030-10-16", claimant="the company")
        assert _last(self.COMPANY, counted).reason == "first_of_its_kind"

    def test_another_claimant_s_number_for_the_same_plan_is_a_contradiction(self):
        union = replace(self.COMPANY, id="u", claimant="the union", lo=7500, hi=7500)
        union = replace(union, published=union.published + timedelta(days=14))
        assert _kinds(self.COMPANY, union) == ("contradiction",)

    @pytest.mark.parametrize("scope", ["cumulative", "period"])
    def test_the_claimant_s_own_later_number_is_a_revision(self, scope):
        first, second = (
            claim(number, day, frm="2030-09-16", to="2031-12-31", scope=scope, planned=True)
            for number, day in ((3000, "2030-09-16"), (4500, "2030-10-12"))
        )
        assert _kinds(first, second) == ("revision",)


def test_a_reprint_updates_the_alert_and_keeps_its_key():
    history = assess_all([claim(103, "2030-03-01"), claim(84, "2030-03-05")])
    (departure,) = history.departures
    reprint = assess(claim(84, "2030-03-06", outlet="Evening"), history)
    assert reprint.departure is None
    assert reprint.updated == (departure,)
    assert reprint.history.printed_by(departure.id) == ("Daily", "Evening")


def test_the_key_of_a_departure_does_not_depend_on_who_printed_first():
    before = claim(103, "2030-03-01")
    keys = {
        _last(before, claim(84, "2030-03-05", outlet=outlet, to="2030-03-05")).departure.key
        for outlet in ("Daily", "Evening", "Wire")
    }
    assert len(keys) == 1


def test_an_original_that_comes_after_its_reprint_takes_the_alert_over():
    before = claim(103, "2030-03-01")
    reprint = claim(84, "2030-03-06", outlet="Evening", to="2030-03-05")
    original = claim(84, "2030-03-05", to="2030-03-05")
    history = assess_all([before, reprint])
    late = assess(original, history)
    assert late.departure.key == history.departures[0].key
    assert (late.raised, late.withdrawn) == ((), ())


def test_a_late_claim_can_raise_and_withdraw_the_alerts_of_others():
    history = assess_all([claim(103, "2030-03-01"), claim(84, "2030-03-05", id="fall")])
    assert [found.id for found in history.departures] == ["fall"]
    earlier = assess(claim(84, "2030-02-20", id="early", outlet="Evening"), history)
    assert earlier.departure is None
    history = assess_all([claim(84, "2030-03-05", id="fall")])
    raised = assess(claim(103, "2030-03-01"), history).raised
    assert [found.id for found in raised] == ["fall"]


def test_what_was_left_out_is_listed_with_reasons():
    rate = claim((4000, 5000), "2030-10-20", id="rate", **MONTHLY)
    total = claim(41_200, "2030-10-25", id="total", frm="2030-01-01")
    cases = claim(9_130, "2030-10-26", id="cases", cls="criminal-cases", unit="case")
    departure = _last(rate, total, cases, claim(6810, "2030-11-10", **OCTOBER)).departure
    assert departure.against == ("rate",)
    assert {left.id: left.reason for left in departure.left_out} == {
        "total": "a total is not compared with a monthly number",
        "cases": "criminal cases are not compared with deaths",
    }


def test_every_answer_has_a_reason_with_numbers():
    grown = _last(claim(103, "2030-03-01"), claim(120, "2030-03-05"))
    assert (grown.reason, grown.verdict.detail) == (
        "grows_as_totals_do",
        "120 after 103 of 1 March 2030",
    )
    again = _last(claim(103, "2030-03-01"), claim(103, "2030-03-05", outlet="Evening"))
    assert again.verdict.detail == "it says the same as 103, printed on 1 March 2030"


class TestDoubts:
    """A departure is only possible where a field is in doubt and the other reading is silent."""

    @pytest.mark.parametrize(
        ("doubts", "number", "severity"),
        [
            ((), 90, "critical"),
            # As an old total printed again it would be no fall ...
            (("day",), 90, "notice"),
            # ... and 40 is none that was ever printed.
            (("day",), 40, "critical"),
        ],
    )
    def test_a_day_that_no_words_state(self, doubts, number, severity):
        old, later = claim(90, "2030-02-01", to="2030-02-01"), claim(150, "2030-03-01")
        departure = _last(
            old, later, claim(number, "2030-03-02", to="2030-03-02", doubts=doubts)
        ).departure
        assert departure.severity == severity
        assert departure.explanation.startswith("Possible: ") is (severity == "notice")
        assert ("as that of an earlier day" in departure.explanation) is (severity == "notice")

    @pytest.mark.parametrize(("doubts", "severity"), [((), "warning"), (("claimant",), "notice")])
    def test_a_claimant_of_an_earlier_sentence(self, doubts, severity):
        """The guild's number is a revision of its own, but nothing new as the outlet's."""
        given = {"scope": "stock", "cls": "waiting", "outlet": "Evening", "claimant": ""}
        own = claim(300, "2030-02-20", **given)
        guild = claim(520, "2030-03-01", **{**given, "claimant": "the guild", "outlet": "Daily"})
        new = claim(310, "2030-03-08", **{**given, "claimant": "the guild"}, doubts=doubts)
        assert _last(own, guild, new).departure.severity == severity


def test_thresholds_can_be_set():
    claims = claim(4210, "2030-10-20", **MONTHLY), claim(4510, "2030-11-10", **OCTOBER)
    strict = Thresholds(outside_range=0.01)
    history = assess(claims[0], History(), strict).history
    assert assess(claims[1], history).departure is None
    assert assess(claims[1], history, strict).departure is not None


FRAME = {
    "id": "a",
    "published": "2030-03-01T06",
    "outlet": "Daily",
    "claimant": "the ministry",
    "cls": "killed",
    "unit": "persons",
    "place": "Lowland",
    "lo": 103,
    "hi": 103,
    "bound": "exact",
    "scope": {"kind": "cumulative", "frm": "2030-02-28", "to": "2030-03-01"},
    "story": "dam",
}


class TestFrames:
    """Given figures, as the command line reads them."""

    def test_a_departing_frame_gives_a_line(self):
        scope = {"kind": "cumulative", "frm": "2030-02-28", "to": "2030-03-04", "per": None}
        fall = {**FRAME, "id": "b", "published": "2030-03-04", "lo": 84, "hi": 84}
        (line,) = assess_frames([FRAME, {**fall, "scope": scope}])
        assert (line["id"], line["against"], line["severity"]) == ("b", ["a"], "critical")
        assert line["kinds"][0] == "reversal"

    def test_stories_do_not_meet(self):
        fall = {**FRAME, "id": "b", "published": "2030-03-04", "lo": 84, "hi": 84}
        assert not list(assess_frames([FRAME, {**fall, "story": "quake"}]))

    def test_frames_of_one_moment_are_taken_in_their_order(self):
        frames = [{**FRAME, "id": id, "lo": n, "hi": n} for id, n in (("z", 103), ("b", 84))]
        assert [line["id"] for line in assess_frames(frames)] == ["b"]

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"id": None}, "id"),
            ({"published": "yesterday"}, "published"),
            ({"lo": "103"}, "lo"),
            ({"lo": None, "hi": None}, "lo"),
            ({"lo": 104}, "lo"),
            ({"bound": "maybe"}, "bound"),
            ({"scope": None}, "scope"),
            ({"scope": {"kind": "sum"}}, "scope.kind"),
            ({"scope": {"kind": "rate", "per": "hour"}}, "scope.per"),
            ({"scope": {"kind": "stock", "to": "soon"}}, "scope.to"),
            ({"via": "AP"}, "via"),
        ],
    )
    def test_a_frame_that_cannot_be_read_is_refused_by_field(self, change, place):
        with pytest.raises(InputError) as refused:
            FrameAssessor().assess({**FRAME, **change})
        assert refused.value.place == place


def _days(rises):
    """Totals of 1,000 and more, one a day from the last of December on."""
    total, made = 1000, [claim(1000, "2029-12-31", to="2029-12-31")]
    for at, rise in enumerate(rises):
        total += rise
        day = (date(2030, 1, 1) + timedelta(days=at)).isoformat()
        made.append(claim(total, day, to=day))
    return made
