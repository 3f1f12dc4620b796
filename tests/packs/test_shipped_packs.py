"""The packs `ground-rules` and `seed-article`: what their own tests show, and that the tests would notice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tactful
from tactful.testing import run_tests
from tactful.tone.wordings import speech_of

ROOT = Path(__file__).resolve().parents[2]
PACKS = ROOT / "policies"
GROUND = PACKS / "ground-rules" / "ground-rules_test.yaml"
SEED = PACKS / "seed-article" / "seed-article_test.yaml"
OTHER = Path(__file__).parent / "other-readings_test.yaml"
TESTED = {
    GROUND: PACKS / "ground-rules" / "example.yaml",
    SEED: PACKS / "seed-article" / "policy.yaml",
    OTHER: Path(__file__).parent / "other-readings.yaml",
}


def failed(test_file: Path) -> list[str]:
    return [f"{result.name}: {failure.text}" for result in run_tests(test_file) for failure in result.failures]


def parts() -> Iterator[tuple[Path, str]]:
    """Each part of a pack, with the test file that is to notice when it is not there."""
    for test_file in (GROUND, SEED):
        policy = tactful.load(TESTED[test_file])
        yield from ((test_file, f"rules: {{{rule.name}: null}}") for rule in policy.rules)
        yield from ((test_file, f"holds: {{{hold.name}: null}}") for hold in policy.holds)
        yield from ((test_file, f"stops: {{{stop.name}: null}}") for stop in policy.stops)


def settings() -> Iterator[tuple[Path, str]]:
    """Each setting of the seed article and its ground rules, put back to what is shipped in the other readings."""
    shipped = tactful.load("seed-article").settings
    for name, setting in tactful.load(TESTED[OTHER]).settings.items():
        value = shipped[name].value
        text = f"[{', '.join(value)}]" if isinstance(value, list) else value
        assert value != setting.value, f"`{name}` is not decided otherwise"
        yield OTHER, f"settings: {{{name}: {text}}}"


@pytest.mark.parametrize("test_file", TESTED, ids=lambda path: path.stem)
def test_a_pack_advises_what_its_tests_say(test_file: Path) -> None:
    """All cases of a test file hold."""
    assert run_tests(test_file)
    assert failed(test_file) == []


@pytest.mark.parametrize("test_file", TESTED, ids=lambda path: path.stem)
def test_the_events_of_a_test_are_understood(test_file: Path) -> None:
    """No event of a test draws a remark, such as a field that could not be read."""
    assert [note for result in run_tests(test_file) for note in result.notes] == []


@pytest.mark.parametrize(
    ("test_file", "change"),
    [pytest.param(*case, id=f"{case[0].parent.name} {case[1]}") for case in (*parts(), *settings())],
)
def test_every_part_of_a_pack_is_shown_by_a_case(test_file: Path, change: str, tmp_path: Path) -> None:
    """Without a rule, hold or stop, or with a setting put back, some case fails."""
    policy = f"tactful: 1\npolicy: changed\nextends: [{TESTED[test_file]}]\n{change}\n"
    (tmp_path / "changed.yaml").write_text(policy, encoding="utf-8")
    text, count = re.subn(r"(?m)^policy: .*$", "policy: ./changed.yaml", test_file.read_text(encoding="utf-8"))
    assert count == 1
    copy = tmp_path / "changed_test.yaml"
    copy.write_text(text, encoding="utf-8")
    assert failed(copy)


def test_the_article_is_cited_in_full() -> None:
    """Every line of the article, S01 to S27, is cited by a rule; S28 is what it is silent about."""
    rules = tactful.load("seed-article").rules
    cited = {source for rule in rules for source in rule.source}
    assert cited == {f"article S{number:02}" for number in range(1, 28)}


def test_the_seed_article_names_its_sources() -> None:
    """Every rule of the pack itself cites the article; those of the ground rules cite nothing."""
    own = {rule.name for rule in tactful.load("ground-rules").rules}
    for rule in tactful.load("seed-article").rules:
        assert bool(rule.source) is (rule.name not in own), rule.name


def test_every_message_is_professional() -> None:
    """S26: a professional voice in everything that is to be written, and never a complaint."""
    for rule in tactful.load("seed-article").rules:
        if rule.recipients is not None:
            assert rule.tone is not None
            assert "professional" in rule.tone["voice"]
            assert "complaint" in rule.tone["must_not"]["say"]


@pytest.mark.parametrize("pack", ["ground-rules", "seed-article"])
def test_every_setting_says_what_it_is_for(pack: str) -> None:
    """An advisor who changes a setting reads what it means beside it."""
    assert [name for name, setting in tactful.load(pack).settings.items() if not setting.about] == []


def said(phrase: str, text: str) -> bool:
    """Whether a text says one of a phrase's wordings."""
    return bool(speech_of(text).places(tactful.load("seed-article").phrases[phrase]))


CALL = (
    "Thank you for your time this afternoon. I am happy to answer any further questions, "
    "and I look forward to our next conversation."
)
VISIT = "Thank you for showing me around. I noticed the map of all depots in the hall. Do the planners share one shift?"
CHECK_IN = "I hope all is well. Is there any news about the position? I remain very interested in it."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CALL, {"thanks", "thanks-for-the-time", "available-for-questions", "looking-forward"}),
        (VISIT, {"thanks", "a-question-or-an-observation"}),
        (CHECK_IN, {"a-question-or-an-observation"}),
    ],
)
def test_a_good_letter_says_what_it_should_and_no_more(text: str, says: set[str]) -> None:
    """The letters that the article asks for fulfil its demands, and none is taken for a recap or a complaint."""
    assert {phrase for phrase in tactful.load("seed-article").phrases if said(phrase, text)} == says
