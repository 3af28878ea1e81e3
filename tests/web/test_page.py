"""The diary page over HTTP: saving, correcting, undoing, and never losing a word."""

from __future__ import annotations

import html
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flarelag.model.body import BodySite, PainSite, Quality, Side
from flarelag.model.warning_signs import WARNING_SOURCE
from flarelag.store import database
from flarelag.web.assets import assets
from flarelag.workflows.logged_sessions import log_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.conftest import Answer, Served

    Serve = Callable[..., Served]

LEFT_BUTTOCK = PainSite(BodySite.BUTTOCK, Side.LEFT)
JSON = {"Accept": "application/json"}


class _Markup(HTMLParser):
    """The elements of a page with the names of their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def markup(answer: Answer) -> _Markup:
    parser = _Markup()
    parser.feed(answer.text)
    parser.close()
    return parser


def ticked(answer: Answer) -> list[str]:
    """Return the values of the boxes and circles that are ticked."""
    inputs = re.findall(r'<input type="(?:checkbox|radio)"[^>]*>', answer.text)
    return [
        html.unescape(each.split('value="')[1].split('"')[0])
        for each in inputs
        if " checked" in each
    ]


def test_an_entry_is_saved_and_shown(served: Served):
    answer = served.save(6, site=["left:buttock", "left:calf_outer"], quality=["ache"], woke="1")
    assert answer.status == 303
    (entry,) = served.entries()
    assert (entry.score, entry.sites[0], entry.qualities) == (6, LEFT_BUTTOCK, (Quality.ACHE,))
    assert (entry.woke, entry.flare, entry.source, entry.zone) == (
        True,
        False,
        "page",
        "Europe/Zurich",
    )
    assert abs(datetime.now(UTC) - entry.time_utc) < timedelta(seconds=30)
    shown = markup(served.get(answer.location)).text
    assert "Saved 6/10 left buttock and left outer calf (ache), today" in shown
    assert "kept me awake" in shown


def test_the_last_places_are_ticked_next_time(served: Served):
    assert ticked(served.get()) == ["now", "factor"]
    served.save(6, site=["left:buttock", "foot"])
    assert ticked(served.get()) == ["left:buttock", "foot", "now", "factor"]


def test_a_zero_is_one_tap(served: Served):
    served.save(6, site="left:buttock")
    answer = served.post("/pain", {"key": served.key(), "site": "left:buttock", "zero": "1"})
    assert answer.status == 303
    assert [(e.score, e.sites) for e in served.entries()][-1] == (0, (LEFT_BUTTOCK,))


def test_a_second_tap_saves_nothing_twice(served: Served):
    form = {"key": served.key(), "score": "6", "site": "left:buttock", "zone": "Europe/Zurich"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: served.post("/pain", form), range(16)))
    assert len({answer.location for answer in answers}) == 1
    assert len(served.entries()) == 1
    served.post("/pain", form | {"score": "7"})
    assert [entry.score for entry in served.entries()] == [6, 7]


def test_a_resend_after_the_page_was_started_again_saves_nothing_twice(serve: Serve):
    first = serve()
    form = {"key": first.key(), "score": "6"}
    first.post("/pain", form)
    serve().post("/pain", form)
    assert len(first.entries()) == 1


@pytest.mark.parametrize(
    ("said", "back"),
    [({"when": "2 h ago"}, timedelta(hours=2)), ({"at": "3 h ago"}, timedelta(hours=3))],
)
def test_it_may_have_been_earlier(served: Served, said: dict[str, str], back: timedelta):
    served.save(6, **said)
    (entry,) = served.entries()
    assert abs(datetime.now(UTC) - back - entry.time_utc) < timedelta(seconds=30)


def test_a_clock_time_is_meant_in_the_phones_zone(serve: Serve):
    served = serve(clock=lambda: datetime(2026, 7, 1, 18, tzinfo=UTC))
    served.save(6, at="9:30", zone="America/New_York")
    served.save(6, at="9:30", zone="Nowhere/At_All")
    served.save(6, at="9:30")
    assert [(e.time_utc.hour, e.zone) for e in served.entries()] == [
        (7, "Europe/Zurich"),
        (7, "Europe/Zurich"),
        (13, "America/New_York"),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"score": ""}, "is not a whole number from 0 to 10"),
        ({"score": "11"}, "is not a whole number from 0 to 10"),
        ({"at": "soonish"}, "is not understood"),
        ({"at": "2999-01-01 10:00"}, "still to come"),
        ({"site": "left:elbow"}, "is not known"),
        ({"quality": "odd"}, "is not known"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_typed_is_lost(
    served: Served, wrong: dict[str, str], said: str
):
    form = {
        "key": served.key(),
        "score": "6",
        "site": "right:hip",
        "quality": "sharp",
        "flare": "1",
        "note": "after <b>driving</b> & sitting",
        **wrong,
    }
    answer = served.post("/pain", form)
    assert answer.status == 422
    assert "Not saved: " in answer.text
    assert said in html.unescape(answer.text)
    assert "after &lt;b&gt;driving&lt;/b&gt; &amp; sitting</textarea>" in answer.text
    assert "1" in ticked(answer)
    if "site" not in wrong:
        assert "right:hip" in ticked(answer)
    if "at" in wrong:
        assert f'name="at" value="{wrong["at"]}"' in answer.text
    assert not served.entries()
    told = served.post("/pain", form, JSON)
    assert (told.status, said in told.json["problem"]) == (422, True)


def test_while_the_library_is_busy_nothing_typed_is_lost(
    served: Served, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.2)
    form = {"key": served.key(), "score": "6", "note": "typed with care"}
    with closing(sqlite3.connect(served.root / "library.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer, told = served.post("/pain", form), served.post("/pain", form, JSON)
        other.execute("ROLLBACK")
    assert (answer.status, told.status) == (503, 503)
    assert "typed with care" in answer.text
    assert "importing just now. Nothing is lost" in answer.text
    assert told.json["problem"].startswith("Not saved yet")
    assert not served.entries()
    assert served.post("/pain", form).status == 303
    assert [entry.note for entry in served.entries()] == ["typed with care"]


def test_a_short_wait_is_not_noticed(served: Served):
    form = {"key": served.key(), "score": "6"}
    with closing(sqlite3.connect(served.root / "library.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(served.post, "/pain", form)
            assert served.get().status == 200  # who reads does not wait
            other.execute("ROLLBACK")
            assert answer.result().status == 303


def test_a_library_that_is_damaged_is_said_in_a_sentence(served: Served):
    served.save(5)
    for each in served.root.glob("library.sqlite*"):
        each.write_bytes(b"this is no database at all, and never was" * 20)
    answer = served.post("/pain", {"key": "k", "score": "6"})
    assert answer.status == 409
    assert "is not a flarelag library" in answer.text
    assert str(served.root) not in answer.text


@pytest.mark.parametrize(
    "signs",
    [
        {"quality": "numb"},
        {"quality": "weak"},
        {"site": ["left:foot", "right:foot"]},
        {"site": "both:foot"},
        {"score": "9"},
    ],
)
def test_warning_signs_open_after_an_entry_that_calls_for_them_is_saved(
    served: Served, signs: dict[str, object]
):
    served.save(5, at="1 h ago")
    form = {"key": served.key(), "score": "5", **signs}
    answer = served.post("/pain", form)
    assert answer.location.startswith("/warning-signs?change=")
    assert len(served.entries()) == 2
    assert served.post("/pain", form, JSON).json["location"] == answer.location
    shown = markup(served.get(answer.location)).text
    assert "Your entry is saved." in shown
    assert "Go to an emergency department now" in shown
    assert "loss of bowel control or feeling" in shown
    assert "safe" not in shown


def test_warning_signs_are_one_tap_away_from_every_page(served: Served):
    served.save(5)
    (entry,) = served.entries()
    for path in ("/", f"/entries/{entry.id}", "/nowhere"):
        assert 'href="/warning-signs"' in served.get(path).text
    signs = markup(served.get("/warning-signs")).text
    assert "Your entry is saved" not in signs
    assert WARNING_SOURCE in signs


def test_a_yes_hides_the_tools_until_a_doctor_has_seen_her(served: Served):
    assert "hidden" not in markup(served.get()).text
    have = {"key": served.key("/warning-signs"), "answer": "have"}
    answer = served.post("/warning-signs/answer", have)
    assert answer.location.startswith("/warning-signs?said=have&change=")
    told = markup(served.get(answer.location)).text
    assert "Noted." in told
    assert "Go to an emergency department now" in told
    assert served.post("/warning-signs/answer", have).location == answer.location
    shown = markup(served.get()).text
    assert "you said that you have one of the warning signs" in shown
    assert "I have been seen by a doctor about it" in shown
    seen = served.post("/warning-signs/answer", {"key": "k", "answer": "seen"})
    after = markup(served.get(seen.location)).text
    assert 'Saved "I have been seen by a doctor about it", today' in after
    assert "you said that you have one" not in after
    with served.library() as library:
        assert [each.answer for each in library.diary.warning_answers()] == ["have", "seen"]


def test_a_mistaken_yes_can_be_taken_back(served: Served):
    answer = served.post("/warning-signs/answer", {"key": "k", "answer": "have"})
    change = answer.location.rpartition("=")[2]
    assert (
        'Saved "I have one of the warning signs", today'
        in markup(served.get(f"/?change={change}")).text
    )
    served.post("/undo", {"key": "a", "change": change})
    assert "you said that you have one" not in markup(served.get()).text


def test_seen_without_a_yes_before_keeps_nothing(served: Served):
    assert served.post("/warning-signs/answer", {"key": "k", "answer": "seen"}).location == "/"
    with served.library() as library:
        assert library.diary.empty


def test_an_answer_that_is_none_is_refused_with_the_signs(served: Served):
    answer = served.post("/warning-signs/answer", {"key": "k", "answer": "fine"})
    assert answer.status == 422
    assert "the form does not say which answer" in markup(answer).text
    assert "Go to an emergency department now" in markup(answer).text


def test_an_entry_that_opens_the_signs_is_not_itself_a_yes(served: Served):
    served.save(5, quality="numb")
    assert "you said that you have one" not in markup(served.get()).text


def test_a_saved_entry_can_be_taken_back_and_put_back(served: Served):
    change = served.save(6, note="oops").location.partition("=")[2]
    undone = served.post("/undo", {"key": "a", "change": change})
    assert not served.entries()
    shown = markup(served.get(undone.location)).text
    assert "Taken back 6/10" in shown
    again = undone.location.partition("=")[2]
    served.post("/undo", {"key": "b", "change": again})
    assert [entry.note for entry in served.entries()] == ["oops"]


def test_undoing_twice_says_so(served: Served):
    change = served.save(6).location.partition("=")[2]
    form = {"key": "a", "change": change}
    first, second = served.post("/undo", form), served.post("/undo", form)
    assert first.location == second.location
    other = served.post("/undo", form | {"key": "b"})
    assert (other.status, "was undone already" in other.text) == (409, True)
    assert served.post("/undo", {"key": "c"}).status == 422


def test_an_entry_is_corrected_and_what_it_said_is_kept(served: Served):
    served.save(6, site="left:buttock", quality="ache", note="first\nsecond", flare="1")
    (entry,) = served.entries()
    form = served.get(f"/entries/{entry.id}")
    assert ticked(form) == ["left:buttock", "6", "ache", "1"]
    assert "<textarea" in form.text
    assert "first\nsecond</textarea>" in form.text
    changed = {"key": "k", "score": "3", "site": "right:buttock", "note": "third"}
    answer = served.post(f"/entries/{entry.id}", changed)
    assert "Changed 3/10 right buttock" in markup(served.get(answer.location)).text
    (now,) = served.entries()
    assert (now.id, now.score, now.note, now.flare, now.qualities) == (
        entry.id,
        3,
        "third",
        False,
        (),
    )
    assert (now.time_utc, now.entered_utc) == (entry.time_utc, entry.entered_utc)
    with served.library() as library:
        assert library.diary.history(entry.id)[-1].items[0].before == entry


def test_saving_an_entry_unchanged_changes_nothing(served: Served):
    served.save(6, site="left:buttock", note="same")
    (entry,) = served.entries()
    form = {"key": "k", "score": "6", "site": "left:buttock", "note": "same"}
    assert served.post(f"/entries/{entry.id}", form).location == "/"
    assert served.entries() == [entry]


def test_a_correction_that_cannot_be_right_keeps_what_was_typed(served: Served):
    served.save(6)
    (entry,) = served.entries()
    form = {"key": "k", "score": "6", "at": "tomorrow", "note": "long story"}
    answer = served.post(f"/entries/{entry.id}", form)
    assert answer.status == 422
    assert "long story</textarea>" in answer.text
    assert served.entries() == [entry]


def test_an_entry_is_deleted_and_can_be_put_back(served: Served):
    served.save(6, note="gone?")
    (entry,) = served.entries()
    answer = served.post(f"/entries/{entry.id}/delete", {"key": "k"})
    assert not served.entries()
    assert "Deleted 6/10" in markup(served.get(answer.location)).text
    assert served.get(f"/entries/{entry.id}").status == 404
    served.post("/undo", {"key": "u", "change": answer.location.partition("=")[2]})
    assert served.entries() == [entry]


def test_deleting_what_is_gone_is_said(served: Served):
    answer = served.post("/entries/99/delete", {"key": "k"})
    assert answer.status == 404
    assert "nothing numbered 99" in answer.text


def test_factors_are_logged_together(served: Served):
    form = {
        "key": "k",
        "factor": ["stress", "ice"],
        "amount.ice": "20 min",
        "amount.driving": "3 h",
        "own": "Trampoline",
        "own_amount": "2",
        "own_kind": "measure",
    }
    answer = served.post("/factors", form)
    served.post("/factors", form)
    with served.library() as library:
        factors = library.diary.factors()
    assert {(f.name, f.amount, f.detail, f.kind, f.source) for f in factors} == {
        ("stress", 1.0, None, "factor", "page"),
        ("ice", 1.0, "20 min", "measure", "page"),
        ("trampoline", 2.0, None, "measure", "page"),
    }
    page = served.get(answer.location)
    assert "Saved stress, today" in markup(page).text
    assert 'name="factor" value="trampoline"' in page.text
    served.post("/undo", {"key": "u", "change": answer.location.partition("=")[2]})
    with served.library() as library:
        assert not library.diary.factors()


def test_hours_need_their_amount_and_nothing_typed_is_lost(served: Served):
    form = {"key": "k", "factor": ["sitting", "ice"], "amount.ice": "20 min", "own": "Trampoline"}
    answer = served.post("/factors", form)
    assert answer.status == 422
    assert "say how long it was" in answer.text
    assert {"sitting", "ice"} <= set(ticked(answer))
    assert 'value="20 min"' in answer.text
    assert 'value="Trampoline"' in answer.text
    with served.library() as library:
        assert not library.diary.factors()
    assert served.post("/factors", {"key": "k"}).status == 422


def test_something_logged_is_corrected_and_deleted(served: Served):
    served.post("/factors", {"key": "k", "factor": "ice", "amount.ice": "20 min"})
    with served.library() as library:
        (ice,) = library.diary.factors()
    assert 'name="amount" value="20 min"' in served.get(f"/entries/{ice.id}").text
    served.post(f"/entries/{ice.id}", {"key": "a", "amount": "10 min", "note": "left side"})
    with served.library() as library:
        (changed,) = library.diary.factors()
    assert (changed.detail, changed.note) == ("10 min", "left side")
    assert served.post(f"/entries/{ice.id}/delete", {"key": "b"}).status == 303
    with served.library() as library:
        assert not library.diary.factors()


def test_the_log_shows_today_and_yesterday(serve: Serve):
    now = datetime(2026, 11, 28, 9, tzinfo=UTC)
    served = serve(clock=lambda: now)
    for at in ("today 8:15", "yesterday 21:30", "2026-11-26 12:00"):
        served.save(4, at=at, site="left:hip")
    text = markup(served.get()).text
    assert re.search(r"Today\s+08:15\s+pain 4\s*left hip", text)
    assert re.search(r"Yesterday\s+21:30\s+pain 4\s*left hip", text)
    assert "12:00" not in text


def test_a_change_of_long_ago_is_not_spoken_of(serve: Serve):
    clock = [datetime(2026, 11, 28, 9, tzinfo=UTC)]
    served = serve(clock=lambda: clock[0])
    location = served.save(4).location
    assert "Undo" in served.get(location).text
    clock[0] += timedelta(minutes=16)
    assert "Undo" not in served.get(location).text


def test_it_asks_about_the_last_session_until_it_is_answered(serve: Serve):
    now = datetime(2026, 11, 26, 21, tzinfo=UTC)
    served = serve(clock=lambda: now)
    with served.library() as library:
        log_session(library, "6x200", ended="18:00", zone="Europe/Zurich", now=now)
    assert "<h1>4 h after your 6x200: how is it now?</h1>" in served.get().text
    served.save(2)
    assert "<h1>How is it now?</h1>" in served.get().text


def test_a_mistake_in_the_settings_keeps_nobody_from_writing(served: Served):
    served.save(2)
    (served.root / "config.toml").write_text('[diary]\nprotocol = "hourly"\n')
    page = served.get()
    assert "<h1>How is it now?</h1>" in page.text
    assert "diary.protocol is full or light" in page.text
    assert served.save(3).status == 303


def test_everything_the_page_loads_is_under_50_kb(served: Served):
    for n in range(12):
        served.save(n % 10, site="left:buttock", note="a note of some length " * 3)
    page = served.get()
    loaded = re.findall(r'(?:src|href)="(/[\w.]+\?v=[0-9a-f]+)"', page.text)
    assert len(loaded) == 3
    total = len(page.body) + sum(len(served.get(url).body) for url in loaded)
    assert total < 50_000


def test_the_pages_files_are_kept_by_browsers_until_they_change(served: Served):
    for each in assets().values():
        answer = served.get(each.url)
        assert answer.body == each.content
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/warning-signs", "/entries/1"])
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(served: Served, path: str):
    served.save(5)
    page = served.get(path)
    assert not re.search(r"\son\w+=|style=|<style|javascript:|https?:", page.text)
    assert not re.search(r"<script(?! src)", page.text)


HOSTILE = [
    "</textarea><script>alert(1)</script>",
    "\n\nleading lines",
    "{{ 7 * 7 }}{% raw %}",
    '" onmouseover="x" \'>',
    "<!--",
    "]]>&#x3c;b&#62;",
    "\u202eright to left\u2066",
    "\x00\x07",
    "emoji 🦵🏽 and ٣",
]


def _examples(test: Callable[..., None]) -> Callable[..., None]:
    for each in HOSTILE:
        test = example(each)(test)
    return test


@_examples
@given(st.text(max_size=300))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_note_survives_and_never_becomes_markup(steady: Served, note: str):
    plain = steady.save(5, note="plain", key=f"plain-{note!r}"[:50])
    harmless = markup(steady.get(plain.location)).elements
    steady.post("/undo", {"key": plain.location, "change": plain.location.partition("=")[2]})
    saved = steady.save(5, note=note)
    assert saved.status == 303
    (entry,) = steady.entries()
    kept = note.replace("\r\n", "\n")
    assert entry.note == (kept if kept.strip() else None)
    page, form = steady.get(saved.location), steady.get(f"/entries/{entry.id}")
    if entry.note is not None:
        assert markup(page).elements == harmless
        assert f"\n{html.escape(entry.note)}</textarea>" in form.text.replace(
            "&#34;", "&quot;"
        ).replace("&#39;", "&#x27;")
    steady.post("/undo", {"key": saved.location, "change": saved.location.partition("=")[2]})


FIELDS = ["score", "zero", "site", "quality", "when", "at", "zone", "key", "flare", "woke", "x"]


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60), max_size=6))
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
def test_any_text_in_any_field_is_answered_and_never_becomes_markup(
    steady: Served, fields: dict[str, str]
):
    answer = steady.post("/pain", fields)
    assert answer.status in {303, 422}
    if answer.status == 422:
        tags = {tag for tag, _ in markup(answer).elements}
        assert tags <= KNOWN_TAGS
    else:
        steady.post("/undo", {"key": "u", "change": answer.location.rpartition("=")[2]})


@given(
    st.dictionaries(
        st.sampled_from(["factor", "amount.ice", "own", "own_amount", "own_kind", "at", "zone"]),
        st.text(max_size=60),
    )
)
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
def test_any_text_in_the_form_of_factors_is_answered_and_never_becomes_markup(
    steady: Served, fields: dict[str, str]
):
    answer = steady.post("/factors", fields)
    assert answer.status in {303, 422}
    shown = steady.get(answer.location) if answer.status == 303 else answer
    assert {tag for tag, _ in markup(shown).elements} <= KNOWN_TAGS


KNOWN_TAGS = {
    *("html", "head", "meta", "title", "link", "script", "body", "header", "a", "svg", "path", "g"),
    *("main", "h1", "h2", "p", "form", "input", "button", "details", "summary", "span", "fieldset"),
    *("legend", "div", "label", "b", "textarea", "section", "ol", "li", "footer"),
}
