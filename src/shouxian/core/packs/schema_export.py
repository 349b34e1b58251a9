"""JSON Schemas of the pack files, so that an editor can complete and check them while a county writes its own."""

from typing import Any

from shouxian.core.packs.models.base import PackModel
from shouxian.core.packs.models.campaign import Campaign
from shouxian.core.packs.models.dictionary import CodeList, SubjectFile
from shouxian.core.packs.models.forms import FormsFile
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.models.parameters import ParameterFile
from shouxian.core.packs.models.questions import QuestionFile
from shouxian.core.packs.models.rules import Rule
from shouxian.core.packs.models.settings import Settings

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

FILES: dict[str, tuple[type[PackModel], str]] = {
    "subject": (SubjectFile, "dictionary/*.yaml"),
    "codelist": (CodeList, "dictionary/codelists/*.yaml"),
    "parameters": (ParameterFile, "parameters/*.yaml"),
    "rule": (Rule, "rules/**/*.yaml, campaigns/*/rules/*.yaml"),
    "campaign": (Campaign, "campaigns/*/campaign.yaml"),
    "questions": (QuestionFile, "campaigns/*/questions.yaml"),
    "sheet": (Layout, "campaigns/*/sheets/*.yaml"),
    "forms": (FormsFile, "campaigns/*/forms.yaml"),
    "settings": (Settings, "campaigns/*/settings.yaml"),
}
"""Kind of file → its model and where such files stand below ``packs/``."""


def json_schemas() -> dict[str, dict[str, Any]]:
    """Kind of file → its JSON Schema (draft 2020-12).

    An editor reads YAML with its own types, so a quoted number, true and 2022-02-28 are allowed where the model takes
    the text and types it.
    """
    return {kind: _schema(kind, model, where) for kind, (model, where) in FILES.items()}


def _schema(kind: str, model: type[PackModel], where: str) -> dict[str, Any]:
    schema = _as_editors_read(model.model_json_schema())
    assert isinstance(schema, dict)  # the top of a schema is one
    return {"$schema": _DRAFT, "$id": f"shouxian-{kind}.schema.json", "$comment": f"packs/{where}", **schema}


def _as_editors_read(node: Any) -> Any:
    """Every scalar of a pack is text to the loader; an editor sees numbers and truths, so those are allowed too."""
    if isinstance(node, list):
        return [_as_editors_read(item) for item in node]
    if not isinstance(node, dict):
        return node
    done = {key: _as_editors_read(value) for key, value in node.items()}
    if done.get("type") == "string" and "enum" not in done and "const" not in done:
        done["type"] = ["string", "number", "boolean"]
    elif done.get("type") in ("boolean", "integer", "number"):
        done["type"] = [done["type"], "string"]
    return done
