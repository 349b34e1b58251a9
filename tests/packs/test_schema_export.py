"""The JSON Schemas an editor reads beside the packs."""

import json

from shouxian.core.packs.schema_export import FILES, json_schemas


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    schemas = json_schemas()
    assert set(schemas) == set(FILES) == {
        "subject", "codelist", "parameters", "rule", "campaign", "questions", "sheet", "forms", "settings"
    }  # fmt: skip
    json.dumps(schemas)


def test_an_unknown_field_is_not_allowed_and_required_ones_are_named() -> None:
    campaign = json_schemas()["campaign"]
    assert campaign["additionalProperties"] is False
    assert {"id", "issued", "jobs"} <= set(campaign["required"])
    assert campaign["$comment"] == "packs/campaigns/*/campaign.yaml"


def test_an_editor_may_see_a_number_or_a_truth_where_the_model_takes_text() -> None:
    """``value: 1`` and ``required: true`` are right in YAML as people write it."""
    questions = json_schemas()["questions"]["$defs"]
    assert set(questions["Option"]["properties"]["value"]["type"]) == {"string", "number", "boolean"}
    assert set(questions["Question"]["properties"]["required"]["type"]) == {"boolean", "string"}
    assert questions["Question"]["properties"]["id"]["type"] == ["string", "number", "boolean"]


def test_a_closed_choice_stays_closed() -> None:
    severity = json_schemas()["rule"]["properties"]["severity"]
    assert severity["enum"] == ["verify", "fix", "hint"]
