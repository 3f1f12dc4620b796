from __future__ import annotations

import re
from pathlib import Path

import pytest

import tactful
from tactful.authoring.formatting import formatted
from tactful.authoring.scaffold import scaffold, schema_files
from tactful.drafting.files import find_template
from tactful.errors import EventError, PolicyError
from tactful.linting import lint
from tactful.policy import pack_names
from tactful.testing import run_tests

PARENTS = pack_names()


def make(name: str, parent: str, place: Path) -> Path:
    """Write the files of a new pack and return its folder."""
    files = scaffold(name, parent, place)
    (place / name).mkdir()
    for path, text in files.items():
        path.write_bytes(text)
    return place / name


@pytest.mark.parametrize("parent", PARENTS)
def test_a_new_pack_is_green(parent: str, tmp_path: Path) -> None:
    """It validates, draws no lint, has tests that pass, and is formatted."""
    folder = make("my-way", parent, tmp_path)
    policy = tactful.load(folder)
    assert (policy.name, policy.rules[0].because) == ("my-way", tactful.load(parent).rules[0].because)
    assert list(lint([str(folder / "policy.yaml")])) == []
    results = run_tests(folder)
    assert len(results) == 2
    assert all(result.passed and not result.notes for result in results)
    for path in folder.glob("*.yaml"):
        assert formatted(path.read_bytes(), str(path)).encode() == path.read_bytes()


def test_its_tests_show_what_the_parent_advises(tmp_path: Path) -> None:
    """The tests of a pack that extends the seed article see its rules at work, and fail without them."""
    folder = make("my-way", "seed-article", tmp_path)
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text() + "rules: {check-in-after-silence: null}\n")
    assert [result.passed for result in run_tests(folder)] == [False, True]


@pytest.mark.parametrize("parent", PARENTS)
def test_every_setting_is_ready_to_be_changed(parent: str, tmp_path: Path) -> None:
    """Without the `# ` before them, the settings are those of the parent: the same meaning, each explained."""
    path = make("my-way", parent, tmp_path) / "policy.yaml"
    before = tactful.load(path)
    head, mark, settings = path.read_text().partition("\nsettings:\n")
    assert mark
    first, blank, others = settings.partition("\n\n")
    path.write_text(head + mark + first + blank + re.sub("(?m)^  # ", "  ", others))
    assert formatted(path.read_bytes(), "policy.yaml") == path.read_text()
    after = tactful.load(path)
    assert after.digest == before.digest
    assert [(name, one.value) for name, one in after.settings.items()] == [
        (name, one.value) for name, one in tactful.load(parent).settings.items()
    ]
    assert all(one.where.path.endswith("my-way/policy.yaml") for one in after.settings.values())
    assert all(one.about in settings for one in before.settings.values())


def test_it_says_how_to_reword_what_is_drafted(tmp_path: Path) -> None:
    """The README tells of templates where the parent has some; a file in the place that it names replaces one."""
    assert "templates" not in (make("silent", "ground-rules", tmp_path) / "README.md").read_text()
    folder = make("my-way", "seed-article", tmp_path)
    assert "`templates/RULE.txt` in this folder" in (folder / "README.md").read_text()
    (folder / "templates").mkdir()
    own = folder / "templates" / "check-in-after-silence.txt"
    own.write_text("Subject: s\n\nText.\n")
    policy = tactful.load(folder)
    found = [find_template(rule, policy) for rule in policy.rules if rule.forbids is None]
    assert [path is not None and path.samefile(own) for path in found] == [False, False, True]


def uncommented(text: str, name: str) -> str:
    """Take away the `# ` before the lines of one setting."""
    changed, count = re.subn(f"(?m)^  # ({re.escape(name)}: .*(?:\n  #   .*)*)", lambda m: f"  {m[1]}", text)
    assert count == 1
    return changed.replace("\n  #   ", "\n    ")


@pytest.mark.parametrize("parent", PARENTS)
def test_settings_are_begun_one_by_one(parent: str, tmp_path: Path) -> None:
    """One setting without its `# `, and any second one, make a policy of the same meaning that is formatted already."""
    path = make("my-way", parent, tmp_path) / "policy.yaml"
    fresh, policy = path.read_text(), tactful.load(path)
    names = [name for name, one in policy.settings.items() if not one.where.path.endswith("my-way/policy.yaml")]
    assert len(names) == len(policy.settings) - 1
    for one in names:
        first = uncommented(fresh, one)
        assert formatted(first, "policy.yaml") == first
        for other in names:
            if other != one:
                both = uncommented(first, other)
                assert formatted(both, "policy.yaml") == both
        path.write_text(first)
        after = tactful.load(path)
        assert after.digest == policy.digest
        assert after.settings[one].where.path.endswith("my-way/policy.yaml")


def test_the_settings_of_the_parent_itself_come_first(tmp_path: Path) -> None:
    """What the parent is about is offered before what it takes over from others."""
    text = (make("my-way", "seed-article", tmp_path) / "policy.yaml").read_text()
    assert "\n  calls: [phone, video]\n" in text
    assert text.index("# check-in-channel:") < text.index("# asking:")


def test_a_long_setting_takes_several_lines(tmp_path: Path) -> None:
    """A value that does not fit into a line is laid out as it will be once its `# ` are taken away."""
    words = ", ".join(f"purpose-number-{n}" for n in range(12))
    parent = tmp_path / "base.yaml"
    parent.write_text(f"tactful: 1\npolicy: base\nsettings:\n  few: 2\n  many: [{words}]\n")
    text = (make("my-way", str(parent), tmp_path) / "policy.yaml").read_text()
    begun = uncommented(text, "many")
    assert max(map(len, text.splitlines())) <= 122
    assert formatted(text, "policy.yaml") == text
    assert formatted(begun, "policy.yaml") == begun


def test_a_policy_without_settings_lists_none(tmp_path: Path) -> None:
    """Where there is nothing to set, there is no section for it."""
    (tmp_path / "base.yaml").write_text("tactful: 1\npolicy: base\n")
    assert "settings" not in (make("x", str(tmp_path / "base.yaml"), tmp_path) / "policy.yaml").read_text()


def test_a_pack_can_extend_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path counts from the working directory, and is written as it counts from the new folder."""
    make("first", "seed-article", tmp_path)
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path)
    folder = make("second", "./first", Path("below"))
    assert "extends: [../../first/policy.yaml]" in (folder / "policy.yaml").read_text()
    assert tactful.load(folder).name == "second"
    assert all(result.passed for result in run_tests(folder))


def test_the_modelines_lead_to_schemas(tmp_path: Path) -> None:
    """The schemas are written into the folder, so that the editor needs no network; those beside it are used."""
    own = make("own", "seed-article", tmp_path)
    for path in (own / "policy.yaml", own / "own_test.yaml"):
        assert (own / path.read_text().splitlines()[0].partition("$schema=")[2]).is_file()
    for name, text in schema_files().items():
        (tmp_path / name).write_bytes(text)
    shared = make("shared", "seed-article", tmp_path)
    assert sorted(path.name for path in shared.iterdir()) == ["README.md", "policy.yaml", "shared_test.yaml"]
    for path in shared.glob("*.yaml"):
        assert path.read_text().startswith("# yaml-language-server: $schema=../")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("My Way", "`My Way` is not a word of `a-z`, `0-9` and `-`; did you mean `my-way`?"),
        ("../up", "did you mean `up`?"),
        ("ü", "`ü` is not a word of `a-z`, `0-9` and `-`"),
        ("seed-article", "`seed-article` is the name of a shipped pack"),
        ("taken", "taken` is there already, and nothing is overwritten"),
    ],
)
def test_a_name_that_does_not_fit_is_refused(name: str, message: str, tmp_path: Path) -> None:
    """The name is the policy's and the folder's."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(EventError) as caught:
        scaffold(name, "seed-article", tmp_path)
    assert message in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_the_place_must_be_there(tmp_path: Path) -> None:
    """The folder in which a pack is made is not made itself."""
    with pytest.raises(EventError, match="there is no folder"):
        scaffold("x", "seed-article", tmp_path / "nowhere")


def test_an_unknown_parent_is_told(tmp_path: Path) -> None:
    """A parent that is nearly a shipped pack is named."""
    with pytest.raises(PolicyError, match="did you mean `seed-article`"):
        scaffold("x", "seed-artikle", tmp_path)
