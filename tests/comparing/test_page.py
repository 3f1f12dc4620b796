"""The page of a comparison: well formed, escaped, and complete in itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from two_policies import BASE, compare, edited, history

from tactful.commands.diff_text import diff_lines
from tactful.commands.text import Paper
from tactful.comparing.page import diff_page, sweep_page
from tactful.comparing.sweep import Setting, Sweep

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a & b 'c'",
    "\x1b[31m\x00\x07",
    "]]></svg>",
    "\u202eabc",
    "https://evil.example/x.png",
]


def page_of(case: str) -> str:
    """Return a page about a case of a name."""
    events: list[dict[str, Any]] = history(case)
    events[0]["data"]["interviewers"] = [{"name": case, "email": "dana@x.example"}]
    events[0]["data"]["format"] = case
    found = compare(edited(), edited(("opens: 2 weeks", "opens: 10 days")), events)
    assert found
    return diff_page(found.to_dict())


@pytest.mark.parametrize("case", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names(case: str) -> None:
    """Whatever a case is called, the page is well formed and has no element or attribute from its name."""
    page = page_of(case)
    tree = ET.fromstring(page)
    usual = ET.fromstring(page_of("a1"))
    assert {one.tag for one in tree.iter()} == {one.tag for one in usual.iter()}
    assert {name for one in tree.iter() for name in one.attrib} == {name for one in usual.iter() for name in one.attrib}
    assert "script" not in {one.tag for one in tree.iter()}
    shown = "".join(c if c.isprintable() else "\ufffd" for c in case)
    assert shown in [one.text for one in tree.iter("h3")]


def test_nothing_is_loaded() -> None:
    """The page refers to nothing outside itself, and runs nothing."""
    tree = ET.fromstring(page_of("a1"))
    assert not {one.tag for one in tree.iter()} & {"script", "link", "img", "iframe", "object", "embed", "base", "a"}
    for one in tree.iter():
        assert not {"src", "href", "style", "xlink:href"} & one.attrib.keys()
        assert not [name for name in one.attrib if name.startswith("on")]
    assert not re.search(r"url\(|@import|https?:|//", page_of("a1"))


def test_a_picture_of_each_example() -> None:
    """Each example case has a picture with a dot for each event and a bar for each advice under each policy."""
    tree = ET.fromstring(page_of("a1"))
    (svg,) = tree.iter("svg")
    assert len(list(svg.iter("circle"))) == 3
    bars = [one.attrib["class"] for one in svg.iter("rect")]
    assert sorted(bars) == ["bar from"] * 2 + ["bar to"] * 2
    for one in svg.iter("rect"):
        assert 0 <= float(one.attrib["x"]) <= 720
        assert 0 < float(one.attrib["width"]) <= 720


def test_a_message_before_the_opening_is_pale() -> None:
    """Advice whose message was sent before it would have opened runs from its end to its opening, pale."""
    found = compare(edited(), edited(("opens: 2 weeks", "opens: 3 weeks")), history())
    tree = ET.fromstring(diff_page(found.to_dict()))
    assert [one.attrib["class"] for one in tree.iter("rect")].count("bar to early") == 1


def test_no_difference() -> None:
    """Of two policies that do not differ the page says so."""
    page = diff_page(compare(edited(), edited(), history()).to_dict())
    ET.fromstring(page)
    assert "There is no difference in 1 case." in page


def test_the_page_of_a_sweep() -> None:
    """The page of a sweep is a table with a row for each value."""
    found = [compare(edited(), edited(("opens: 2 weeks", f"opens: {days} days")), history()) for days in (10, 14)]
    page = sweep_page(Sweep(Setting("<silence>", ("10 days", "<14 days>")), found).to_dict())
    tree = ET.fromstring(page)
    assert [row[0].text for row in tree.iter("tr")] == ["<silence>", "10 days", "<14 days>"]


def test_a_long_case_is_cut() -> None:
    """Of a case with very many events the first are shown, and how many are left out is said."""
    events = [{**history()[1], "id": f"m{number}"} for number in range(100)]
    found = compare(edited(), edited(("opens: 2 weeks", "opens: 10 days")), [*history(), *events])
    (shown,) = found.to_dict()["examples"]
    assert (len(shown["events"]), shown["left_out"]["events"]) == (40, 63)
    assert "Left out: 63 events" in diff_page(found.to_dict())


WORDINGS = [
    (("strength: must", "strength: should"), "strength: must → should"),
    (("    tone:", "    channel: phone\n    tone:"), "channel: email → phone"),
    (("    tone:", "    channel: [phone, email]\n    tone:"), "channel: email → phone or email"),
    (("a call deserves a thank-you", "manners"), "because: a call deserves a thank-you → manners"),
    (("a call deserves a thank-you", "a call deserves " + 9 * "thanks, "), "because: …a thank-you → …thanks, "),
    (("voice: [brief]", "voice: [warm]"), "tone"),
    (("thank-after-a-call", "thanks"), "rule: thank-after-a-call → thanks"),
    (("purpose: check-in", "purpose: nudge"), "purpose: check-in → nudge"),
]


@pytest.mark.parametrize(("edit", "told"), WORDINGS)
def test_another_wording_is_told(edit: tuple[str, str], told: str) -> None:
    """Text and page say what was reworded and how, and a course that stays is printed once."""
    found = compare(edited(), edited(edit), history()).to_dict()
    lines = list(diff_lines(found, Paper(140)))
    assert [line for line in lines if line.strip().startswith(f"reworded: {told}")]
    cells = [one.text or "" for one in ET.fromstring(diff_page(found)).iter("td")]
    assert [text for text in cells if text.startswith(f"reworded: {told}")]
    stays = told.split(":")[0] not in ("rule", "purpose")
    assert any(line.startswith("    both  ") for line in lines) == stays


def test_the_page_quotes_as_print_does() -> None:
    """The page has no backticks, though the words it shares with the text have."""
    rule = BASE[BASE.index("  check-in-after") : BASE.index("stops:")]
    removed = compare(edited(), edited((rule, "")), history()).to_dict()
    assert "`" in "".join(diff_lines(removed, Paper()))
    assert "`" not in diff_page(removed)
    assert "under “to” not advised" in diff_page(removed)
    sweep = Sweep(Setting("silence", ("10 days",)), [compare(edited(), edited(), history())]).to_dict()
    assert "other values of “silence”" in sweep_page(sweep)
    assert "`" not in sweep_page(sweep)


def test_for_whom_is_told() -> None:
    """Beside the person gone through stands the person who is meant."""
    found = compare(
        edited(), edited(("recipients: main_contact", "recipients: {who: main_contact, via: recruiter}")), history()
    )
    assert "check-in to Rita for Dana" in diff_page(found.to_dict())


def test_kinds_are_not_broken() -> None:
    """A cell with the name of a kind is as wide as its longest word."""
    found = compare(edited(), edited(("recipients: main_contact", "recipients: recruiter")), history()).to_dict()
    page = diff_page(found)
    named = [one for one in ET.fromstring(page).iter("td") if (one.text or "").startswith("readdressed")]
    assert len(named) == 3
    assert {one.attrib["class"] for one in named} == {"words"}
    assert "td.words { overflow-wrap: break-word; }" in page
