from __future__ import annotations

from tactful.testing.forms import AdviceForm, EventForm, ExpectationForm, FileForm, TestForm
from tactful.testing.jsonschema import test_schema as make_schema

FORMS = (AdviceForm, EventForm, ExpectationForm, TestForm)


def test_every_key_is_described() -> None:
    """The schema names each key of the format, describes it, and refuses others."""
    schema = make_schema()
    parts = [(schema, FileForm), *((schema["definitions"][form.__name__], form) for form in FORMS)]
    for part, form in parts:
        assert set(part["properties"]) == {field.alias or name for name, field in form.model_fields.items()}
        assert part["additionalProperties"] is False
        for key in part["properties"].values():
            assert key["description"]


def test_what_yaml_reads_as_numbers_is_text() -> None:
    """An editor's YAML reads `007` as a number where Tactful reads text."""
    assert make_schema()["definitions"]["EventForm"]["properties"]["at"]["type"] == ["string", "number"]
