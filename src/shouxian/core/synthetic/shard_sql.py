"""The SQL of a shard: households drawn, then the columns of a snapshot out of the relations of :mod:`life.rows`."""
# ruff: noqa: S608  # column names come from the dictionary, numbers from us

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from shouxian.core.dataset.columns import ASKED, COMPLETE, HIGH, LOW, OCCURRENCES, PARAMETER
from shouxian.core.dataset.roles import PERSON
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.synthetic.life.rows import MILLION, SAID, THOUSAND

MEMBERS_COMPLETE = "members" + COMPLETE
_NEVER_BLANK = frozenset({"is_monitored", "is_poverty_alleviated", "surveyed", "relation", "sex", "birth_date"})
_HUNDRED = 100_00  # amounts drawn are whole hundreds of yuan
PERCENT, _SMALL = 100, 20_000


Literals = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Line:
    """The smallest income per head (fen) that reaches the line; supposed where none is ``in_force``."""

    value: int
    in_force: bool


@dataclass(frozen=True)
class Shard:
    """``blank``: of a thousand ordinary answers, how many were left blank."""

    seed: int
    number: int
    households: int
    today: date
    blank: int
    every_life: bool

    def draw(self, salt: str, i: str = "d.i") -> str:
        """A whole number from 0 that depends on seed, shard, household and what is drawn, and on nothing else."""
        return f"(hash({i}, '{self.seed}/{self.number}/{salt}') >> 16)"

    def key(self, letter: str) -> str:
        """Keys of households; those of members go on with their place."""
        return f"'{letter}{self.number:06d}' || lpad(d.i::VARCHAR, 9, '0')"


def drawn_sql(shard: Shard, places: int) -> str:
    """i, lot, crew, village (number), plain: one row per household, in order; villages lie side by side."""
    first = "(SELECT count(*) FROM lots)" if shard.every_life else "0"
    return f"""
    WITH slots AS (SELECT lot, unnest(range(since, upto)) AS s FROM lots),
    kin AS (SELECT crew, unnest(range(since, upto)) AS s FROM families WHERE upto IS NOT NULL),
    one AS (SELECT t.i, CASE WHEN t.i < {first} THEN t.i ELSE slots.lot END AS lot, kin.crew AS kin
            FROM range({shard.households}) t(i)
            JOIN slots ON slots.s = ({shard.draw("life", "t.i")} % {MILLION})::BIGINT
            JOIN kin ON kin.s = ({shard.draw("family", "t.i")} % {THOUSAND})::BIGINT)
    SELECT i, lot, coalesce(lots.crew, one.kin) AS crew, i * {places} // {shard.households} AS village, plain
    FROM one JOIN lots USING (lot) ORDER BY i"""


def people_sql(shard: Shard) -> str:
    """i, place, row (of ``crews``), age, born, village, plain: one row per member, in order."""
    who = "d.i * 64 + c.place"
    born = f"(DATE '{shard.today}' - to_years(age::INTEGER))::DATE - (1 + {shard.draw('born', who)} % 360)::INTEGER"
    return f"""
    WITH aged AS (SELECT d.i, c.place, c.row, d.village, d.plain, c.age IS NOT NULL AS told,
                  coalesce(c.age, c.youngest + ({shard.draw("age", who)} % (c.oldest - c.youngest + 1))::BIGINT) AS age
                  FROM drawn d JOIN crews c USING (crew))
    SELECT * EXCLUDE told, CASE WHEN NOT told THEN {born.replace(who, "i * 64 + place")} END AS born
    FROM aged ORDER BY i, place"""


def household_sql(shard: Shard, dictionary: Dictionary, schema: pa.Schema, line: Line, same: Literals) -> str:
    """The columns of the household table that ``schema`` names; ``same``: relation → what all its rows share."""
    facts = _drawn(line)
    columns = []
    for field in schema:
        name, fact = field.name, _fact(field.name)
        if name == "key":
            text = shard.key("H")
        elif name == "village_key" or name.startswith(PARAMETER):
            text = _column("v", name, same["numbered"])
        elif name.endswith(COMPLETE):
            text = _listed(shard) if name == MEMBERS_COMPLETE else "false"
        elif name.endswith(ASKED):
            text = "true" if fact in facts else _column("h", name, same["homes"])
        elif fact in facts:
            text = f'CASE WHEN h."{fact}{ASKED}" THEN h."{name}" ELSE {facts[fact]} END'
        else:
            text = _column("h", name, same["homes"])
        columns.append(_maybe_blank(shard, dictionary, name, text, fact) + f' AS "{name}"')
    return f"""
    SELECT {", ".join(columns)} FROM amounts d LEFT JOIN homes h ON h.lot = d.lot
    LEFT JOIN numbered v ON v.n = d.village{_ordered(shard, "d.i")}"""


def person_sql(shard: Shard, dictionary: Dictionary, schema: pa.Schema, aged: Collection[str], same: Literals) -> str:
    """The same for persons; ``aged``: facts that hang on the age where the life does not tell them."""
    drawn = {
        "birth_date": "d.born",
        "birth_date_by_id": "CASE WHEN c.resident_id_problem = 'sound' THEN coalesce(d.born, c.birth_date) END",
        "sex_by_id": "CASE WHEN c.resident_id_problem = 'sound' THEN c.sex END",
    }
    columns = []
    for field in schema:
        name, fact = field.name, _fact(field.name)
        if name in ("key", "household_key"):
            text = shard.key("H") if name == "household_key" else shard.key("P") + " || d.place::VARCHAR"
        elif name == "village_key" or name.startswith(PARAMETER):
            text = _column("v", name, same["numbered"])
        elif name == "birth_date" + ASKED:
            text = "true"
        elif fact in aged:
            text = f'CASE WHEN c."{fact}{SAID}" THEN c."{name}" ELSE a."{name}" END'
        elif name in drawn:
            text = f'coalesce(c."{name}", {drawn[name]})'
        else:
            text = _column("c", name, same["crews"])
        columns.append(_maybe_blank(shard, dictionary, name, text, fact) + f' AS "{name}"')
    return f"""
    SELECT {", ".join(columns)} FROM people d LEFT JOIN crews c ON c.row = d.row LEFT JOIN ages a ON a.age = d.age
    LEFT JOIN numbered v ON v.n = d.village{_ordered(shard, "d.i, d.place")}"""


def truth_sql(shard: Shard) -> str:
    """key, life, kind, rule, subject, who; one row per rule that has to hit, one without rule where none has."""
    return f"""
    SELECT {shard.key("H")} AS key, l.life, l.kind, t.rule,
           CASE WHEN t.rule IS NULL THEN NULL WHEN t.place > 0 THEN 'person' ELSE 'household' END AS subject,
           CASE WHEN t.rule IS NULL THEN NULL WHEN t.place > 0 THEN {shard.key("P")} || t.place::VARCHAR
                ELSE {shard.key("H")} END AS who
    FROM drawn d JOIN lots l USING (lot) LEFT JOIN finds t USING (lot) ORDER BY d.i, t.rule, t.place"""


def _column(relation: str, name: str, same: Mapping[str, str]) -> str:
    """A column of a relation, or its one value where it has no other (a constant costs nothing)."""
    text = same.get(name, f'{relation}."{name}"')
    return f"coalesce({text}, false)" if name.endswith((ASKED, COMPLETE)) else text


def _ordered(shard: Shard, by: str) -> str:
    """Large shards keep the order of what was drawn; small ones may be joined the other way round."""
    return f" ORDER BY {by}" if shard.households < _SMALL else ""


def _fact(name: str) -> str:
    for suffix in (ASKED, OCCURRENCES, LOW, HIGH):
        name = name.removesuffix(suffix)
    return name


def _listed(shard: Shard) -> str:
    """Lists of members are complete, but for some of those forms that were half filled."""
    return f"NOT (d.plain AND {shard.draw('listed')} % 1000 < {shard.blank})" if shard.blank else "true"


def _maybe_blank(shard: Shard, dictionary: Dictionary, name: str, text: str, fact: str) -> str:
    """An ordinary answer, or nothing in the share of forms that are half filled; both ends of a band together."""
    variable = dictionary.variables.get(fact)
    if not shard.blank or variable is None or variable.computed or name.endswith(ASKED) or fact in _NEVER_BLANK:
        return text
    who = "d.i * 64 + d.place" if dictionary.subject_of[fact] == PERSON else "d.i"
    return f"CASE WHEN NOT d.plain OR {shard.draw(f'blank/{fact}', who)} % 1000 >= {shard.blank} THEN {text} END"


def _drawn(line: Line) -> dict[str, str]:
    """Fact of a household → how it is drawn, where a life does not tell it."""
    drawn = {
        "people_count": "d.people",
        "resident_insured_people": "d.people - h.employee_insured_people - h.uninsured_people",
        "has_compulsory_student": "d.pupils > 0",
        "net_income_per_head": "d.per_head",
        "last_income_per_head": f"d.per_head * 93 // {PERCENT} // {_HUNDRED} * {_HUNDRED}",
        "september_income_per_head": "d.per_head",
        "net_income": "d.total",
        "wage_income": "d.wages",
        "wage_migrant": "d.wages",
        "business_income": "d.business",
        "business_planting": "d.business",
        "business_expense": "d.expense",
        "expense_planting": "d.expense",
        "transfer_income": "d.transfers",
        "transfer_pension": "d.transfers",
    }
    return drawn | ({"income_reaches_line": f"d.per_head >= {line.value}"} if line.in_force else {})


_TOLD = (
    "net_income_per_head__lo", "people_count", "net_income", "wage_income", "property_income", "business_income",
    "business_expense", "transfer_income",
)  # fmt: skip


def amounts_sql(shard: Shard, line: Line) -> str:
    """``drawn`` with amounts (fen) that fit each other as far as a life does not tell them: income per head and of the
    household, and its parts. What is left over is business income, or transfers where the life tells the business."""
    rich = f"({shard.draw('rich')} % 1000)::BIGINT"
    per_head = f"{line.value} + {_HUNDRED} * (15 + {rich} * 40 // 1000 + {rich} * {rich} * {rich} // 4000000)"
    told = ", ".join(f"h.{name} AS h_{name}" for name in _TOLD)
    return f"""
    SELECT *, coalesce(h_business_income, total - wages - property - transfers + expense) AS business
    FROM (SELECT *, coalesce(h_transfer_income, CASE WHEN h_business_income IS NULL THEN total // 10
                    ELSE total - wages - property - h_business_income + expense END) AS transfers
    FROM (SELECT *, coalesce(h_wage_income, CASE WHEN workers > 0 THEN total * 6 // 10 ELSE 0 END) AS wages,
                 coalesce(h_property_income, 0) AS property, coalesce(h_business_expense, total // 50) AS expense
    FROM (SELECT *, coalesce(h_net_income, per_head * coalesce(h_people_count, people)) AS total
    FROM (SELECT d.*, f.people, f.pupils, f.workers, {told},
                 coalesce(h.net_income_per_head__lo, {per_head}) AS per_head
          FROM drawn d JOIN homes h USING (lot) JOIN families f USING (crew))))) ORDER BY i"""
