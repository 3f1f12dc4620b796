from __future__ import annotations

import copy
import datetime as dt
import pickle

import pytest

from tactful.timing import UnknownZone, zone, zone_data_version


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "EST5EDT"])
def test_a_zone_has_the_name_that_iana_gives_it(name: str) -> None:
    """Every name of the time-zone data works, old names included, and is the zone's own."""
    assert str(zone(name)) == name
    assert zone(name) is zone(name)


def test_zones_do_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The data come from the package, whatever zone files the machine has."""
    monkeypatch.setenv("PYTHONTZPATH", "/nowhere")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    summer = dt.datetime(2026, 7, 1, tzinfo=zone("America/Denver"))
    assert summer.utcoffset() == dt.timedelta(hours=-6)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("America/new_york", "America/New_York"),
        ("america/phoenix", "America/Phoenix"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_an_unknown_zone_is_answered_with_the_nearest(name: str, near: str) -> None:
    """A name that IANA does not write so is refused, and the nearest is offered."""
    with pytest.raises(UnknownZone) as caught:
        zone(name)
    assert f"unknown time zone `{name}`" in str(caught.value)
    assert f"did you mean `{near}`?" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["", "../../etc/passwd", "/etc/localtime", "America", "America/", "zones", "x" * 9_999, "a\0b", "+02:00"],
)
def test_only_names_of_zones_are_opened(name: str) -> None:
    """What is no name of a zone is a ValueError, be it a path, a folder or nothing at all."""
    with pytest.raises(ValueError, match="unknown time zone"):
        zone(name)


def test_a_zone_can_be_copied_and_sent() -> None:
    """A zone that was pickled or copied is the zone itself."""
    berlin = zone("Europe/Berlin")
    assert pickle.loads(pickle.dumps(berlin)) is berlin
    assert copy.deepcopy(berlin) is berlin


def test_the_version_of_the_data_is_iana_s() -> None:
    """The version is IANA's: a year and a letter."""
    version = zone_data_version()
    assert version[:4].isdigit()
    assert version[4:].isalpha()
