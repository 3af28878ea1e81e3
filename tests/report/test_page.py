from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from flarelag.effects.result import NeededSessions, Verdict
from flarelag.model.sport import Sport
from flarelag.model.warning_answers import SignsAnswer, WarningAnswer, WarningGuard
from flarelag.report.embed import script_safe_json
from flarelag.report.look import CSS_VARIABLES
from flarelag.report.page import render_page
from flarelag.report.report import PageOptions
from flarelag.report.summary import render_summary
from flarelag.report.units import Units

if TYPE_CHECKING:
    from collections.abc import Callable

    from flarelag.model.stored import StoredActivity
    from flarelag.report.report import Report

MOST_BYTES = 3_000_000
WEEK = timedelta(days=7)
FULL = [
    "around",
    "lag-curve",
    "time-line",
    "session",
    "slowing",
    "reach",
    "by-place",
    "weeks",
    "entry-times",
]


@pytest.fixture(scope="module")
def page(full_report: Report) -> str:
    return render_page(full_report)


@pytest.fixture(scope="module")
def nothing(full_report: Report, report_with: Callable[..., Report]) -> Callable[..., Report]:
    """Return a function that makes a report in which nothing can be said yet."""
    result = replace(
        full_report.result,
        verdict=Verdict.INSUFFICIENT,
        headline="Not enough yet.",
        preliminary=True,
        theta=None,
        bins=(),
    )

    def make(**changes: Any) -> Report:  # noqa: ANN401 - any field
        usual = {"result": result, "around": (), "traces": (), "places": ()}
        return report_with(**{**usual, **changes})

    return make


def specs_in(page: str) -> dict[str, Any]:
    found = re.findall(
        r'<figure class="chart[^"]*" id="([\w-]+)".*?'
        r'<script type="application/json">(.*?)</script>',
        page,
        re.DOTALL,
    )
    return {name: json.loads(text) for name, text in found}


def without_code(page: str) -> str:
    """Return the page without what runs: Vega has its own words."""
    return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def without_methods(page: str) -> str:
    return re.sub(r'<section aria-labelledby="methods">.*?</section>', "", page, flags=re.DOTALL)


def text_of(page: str) -> str:
    return re.sub(
        r"<[^>]+>", " ", re.sub(r"<(script|style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    )


def test_after_a_yes_the_signs_stand_open_and_say_what_is_hidden(full_report: Report):
    had = WarningAnswer(
        answer=SignsAnswer.HAVE,
        time_utc=full_report.generated_at,
        zone="Europe/Zurich",
        utc_offset_s=3600,
    )
    page = render_page(replace(full_report, guard=WarningGuard(had)))
    assert '<details id="warning-signs" open>' in page
    assert page.count("you said that you have one of the warning signs") == 1
    assert "flarelag warning-signs --seen" in page


def test_warning_signs_come_first_then_the_answer_with_its_basis_then_figures(page: str):
    order = [
        "Go to an emergency department now",
        "on average +1.4 points (0.9 to 1.9)",
        "26 hard sessions, 476 diary entries",
        "Points on the scale of 0 to 10",
        "Around a session, as it was logged",
        "What to do next",
        "The hours after a hard session",
        "Pain and sessions over time",
        "Each hard session and the pain that followed",
        "Left and right over the years",
        "Running and riding",
        "What your activities show by themselves",
        "How complete the diary is",
        "How this was worked out",
        "Not medical advice",
    ]
    text = text_of(re.sub(r"<nav.*?</nav>", " ", page, flags=re.DOTALL))
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_each_chart_has_a_caption_and_numbers_and_those_that_answer_a_still_picture(page: str):
    assert list(specs_in(page)) == FULL
    for name in FULL:
        figure = page[page.index(f'id="{name}"') :]
        drawn = '<div class="still"' in figure[: figure.index("</figure>")]
        assert drawn == (name in {"around", "lag-curve"})
        assert f'<figcaption id="{name}-caption">' in figure
        after = figure[figure.index("</figure>") :][:200]
        assert re.match(r"</figure>\s*<details><summary>", after), f"{name} has no table"
    for title in (
        "Mean pain around sessions (95 % interval)",
        "The curve in numbers",
        "Week by week",
        "Hard sessions, with the entries of the 48 h after",
        "Efforts in numbers",
        "Days with pain by place",
        "Places in numbers",
        "The slowing, second by second",
        "The slow-downs, second by second from where each begins",
        "Entries by month and hour of day",
        "Each week in numbers",
    ):
        assert f"<summary>{title}</summary>" in page


def test_no_title_note_place_or_file_name_is_in_the_page(page: str):
    assert not re.search(
        r"geheim|secret|alert\(1\)|export\.zip|\.fit|/home", without_code(page), re.IGNORECASE
    )


def test_only_the_pages_own_scripts_and_styles_may_run(page: str):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    allowed = policy[1].replace("&#39;", "'")
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    inline = re.findall(r"<script>(.*?)</script>|<style>(.*?)</style>", page, re.DOTALL)
    assert len(inline) == 3
    for text in (script or style for script, style in inline):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed


def test_nothing_is_loaded_from_elsewhere(page: str):
    tags = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"\bsrc=", tags)
    assert all(to.startswith("#") for to in re.findall(r"\bhref=\"([^\"]*)", tags))
    assert "@import" not in page
    assert page.count("window.vegaEmbed") == 1


def test_the_page_stays_small(page: str):
    assert len(page.encode()) < MOST_BYTES


def test_charts_follow_the_readers_colours(page: str):
    body = page[page.index("<body>") : page.index("<footer>")]
    assert not [colour for colour in CSS_VARIABLES if colour in body]
    assert body.count("var(--accent)") > 10


def test_markup_in_text_is_shown_and_never_run(
    full_report: Report, report_with: Callable[..., Report]
):
    hostile = "</script><script>alert('x')</script>\u202e<img src=x onerror=alert(2)>"
    latest = full_report.traces[0]
    assert latest.session.classification is not None
    classified = replace(latest.session.classification, remarks=(hostile,))
    shown = render_page(
        report_with(
            result=replace(full_report.result, headline=hostile, remarks=(hostile,)),
            traces=(replace(latest, session=replace(latest.session, classification=classified)),),
            left_out=(hostile,),
            versions={hostile: hostile},
        )
    )
    assert shown.count("<script>") == 2
    shown = without_code(shown)
    assert "alert" in shown
    assert "<img" not in shown
    assert shown.count("&lt;img src=x") >= 5


def test_json_cannot_end_its_script_element():
    text = script_safe_json({"a": "</script><!--", "b": None, "c": "\u2028&"})
    assert not re.search(r"[<>&\u2028]", text)
    assert json.loads(text) == {"a": "</script><!--", "b": None, "c": "\u2028&"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_safe_json(float("nan"))


def test_what_it_takes_to_settle_the_question_is_said_while_it_is_open(
    full_report: Report, report_with: Callable[..., Report]
):
    needed = replace(full_report.result, needed_hard_sessions=NeededSessions(19, 8))
    assert "of 2 points: about 8" not in text_of(render_page(report_with(result=needed)))
    still_open = replace(needed, verdict=Verdict.CANNOT_TELL)
    assert "of 2 points: about 8" in text_of(render_page(report_with(result=still_open)))


def test_an_empty_library_says_how_to_begin(nothing: Callable[..., Report]):
    page = render_page(nothing(activities=(), entries=(), left_out=()))
    text = text_of(page)
    assert "flarelag import" in text
    assert "flarelag pain" in text
    assert "No activities yet" in text
    assert specs_in(page) == {}
    assert "Warning signs" in text


def test_without_a_diary_activities_are_still_shown(
    full_report: Report, nothing: Callable[..., Report]
):
    page = render_page(nothing(entries=(), left_out=(), traces=full_report.traces[:1]))
    specs = specs_in(page)
    assert list(specs) == ["time-line", "session", "slowing", "weeks"]
    assert "No diary entries yet" in text_of(page)


def test_without_activities_the_diary_is_still_shown(nothing: Callable[..., Report]):
    page = render_page(nothing(activities=()))
    assert list(specs_in(page)) == ["hours-of-day", "time-line", "reach", "entry-times"]


def test_rides_alone_leave_the_question_open(full_report: Report, nothing: Callable[..., Report]):
    rides = tuple(a for a in full_report.activities if a.activity.sport is Sport.RIDE)
    text = text_of(render_page(nothing(activities=rides)))
    assert "No runs yet" in text
    assert "Import runs too" in text


def runs_of(report: Report, n: int) -> tuple[StoredActivity, ...]:
    return tuple(a for a in report.activities if a.activity.sport is Sport.RUN)[:n]


@pytest.mark.parametrize(("n", "told"), [(1, "is 1"), (2, "are 2"), (3, "are 3")])
def test_a_few_runs_show_neither_news_nor_breaks_and_the_page_says_why(
    full_report: Report, nothing: Callable[..., Report], n: int, told: str
):
    few = nothing(activities=runs_of(full_report, n), entries=full_report.entries[:4])
    text = text_of(without_methods(render_page(few)))
    assert "on record: whether repeats were new" in text
    assert f"once there are runs on 5 days. So far there {told}." in text
    for silly in ("Nothing in the last twelve months", "of five days and more", "last year"):
        assert silly not in text


def test_one_run_is_told_as_one(full_report: Report, nothing: Callable[..., Report]):
    only = runs_of(full_report, 1)
    page = render_page(nothing(activities=only, traces=full_report.traces[-1:]))
    text = text_of(page)
    assert "From one activity, on Tue 5 May 2026." in text
    assert "The hardest slow-down so far" in text
    assert "With one run on record that is its own, unless you have told yours" in text
    assert "weeks" not in specs_in(page)
    assert "Each week in numbers" in text


def test_without_a_diary_the_page_counts_the_hard_sessions_it_shows(
    full_report: Report, nothing: Callable[..., Report]
):
    only = nothing(
        activities=runs_of(full_report, 1),
        entries=(),
        result=replace(
            full_report.result, verdict=Verdict.INSUFFICIENT, n_hard_sessions=0, n_entries=0
        ),
    )
    assert "Based on 1 hard session, 0 diary entries." in text_of(render_page(only))


def test_what_a_short_past_can_tell_is_told_beside_what_it_cannot(
    full_report: Report, nothing: Callable[..., Report]
):
    text = text_of(render_page(nothing(activities=runs_of(full_report, 5))))
    assert "was new by these rules: a run a tenth longer than the longest of 30 days." in text
    assert "Cannot be told yet, with 5 runs on record: whether repeats were new" in text
    assert "whether a run was longer than usual" not in text


def test_a_few_weeks_are_named_by_their_days_and_many_by_their_months(
    full_report: Report, nothing: Callable[..., Report]
):
    def axis(n: int) -> dict[str, Any]:
        spec = specs_in(render_page(nothing(activities=runs_of(full_report, n))))["weeks"]
        found: dict[str, Any] = spec["layer"][0]["encoding"]["x"]["axis"]
        return found

    assert len(axis(8)["values"]) == 3
    assert "%-d" in axis(8)["labelExpr"]
    assert "values" not in axis(60)


def test_easy_runs_alone_have_no_hard_session(full_report: Report, nothing: Callable[..., Report]):
    easy = tuple(a for a in full_report.activities if not full_report.usual_dose.makes_hard(a))
    text = text_of(render_page(nothing(activities=easy)))
    assert "No hard sessions yet" in text


def test_too_little_data_draws_no_curve(nothing: Callable[..., Report], full_report: Report):
    few = nothing()
    few = replace(few, result=replace(few.result, bins=full_report.result.bins))
    page = render_page(few)
    assert "lag-curve" not in specs_in(page)
    assert "a curve from a handful of sessions would mislead" in page
    basis = page[page.index('<p class="basis">') : page.index("</header>")]
    assert "Preliminary" not in basis  # nothing is said that could be preliminary


def test_few_hard_sessions_are_marked_preliminary(
    full_report: Report, report_with: Callable[..., Report]
):
    early = render_page(report_with(result=replace(full_report.result, preliminary=True)))
    assert '<span class="mark">Preliminary</span>' in early
    assert '<span class="mark">' not in render_page(full_report)


def test_one_run_and_one_vague_entry_make_a_page(
    full_report: Report, nothing: Callable[..., Report]
):
    entry = full_report.entries[0]
    vague = replace(entry, time_end_utc=entry.time_utc + timedelta(hours=6))
    page = render_page(nothing(activities=full_report.activities[:1], entries=(vague,)))
    assert list(specs_in(page)) == ["time-line"]


def test_a_session_without_efforts_or_speed_is_still_drawn(
    full_report: Report, report_with: Callable[..., Report]
):
    latest = full_report.traces[0]
    assert latest.session.classification is not None
    bare = replace(latest.session.classification, efforts=(), best_100m_m_s=None)
    session = replace(latest.session, classification=bare)
    still = latest.trace.with_columns(speed_m_s=pl.lit(None, dtype=pl.Float64))
    report = report_with(traces=(replace(latest, session=session, trace=still),))
    page = render_page(report)
    assert "session" in specs_in(page)
    assert "slowing" not in specs_in(page)
    assert "No best 100 m is known" in page


def test_three_years_stay_within_bounds(full_report: Report, report_with: Callable[..., Report]):
    shift = [timedelta(days=182 * n) for n in range(6)]
    activities = tuple(
        replace(
            a,
            id=a.id + 1000 * n,
            activity=replace(a.activity, start_utc=a.activity.start_utc + days),
        )
        for n, days in enumerate(shift)
        for a in full_report.activities
    )
    entries = tuple(
        replace(e, time_utc=e.time_utc + days) for days in shift for e in full_report.entries
    )
    page = render_page(
        replace(
            report := report_with(activities=activities, entries=entries),
            traces=report.traces[:120],
        )
    )
    assert len(page.encode()) < MOST_BYTES


def test_controls_are_always_shown_beside_an_answer(page: str, nothing: Callable[..., Report]):
    assert '<h3 id="controls">Controls</h3>' in page
    assert "as strong in 0.5 % of shuffles" in page
    assert 'id="controls"' not in render_page(nothing())


def test_before_a_verdict_the_activities_come_first(
    full_report: Report, nothing: Callable[..., Report]
):
    def order(page: str) -> list[str]:
        return re.findall(r'<h2 id="([\w-]+)"', page)

    assert order(render_page(full_report))[0] == "hours"
    assert order(render_page(nothing(entries=())))[0] == "day-one"
    early = render_page(nothing(entries=()))
    assert "so nothing can be said about pain" in early
    assert "Breaks have many reasons" in early


def test_first_looks_stand_between_a_month_of_diary_and_a_verdict(
    full_report: Report, nothing: Callable[..., Report]
):
    assert "hours-of-day" in specs_in(render_page(nothing()))
    assert "hours-of-day" not in specs_in(render_page(full_report))
    week = tuple(
        e for e in full_report.entries if e.time_utc < full_report.entries[0].time_utc + WEEK
    )
    assert "hours-of-day" not in specs_in(render_page(nothing(entries=week)))


def test_titles_notes_gear_and_places_are_shown_where_they_were_asked_for(
    full_report: Report, report_with: Callable[..., Report]
):
    own = PageOptions(with_notes=True, with_places=True, title="For <Dr> \u202eWho")
    traces = tuple(replace(trace, place="47.38, 8.54") for trace in full_report.traces[:3])
    page = without_code(render_page(report_with(options=own, traces=traces)))
    assert "Hidden &lt;b&gt;title&lt;/b&gt; at Lake Geheim" in page
    assert "Geheim shoes" in page
    assert "47.38, 8.54" in page
    assert "For &lt;Dr&gt; \u202eWho" in page
    assert "mind whom you give it to" in page
    silent = without_code(render_page(report_with(traces=traces)))
    assert "47.38, 8.54" not in silent
    assert "Geheim" not in silent


def test_what_the_page_is_limited_to_is_said(report_with: Callable[..., Report]):
    own = PageOptions(since=date(2026, 6, 1), where="left buttock")
    text = text_of(render_page(report_with(options=own)))
    assert "Limited to 1 Jun 2026 \u2013 \u2026." in text
    assert "left buttock only" in text


def test_a_page_in_miles_has_no_kilometre(report_with: Callable[..., Report]):
    text = text_of(render_page(report_with(options=PageOptions(units=Units.IMPERIAL))))
    assert "mph" in text
    own = text.replace("100 m", "")  # of a best 100 m, which is a name
    assert not re.search(r"\bkm\b|/km|m/s|\d\s?m\b", own)
    assert "mph/s" in text
    assert re.search(r"\byd\b", text)


def test_pointing_at_the_time_line_tells_miles(report_with: Callable[..., Report]):
    page = render_page(report_with(options=PageOptions(units=Units.IMPERIAL)))
    told = json.dumps(specs_in(page)["time-line"], ensure_ascii=False)
    assert "\u00a0mi" in told
    assert "\u00a0km" not in told


def test_left_and_right_get_answers_of_their_own(page: str):
    text = text_of(page)
    assert "Left: Clear pattern" in text
    assert "Right: No meaningful rise" in text
    table = page[page.index("<caption>Places in numbers</caption>") :]
    rows = re.findall(r'<th scope="row">([^<]*)</th>', table[: table.index("</table>")])
    assert rows == ["left, anywhere", "left calf outer", "right, anywhere"]
    assert "Left: Clear pattern: hard sessions were followed by pain further down the leg" in text
    assert "Among 4 such questions chance alone finds as much too often" in text  # p of .08


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"options": PageOptions(where="left buttock")}, "looks at left buttock only"),
        ({"places": ()}, "needs 100 entries that name a side"),
    ],
)
def test_why_there_is_no_answer_by_place_is_said(
    report_with: Callable[..., Report], changes: dict[str, Any], said: str
):
    page = render_page(report_with(**changes))
    assert "by-place" not in specs_in(page)
    assert said in text_of(page)


def test_pain_on_one_side_alone_needs_no_second_answer(
    full_report: Report, report_with: Callable[..., Report]
):
    page = render_page(report_with(places=full_report.places[:2]))
    assert "All pain with a place is on the left" in text_of(page)
    assert "by-place" not in specs_in(page)


def test_notes_are_shown_cut_where_they_were_asked_for(report_with: Callable[..., Report]):
    page = render_page(report_with(options=PageOptions(with_notes=True)))
    table = page[page.index("Notes in the diary, the latest first (200)") :]
    assert "and 276 earlier ones that are not shown" in table
    assert "secret note &lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in table
    assert page.count("<script>") == 2


def test_a_title_of_any_length_is_cut(report_with: Callable[..., Report]):
    page = render_page(report_with(options=PageOptions(title="word " * 2000)))
    heading = re.search(r'<p class="own-title" dir="auto">(.*?)</p>', page)
    assert heading is not None
    assert len(heading[1]) <= 160
    assert heading[1].endswith("\u2026")


def test_the_summary_holds_what_a_physiotherapist_asks_for(full_report: Report):
    page = render_summary(full_report)
    text = text_of(page)
    for said in ("Clear pattern", "The last eight weeks", "buttock", "Flare-ups", "Warning signs"):
        assert said in text
    assert page.count("<tr>") == 9
    assert not re.search(r"geheim|secret|<script", page, re.IGNORECASE)


def test_the_summary_sets_the_sides_beside_each_other(
    full_report: Report, report_with: Callable[..., Report]
):
    told = text_of(render_summary(full_report))
    assert "left, anywhere +1.4 (+0.9 to +1.9), followed by higher pain" in told
    assert "right, anywhere +0.1 (\u22120.2 to +0.4), no meaningful rise" in told
    left, buttock, *_, reach = full_report.places
    one_sided = report_with(places=(left, buttock, reach))
    assert "By place" not in text_of(render_summary(one_sided))


def test_without_an_answer_what_to_do_next_comes_before_the_picture(full_report: Report):
    result = replace(full_report.result, verdict=Verdict.INSUFFICIENT)
    open_ = text_of(render_page(replace(full_report, result=result)))
    answered = text_of(render_page(full_report))
    picture, steps = "Around a session, as it was logged", "What to do next"
    assert open_.index(steps) < open_.index(picture)
    assert answered.index(picture) < answered.index(steps)
    assert open_.count(steps) == answered.count(steps) == 1
