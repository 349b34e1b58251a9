"""A schema of three subjects that touches every type, and random records of it, full of edges and holes.

Values come from small pools around each other and around the parameters, so that comparisons meet at the line; any
fact may be unknown, a band may touch, straddle or be open; lists may be empty, incomplete or of unknown completeness.
"""

from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from shouxian.core.expressions.schema import Schema
from shouxian.core.packs.models.dictionary import Code, CodeList, SubjectFile, Variable
from shouxian.core.packs.models.parameters import Parameter

CODES = ("own", "rented", "borrowed", "none_at_all")


def variable(name: str, type_: str, **more: Any) -> Variable:
    return Variable(name=name, type=type_, zh=name, en=name, privacy="none", source="test", **more)  # type: ignore[arg-type]


VILLAGE = SubjectFile(
    subject="village", letter="V", zh="村", en="village",
    variables=(
        variable("road", "bool"),
        variable("opened", "month"),
        variable("budget", "money", bounds=True),
        variable("poor_share_seen", "int", derive="count(households, poor)"),
        variable("thin", "bool", derive="budget < line OR any(households, NOT safe)"),
    ),
)  # fmt: skip
HOUSEHOLD = SubjectFile(
    subject="household", letter="H", zh="户", en="household", parent="village", members="households",
    variables=(
        variable("income", "money", bounds=True),
        variable("cost", "money"),
        variable("people", "int"),
        variable("rooms", "int", bounds=True),
        variable("rate", "decimal", bounds=True),
        variable("area", "decimal"),
        variable("safe", "bool"),
        variable("tenure", "choice", codelist="tenures"),
        variable("former_tenure", "choice", codelist="tenures"),
        variable("risks", "choices", codelist="tenures"),
        variable("moved_in", "month"),
        variable("visited", "date"),
        variable("note", "text"),
        variable("phone", "text", identifier=True),
        variable("per_person", "money", bounds=True, derive="per_head(income - cost, people)"),
        variable("grown", "int", derive="count(members, adult)"),
        variable("wages", "money", bounds=True, derive="sum(members, wage)"),
        variable("kind_of_home", "choice", codelist="tenures", derive="tenure"),
        variable("oldest", "date", derive="min(members, born)"),
        variable("poor", "bool", derive="per_person < line OR at_least(2, members, burdened)"),
    ),
)  # fmt: skip
PERSON = SubjectFile(
    subject="person", letter="P", zh="人", en="person", parent="household", members="members",
    variables=(
        variable("born", "date"),
        variable("wage", "money", bounds=True),
        variable("months_worked", "int"),
        variable("debt", "money"),
        variable("disabled", "bool"),
        variable("illness", "choice", codelist="tenures"),
        variable("aids", "choices", codelist="tenures"),
        variable("id_number", "text", identifier=True),
        variable("adult", "bool", derive="age_on(born, reference_date) >= adult_age"),
        variable("burdened", "bool", derive="disabled AND wage < line OR grown <= 0 OR NOT safe AND NOT adult"),
        variable("share", "money", bounds=True, derive="wage - cost"),
    ),
)  # fmt: skip
PARAMETERS = (
    Parameter(name="line", kind="line", type="money", unit="元", zh="监测线", en="line"),
    Parameter(name="sum_of_aid", kind="amount", type="money", unit="元", zh="补助", en="aid"),
    Parameter(name="percent", kind="amount", type="int", unit="%", zh="占比", en="percent"),
    Parameter(name="fine_percent", kind="amount", type="decimal", unit="%", zh="占比", en="percent"),
    Parameter(name="adult_age", kind="age", type="int", unit="岁", zh="成年", en="adult age"),
    Parameter(name="limit", kind="count", type="int", unit="", zh="限额", en="limit"),
    Parameter(name="start", kind="date", type="date", unit="", zh="开始", en="start"),
)


def town_schema() -> Schema:
    tenures = CodeList(
        id="tenures", zh="产权", en="tenure", source="test",
        codes=tuple(Code(code=code, zh=code, en=code) for code in CODES),
    )  # fmt: skip
    return Schema.build([VILLAGE, HOUSEHOLD, PERSON], [tenures], PARAMETERS)


_MONEY = (-101, -100, -1, 0, 1, 99, 100, 101, 150, 199, 200, 201, 300, 301, 399, 400, 599, 600, 60_000, 900_001)
_INTS = (-1, 0, 1, 2, 3, 4, 12, 16, 18)
_DAYS = tuple(
    date(*ymd)
    for ymd in ((1900, 1, 1), (1956, 2, 29), (2004, 2, 29), (2004, 3, 1), (2006, 2, 28), (2021, 12, 31), (2022, 1, 1),
                (2022, 2, 28), (2022, 3, 1), (2022, 3, 31), (2022, 4, 30), (2024, 2, 29), (2030, 12, 31))
)  # fmt: skip
_ARROW = {
    "bool": pa.bool_(), "int": pa.int64(), "money": pa.int64(), "decimal": pa.int64(), "text": pa.string(),
    "date": pa.date32(), "month": pa.date32(), "choice": pa.string(), "choices": pa.list_(pa.string()),
}  # fmt: skip


def _value(random: Random, kind: str) -> Any:
    match kind:
        case "bool":
            return random.random() < 0.5
        case "int":
            return random.choice(_INTS)
        case "money" | "decimal":
            return random.choice(_MONEY)
        case "date":
            return random.choice(_DAYS)
        case "month":
            return random.choice(_DAYS).replace(day=1)
        case "choice":
            return random.choice(CODES)
        case "choices":
            return random.sample(CODES, random.randint(0, 3))
        case _:
            return random.choice(("a", "b", "it's"))


def _ends(random: Random, pool: tuple[int, ...]) -> tuple[int | None, int | None]:
    low, high = sorted((random.choice(pool), random.choice(pool)))
    kind = random.randint(0, 9)
    if kind < 4:
        return low, low
    return (low if kind != 4 else None), (high if kind != 5 else None)


def columns_of(file: SubjectFile, members: tuple[str, ...]) -> dict[str, pa.DataType]:
    """The raw columns of one subject with their Arrow types, in order."""
    found: dict[str, pa.DataType] = {"key": pa.string()}
    if file.parent:
        found[f"{file.parent}_key"] = pa.string()
    for fact in file.variables:
        if fact.derive is None:
            names = (f"{fact.name}__lo", f"{fact.name}__hi") if fact.bounds else (fact.name,)
            if not fact.identifier:
                found.update({name: _ARROW[fact.type] for name in names})
            found[f"{fact.name}__asked"] = pa.bool_()
            found[f"{fact.name}__occurrences"] = pa.int64()
    found.update({f"{name}__complete": pa.bool_() for name in members})
    found["p__reference_date"] = pa.date32()
    found.update({f"p__{p.name}": _ARROW[p.type] for p in PARAMETERS})
    return found


def random_record(random: Random, file: SubjectFile, key: str, known: float) -> dict[str, Any]:
    """The facts of one subject; each is known with probability ``known``."""
    record: dict[str, Any] = {"key": key}
    for fact in file.variables:
        if fact.derive is not None:
            continue
        has_value = random.random() < known
        if fact.bounds:
            ends = _ends(random, _INTS if fact.type == "int" else _MONEY) if has_value else (None, None)
            record[f"{fact.name}__lo"], record[f"{fact.name}__hi"] = ends
        elif not fact.identifier:
            record[fact.name] = _value(random, fact.type) if has_value else None
        record[f"{fact.name}__asked"] = random.random() < 0.7
        record[f"{fact.name}__occurrences"] = random.randint(1, 3) if has_value else None
    return record


def random_parameters(random: Random, known: float) -> dict[str, Any]:
    values: dict[str, Any] = {
        "reference_date": random.choice(_DAYS),
        "line": random.choice(_MONEY),
        "sum_of_aid": random.choice(_MONEY),
        "percent": random.choice((-1, 0, 1, 50, 100)),
        "fine_percent": random.choice((-1, 0, 50, 3333, 10000)),
        "adult_age": random.choice((0, 16, 18)),
        "limit": random.choice(_INTS),
        "start": random.choice(_DAYS),
    }
    return {f"p__{name}": value if random.random() < known else None for name, value in values.items()}


def own_parameters(random: Random, parents: dict[str, Any]) -> dict[str, Any]:
    """Those of a member: often its parent's, often others, so that it matters whose are read."""
    return parents if random.random() < 0.4 else random_parameters(random, 0.95)


def random_village(random: Random, number: int, households: int) -> dict[str, Any]:
    """A village with households with members, all columns filled (None for unknown)."""
    known = random.choice((0.5, 0.8, 0.95, 1.0))
    parameters = random_parameters(random, 0.95)
    village = {**random_record(random, VILLAGE, f"V{number}", known), **parameters}
    village["households__complete"] = random.choice((True, True, True, False, None))
    village["households"] = []
    for h in range(households):
        at_home = own_parameters(random, parameters)
        home = {**random_record(random, HOUSEHOLD, f"V{number}H{h}", known), **at_home}
        home |= {"village_key": village["key"], "members__complete": random.choice((True, True, True, False, None))}
        home["members"] = [
            {**random_record(random, PERSON, f"{home['key']}P{p}", known), **own_parameters(random, at_home)}
            | {"household_key": home["key"]}
            for p in range(random.choice((0, 1, 1, 2, 2, 3, 5)))
        ]
        village["households"].append(home)
    return village


def tables(villages: list[dict[str, Any]]) -> dict[str, pa.Table]:
    """The same records as raw tables for DuckDB."""
    homes = [home for village in villages for home in village["households"]]
    people = [person for home in homes for person in home["members"]]
    parts = ((VILLAGE, ("households",), villages), (HOUSEHOLD, ("members",), homes), (PERSON, (), people))
    return {
        file.subject: pa.Table.from_pylist(rows, pa.schema(list(columns_of(file, members).items())))
        for file, members, rows in parts
    }
