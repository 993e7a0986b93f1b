"""settings.toml: what is written comes back, and only what was set stands in it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alps_desk.app.home_settings import HomeSettings, read_settings, write_settings
from alps_desk.domain.journal import allowed_text
from alps_desk.store.rows import Identity
from tests.fixtures.systems import read_by_owner_only

_names = (
    st.text(max_size=60).filter(lambda one: allowed_text(one) and not set("\n\t") & set(one)).map(str.strip)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=80).filter(allowed_text), st.none() | _names, st.none() | _names)
def test_what_is_written_comes_back(
    tmp_path: Path, store: str, section: str | None, person: str | None
) -> None:
    path = tmp_path / "settings.toml"
    wanted = HomeSettings(store, section, person)
    write_settings(path, wanted)
    assert read_settings(path) == wanted
    assert read_by_owner_only(path)


def test_no_file_sets_nothing(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == HomeSettings()


def test_a_name_that_was_emptied_is_not_the_one_of_the_set_up() -> None:
    identity = Identity("union", "ab" * 32, "総務課", "担当者U", {})
    assert HomeSettings().of(identity) == identity
    assert HomeSettings(section="事業課", person="").of(identity).person == ""
