"""Where policies are found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tactful.errors import PolicyError, Position
from tactful.policy import load, pack_names, packs, resolve

POLICY = "tactful: 1\npolicy: mine\n"


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A folder of shipped packs with two packs, and a working directory beside it."""
    for name in ("cold-mail", "warm-mail"):
        (tmp_path / "packs" / name).mkdir(parents=True)
        (tmp_path / "packs" / name / "policy.yaml").write_text(POLICY)
    (tmp_path / "packs" / "no-pack").mkdir()
    (tmp_path / "here" / "own").mkdir(parents=True)
    (tmp_path / "here" / "own" / "policy.yaml").write_text(POLICY)
    (tmp_path / "here" / "single.yaml").write_text(POLICY)
    monkeypatch.setattr(packs, "packs_folder", lambda: tmp_path / "packs")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def test_the_checkout_ships_packs():
    """The packs of the project are found by name, and each loads."""
    assert "seed-article" in pack_names()
    for name in pack_names():
        assert load(name).name


def test_pack_names_are_folders_with_a_policy(shipped):
    """A folder without `policy.yaml` is no pack."""
    assert pack_names() == ("cold-mail", "warm-mail")


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("cold-mail", "packs/cold-mail/policy.yaml"),
        ("./own", "here/own/policy.yaml"),
        ("own/", "here/own/policy.yaml"),
        ("own/policy.yaml", "here/own/policy.yaml"),
        ("single.yaml", "here/single.yaml"),
    ],
)
def test_a_name_is_a_pack_and_all_else_a_path(shipped, reference, found):
    """`/` and `.yaml` tell a path from a name."""
    assert resolve(reference).resolve() == shipped / found


def test_a_path_object_is_always_a_path(shipped):
    """Nothing in a Path is taken for a pack's name."""
    assert load(Path("own")).files == (os.path.join("own", "policy.yaml"),)
    with pytest.raises(PolicyError):
        load(Path("cold-mail"))


@pytest.mark.parametrize(
    ("reference", "help_text"),
    [
        ("cold-male", "did you mean `cold-mail`?"),
        ("own", "write `./own` for the folder of that name"),
        ("zzz", ""),
        ("./zzz", ""),
        ("zzz.yaml", ""),
        ("/\0/", ""),
        ("", ""),
    ],
)
def test_what_is_not_found(shipped, reference, help_text):
    """An unknown pack or file is a problem at the place that names it."""
    place = Position("p.yaml", 3, 10)
    with pytest.raises(PolicyError) as caught:
        resolve(reference, None, place)
    (problem,) = caught.value.problems
    assert (problem.where, problem.code, problem.help) == (place, "unknown-policy", help_text)


def test_a_file_that_cannot_be_read_is_a_problem(shipped, monkeypatch):
    """The system's refusal is told as a problem of the policy."""

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PolicyError) as caught:
        load("./own")
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("unreadable-file", "cannot be read: Permission denied")
