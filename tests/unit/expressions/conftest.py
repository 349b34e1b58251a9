"""A village of our own: few facts, one line, and the Wang family of Upper Creek."""

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Fault, ShouxianError, Where
from shouxian.core.packs.models.dictionary import Code, CodeList, SubjectFile, Variable
from shouxian.core.packs.models.parameters import Parameter
from shouxian.core.screening.case_records import raw_columns


def fact(name: str, type_: str, **more: Any) -> Variable:
    names = {"zh": name, "en": name.replace("_", " ")} | {k: more.pop(k) for k in ("zh", "en") if k in more}
    return Variable(name=name, type=type_, privacy="none", source="test", **names, **more)  # type: ignore[arg-type]


def subjects(*more_of_household: Variable, more_of_person: tuple[Variable, ...] = ()) -> list[SubjectFile]:
    household = (
        fact("income_per_head", "money", bounds=True, zh="人均纯收入", unit="元"),
        fact("wages", "money", unit="元"),
        fact("people", "int", zh="人口", unit="人"),
        fact("housing_safe", "bool", zh="住房安全"),
        fact("tenure", "choice", codelist="tenures", zh="产权"),
        fact("risks", "choices", codelist="risks", zh="风险"),
        fact("moved_in", "month"),
        fact("visited_on", "date"),
        fact("phone", "text", identifier=True),
        fact("note", "text"),
        *more_of_household,
    )
    person = (
        fact("birth_date", "date"),
        fact("disabled", "bool", zh="残疾"),
        fact("wage", "money", bounds=True),
        *more_of_person,
    )
    return [
        SubjectFile(subject="village", letter="V", zh="村", en="village", variables=(fact("has_clinic", "bool"),)),
        SubjectFile(
            subject="household", letter="H", zh="户", en="household", parent="village", members="households",
            variables=household,
        ),
        SubjectFile(
            subject="person", letter="P", zh="家庭成员", en="members", parent="household", members="members",
            variables=person,
        ),
    ]  # fmt: skip


def codelist(id_: str, **codes: str) -> CodeList:
    made = tuple(Code(code=code, zh=zh, en=code) for code, zh in codes.items())
    return CodeList(id=id_, zh=id_, en=id_, source="test", codes=made)


CODELISTS = [
    codelist("tenures", own="自有", rent="租住", other="其他"),
    codelist("risks", illness="因病", schooling="因学"),
]
PARAMETERS = [
    Parameter(name="monitoring_line", kind="line", type="money", unit="元", zh="监测线", en="monitoring line"),
    Parameter(name="spending_share", kind="amount", type="int", unit="%", zh="支出占比", en="spending share"),
    Parameter(name="enough", kind="count", type="int", unit="人", zh="足够人数", en="enough"),
    Parameter(name="adult_age", kind="age", type="int", unit="岁", zh="成年年龄", en="adult age"),
]


def build(*more: Variable, more_of_person: tuple[Variable, ...] = ()) -> Schema:
    return Schema.build(subjects(*more, more_of_person=more_of_person), CODELISTS, PARAMETERS)


SCHEMA = build()


def in_both(
    when: str, record: dict[str, Any], *, subject: str = "household", schema: Schema = SCHEMA, kind: str = "risk",
    parent: dict[str, Any] | None = None,
) -> bool | None:  # fmt: skip
    """The verdict of one rule; fails where Python and DuckDB differ."""
    programme = Programme.compile(schema, [RuleText("t.rule", subject, kind, when, Where("rules/t.yaml", 7))])
    record = {"key": "H-WANG", **record}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in schema.subjects}
    above = schema.parent(subject)
    wide = None
    if above and parent is not None:
        among = schema.collection_to(subject)
        others = parent.get(among.name, []) if among else []
        record[f"{above}_key"] = "ABOVE"
        rows[subject] = [{"key": f"other{n}", f"{above}_key": "ABOVE", **other} for n, other in enumerate(others)]
        parent = {"key": "ABOVE", **parent, **({among.name: [record, *others]} if among else {})}
        rows[above] = [parent]
        wide = programme.widened(above, parent)
    rows[subject].append(record)
    for collection in schema.collections_of(subject).values():
        members = record.get(collection.name) or []
        rows[collection.child] = [{"key": f"m{n}", f"{subject}_key": "H-WANG", **m} for n, m in enumerate(members)]
    python = programme.run_python(subject, record, wide).of("t.rule")
    with duckdb.connect() as connection:
        for name, listed in rows.items():
            connection.register(name, pa.Table.from_pylist(listed, raw_columns(schema, name)))
        masks = {key: words for key, *words in connection.sql(programme.sql(subject).masks).fetchall()}
        derived = {key: values for key, *values in connection.sql(programme.sql(subject).derive).fetchall()}
    assert set(masks) == set(derived)
    hits, unknowns = masks["H-WANG"]
    assert python == (True if hits else None if unknowns else False)
    return python


def refusal(when: str, subject: str = "household", kind: str = "risk", schema: Schema = SCHEMA) -> Fault:
    """The first fault of a rule that must be refused."""
    with pytest.raises(ShouxianError) as caught:
        Programme.compile(schema, [RuleText("t.rule", subject, kind, when, Where("rules/t.yaml", 7))])
    found = caught.value.faults[0]
    for lang in ("zh", "en"):
        assert "{" not in found.text(lang)  # type: ignore[arg-type]
        assert found.todo(lang)  # type: ignore[arg-type]
    return found


@pytest.fixture
def verdict_of() -> Callable[..., bool | None]:
    return in_both


@pytest.fixture
def refused() -> Callable[..., Fault]:
    return refusal


@pytest.fixture
def schema_with() -> Callable[..., Schema]:
    return build


@pytest.fixture
def new_fact() -> Callable[..., Variable]:
    return fact


@pytest.fixture
def schema() -> Schema:
    return SCHEMA


@pytest.fixture
def spring() -> date:
    return date(2022, 2, 28)
