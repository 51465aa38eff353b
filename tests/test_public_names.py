"""The names that users of the package build on, and their forms."""

import inspect
from importlib import import_module
from importlib.metadata import version

import pytest

import myosense

CALLS = {
    "analyze": "source * settings site side time_zone",
    "read": "path * site side time_zone unit rate_hz columns start",
    "recording_from_arrays": (
        "acceleration_g * sample_rate_hz stamps_s angular_velocity_dps site side start "
        "time_zone range_g recording_id"
    ),
    "score": "found true * coverage tolerance_s by",
    "simulate": "* seed hours site side sample_rate_hz range_g rate_per_h scenario",
}
TYPES = "Analysis Coverage MyosenseError Recording Score Settings Simulation"


def test_the_public_names_are_one_explicit_list() -> None:
    assert set(myosense.__all__) == {*CALLS, *TYPES.split()}
    assert len(myosense.__all__) == len(set(myosense.__all__))


def test_the_version_is_that_of_the_installed_package() -> None:
    assert myosense.__version__ == version("myosense")


@pytest.mark.parametrize("name", CALLS)
def test_a_call_has_the_arguments_that_it_promises(name: str) -> None:
    parameters = inspect.signature(getattr(myosense, name)).parameters.values()
    by_place, _, by_name = CALLS[name].partition("*")
    kinds = {p.name: p.kind for p in parameters}
    for argument in by_place.split():
        assert kinds[argument] is inspect.Parameter.POSITIONAL_OR_KEYWORD
    for argument in by_name.split():
        assert kinds[argument] is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize(
    ("name", "members"),
    [
        (
            "Recording",
            (
                "path format device site side sample_rate_hz n_samples start time_zone "
                "range_g stretches evidence acceleration_g time_s angular_velocity_dps "
                "blocks"
            ),
        ),
        (
            "Analysis",
            "recordings coverage events rejected rates diary summary settings provenance",
        ),
        ("Coverage", "usable reasons state"),
        ("Simulation", "recording truth"),
        (
            "Score",
            (
                "sensitivity precision f1 false_alarms_per_h n_true n_found n_matched "
                "count_error"
            ),
        ),
    ],
)
def test_a_type_has_the_members_that_it_promises(name: str, members: str) -> None:
    known = getattr(myosense, name)
    fields = set(getattr(known, "__dataclass_fields__", {}))
    assert set(members.split()) <= fields | set(dir(known))


def test_every_error_on_purpose_has_one_root() -> None:
    children = {
        value for value in vars(myosense.errors).values() if inspect.isclass(value)
    } - {myosense.MyosenseError}
    assert len(children) >= 4
    assert all(issubclass(child, myosense.MyosenseError) for child in children)


@pytest.mark.parametrize(
    ("module", "name", "arguments"),
    [
        ("diaries", "read_diary", "path time_zone date_order lexicon"),
        ("diaries", "compare", "entries events coverages facts parameters"),
        ("diaries", "fill", "events coverages facts parameters"),
        ("diaries", "write_diary", "path entries"),
        ("medication", "read_doses", "path zone date_order"),
        (
            "medication",
            "respond",
            "events coverages facts log parameters washouts_h alarms",
        ),
        ("triggers", "read_markers", "path facts date_order"),
        (
            "triggers",
            "respond",
            "markers events coverages facts parameters clock_error_s",
        ),
        ("triggers", "action_against_rest", "events coverages facts"),
    ],
)
def test_functions_over_tables_have_the_arguments_that_they_promise(
    module: str, name: str, arguments: str
) -> None:
    home = import_module(f"myosense.{module}")
    assert name in home.__all__
    assert list(inspect.signature(getattr(home, name)).parameters) == arguments.split()
