"""A tiny dictionary: what a household is called, how many people it has, its income band, and its members."""

import pytest

from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.dictionary import SubjectFile


def _fact(name: str, kind: str, **more: object) -> dict[str, object]:
    return {"name": name, "type": kind, "zh": name, "en": name, "privacy": "none", "source": "test", **more}


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    files = [
        {"subject": "village", "letter": "V", "zh": "村", "en": "village", "members": None, "variables": [
            _fact("meeting_held", "bool")]},
        {"subject": "household", "letter": "H", "zh": "户", "en": "household", "parent": "village",
         "members": "households", "variables": [
            _fact("head_name", "text", identifier=True), _fact("phone", "text", identifier=True, hidden="phone"),
            _fact("group_name", "text"), _fact("people", "int"), _fact("housing_safe", "bool"),
            _fact("net_income_per_head", "money", bounds=True)]},
        {"subject": "person", "letter": "P", "zh": "人", "en": "person", "parent": "household", "members": "members",
         "variables": [
            _fact("member_name", "text", identifier=True), _fact("resident_id", "text", identifier=True, hidden="id"),
            _fact("resident_id_problem", "text", computed="id_problem", of="resident_id"),
            _fact("id_birth", "date", computed="id_birth_date", of="resident_id")]},
    ]  # fmt: skip
    subjects = {f["subject"]: SubjectFile.model_validate(f) for f in files}
    variables = {v.name: v for s in subjects.values() for v in s.variables}
    subject_of = {v.name: s.subject for s in subjects.values() for v in s.variables}
    return Dictionary(subjects, variables, subject_of, {})
