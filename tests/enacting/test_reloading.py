"""Policies in a folder: a good one is put in force, a bad one changes nothing and says so."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from enacted import TEXT, Clock, policy, under_way

from tactful.enacting import MaxChanged, Reload, Watcher, reload
from tactful.service import Service, drive


def write(place: Path, **told: str) -> None:
    place.write_text(TEXT.format(**{"name": "p", "because": "b", "strength": "may", "opens": "1 day", **told}))


def seen(watcher: Watcher) -> list[Path] | None:
    """Look until what is there has been seen twice."""
    assert watcher.look() is None
    return watcher.look()


def looked(service: Service, watcher: Watcher, limit: MaxChanged | None = None) -> Reload:
    paths = seen(watcher)
    assert paths is not None
    return drive(reload(service.desk, paths, limit))


def test_an_edited_policy_is_put_in_force_once(tmp_path: Path) -> None:
    """A change is taken when two looks see the same, and then never again."""
    file = tmp_path / "mine.yaml"
    write(file, opens="2 days")
    service = under_way(Clock(), policy())
    watcher = Watcher(tmp_path)
    found = looked(service, watcher)
    assert found
    assert found.planned is not None
    assert found.planned.changed == 3
    assert service.in_force().number == 2
    assert watcher.look() is None
    write(file, opens="3 days")
    assert watcher.look() is None
    write(file, opens="4 days")
    assert watcher.look() is None, "it was still being written"
    assert watcher.look() == [file]


@pytest.mark.parametrize("bad", ["tactful: 1\npolicy: [", "tactful: 1\npolicy: p\nrulez: {}\n", "\0"])
def test_a_bad_policy_leaves_the_last_good_one_in_force(tmp_path: Path, bad: str) -> None:
    """What is wrong is told with its place; advice goes on as it was."""
    file = tmp_path / "policy.yaml"
    file.write_text(bad)
    service = under_way(Clock(), policy())
    found = looked(service, Watcher(tmp_path))
    assert not found
    assert found.why
    assert all("policy.yaml" in line for line in found.why)
    assert service.in_force().number == 1


def test_what_lint_calls_an_error_is_not_put_in_force(tmp_path: Path) -> None:
    """A policy that is valid and hardly meant leaves the last good one; a warning is told and does not."""
    file = tmp_path / "mine.yaml"
    write(file, opens="20 days")
    service = under_way(Clock(), policy())
    watcher = Watcher(tmp_path)
    found = looked(service, watcher)
    assert not found
    assert ["due-before-opening" in line for line in found.why] == [True]
    assert service.in_force().number == 1
    write(file, opens="2 days")
    file.write_text(f"{file.read_text()}phrases: {{unused: [thanks]}}\n")
    found = looked(service, watcher)
    assert [one.severity for one in found.findings] == ["warning"]
    assert found
    assert service.in_force().number == 2


@pytest.mark.parametrize("odd", ["dangling link", "folder", "pipe", "unreadable"])
@pytest.mark.parametrize("name", ["odd.yaml", "parts/odd.yaml"])
def test_what_cannot_be_read_is_said_until_it_is_mended(
    tmp_path: Path, odd: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last good policy stays in force, the log names the entry, and its removal lets an edit come into force."""
    write(tmp_path / "mine.yaml", opens="2 days")
    entry = tmp_path / name
    entry.parent.mkdir(exist_ok=True)
    if odd == "dangling link":
        entry.symlink_to(tmp_path / "nowhere")
    elif odd == "folder":
        entry.mkdir()
    elif odd == "pipe":
        os.mkfifo(entry)
    else:
        write(entry)
        shut(monkeypatch, entry)
    service = under_way(Clock(), policy())
    watcher = Watcher(tmp_path)
    found = looked(service, watcher)
    assert not found
    assert any(name in line for line in found.why)
    assert service.in_force().number == 1
    assert watcher.look() is None, "it is said once"
    monkeypatch.undo()
    entry.rmdir() if odd == "folder" else entry.unlink()
    assert looked(service, watcher)
    assert service.in_force().number == 2


def shut(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    """Let nobody open a file, not even who may open all."""
    opened = Path.open

    def guarded(self: Path, *arguments: Any, **named: Any) -> Any:
        if os.path.normpath(self) == os.path.normpath(place):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", guarded)


def test_a_folder_without_a_policy_is_said(tmp_path: Path) -> None:
    """A folder that is there and holds none is a mistake, and what an editor hides is passed over."""
    (tmp_path / ".#mine.yaml").symlink_to("somebody@host.example:1")
    (tmp_path / ".old").mkdir()
    write(tmp_path / ".old" / "mine.yaml")
    service = under_way(Clock(), policy())
    watcher = Watcher(tmp_path)
    found = looked(service, watcher)
    assert ["there is no file" in line for line in found.why] == [True]
    write(tmp_path / "mine.yaml", opens="2 days")
    assert looked(service, watcher)


def test_too_much_change_is_refused(tmp_path: Path) -> None:
    """`max_changed` guards a reload that nobody watches."""
    write(tmp_path / "mine.yaml", opens="2 days")
    service = under_way(Clock(), policy())
    found = looked(service, Watcher(tmp_path), MaxChanged(2))
    assert not found
    assert found.why == ["3 of 3 cases would get other advice, at most 2 may; `tactful plan-change` shows which"]
    assert service.in_force().number == 1


@pytest.mark.parametrize("name", ["mine.yaml", ""], ids=["file", "folder"])
def test_what_is_gone_is_told_once_and_waited_for(name: str, tmp_path: Path) -> None:
    """A file or folder that is missing for one look only is no news; for two, loading it says so."""
    folder = tmp_path / "policies"
    file, place = folder / "mine.yaml", folder / name
    watcher, service = Watcher(place), under_way(Clock(), policy())
    assert [watcher.look() for _ in range(3)] == [None, [place], None]
    assert "there is no" in drive(reload(service.desk, [place])).why[0]
    folder.mkdir()
    write(file)
    assert seen(watcher) == [file]
    folder.rename(tmp_path / "away")
    assert watcher.look() is None
    (tmp_path / "away").rename(folder)
    assert [watcher.look() for _ in range(3)] == [None, None, None]
    folder.rename(tmp_path / "away")
    assert [watcher.look() for _ in range(3)] == [None, [place], None]


def test_what_could_not_be_done_is_returned_again(tmp_path: Path) -> None:
    """An edit that met a busy store is not lost until the file changes."""
    write(tmp_path / "mine.yaml")
    watcher = Watcher(tmp_path)
    assert seen(watcher) == [tmp_path / "mine.yaml"]
    assert watcher.look() is None
    watcher.again()
    assert watcher.look() == [tmp_path / "mine.yaml"]


def test_tests_and_parts_are_no_policies(tmp_path: Path) -> None:
    """Of a folder each policy counts, in order of name, and of a pack its policy alone."""
    for name in ("b.yaml", "a.yaml"):
        write(tmp_path / name, name=name[0])
    (tmp_path / "a_test.yaml").write_text("policy: a.yaml\ntests: []\n")
    (tmp_path / "wordings.yaml").write_text("tactful: 1\nphrases: {}\n")
    assert seen(Watcher(tmp_path)) == [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    write(tmp_path / "policy.yaml")
    assert seen(Watcher(tmp_path)) == [tmp_path / "policy.yaml"]
