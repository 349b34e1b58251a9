"""Sixty rules over forty facts of a household and its members, made up for the benchmarks of this folder."""

from datetime import date
from typing import Any

from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Where
from shouxian.core.packs.models.dictionary import Code, CodeList, SubjectFile, Variable
from shouxian.core.packs.models.parameters import Parameter

BOOLS, MONEYS, INTS, CHOICES, DATES = 10, 8, 8, 8, 6
CODES = tuple("abcdef")


def _fact(name: str, type_: str, **more: Any) -> Variable:
    return Variable(name=name, type=type_, zh=name, en=name, privacy="none", source="benchmark", **more)  # type: ignore[arg-type]


def schema() -> Schema:
    """Forty raw facts of a household (two of them bands), five of a person, three derived facts."""
    facts = [
        *(_fact(f"flag{n}", "bool") for n in range(BOOLS)),
        *(_fact(f"amount{n}", "money", bounds=n < 2) for n in range(MONEYS)),
        *(_fact(f"number{n}", "int") for n in range(INTS)),
        *(_fact(f"code{n}", "choice", codelist="codes") for n in range(CHOICES)),
        *(_fact(f"day{n}", "date") for n in range(DATES)),
        _fact("grown", "int", derive="count(members, adult)"),
        _fact("per_person", "money", bounds=True, derive="per_head(amount0, number0)"),
    ]
    people = [
        _fact("born", "date"),
        _fact("disabled", "bool"),
        _fact("illness", "choice", codelist="codes"),
        _fact("months", "int"),
        _fact("wage", "money"),
        _fact("adult", "bool", derive="age_on(born, reference_date) >= adult_age"),
    ]
    made = SubjectFile(subject="household", letter="H", zh="户", en="household", variables=tuple(facts))
    members = SubjectFile(
        subject="person",
        letter="P",
        zh="人",
        en="person",
        parent="household",
        members="members",
        variables=tuple(people),
    )
    codes = CodeList(id="codes", zh="c", en="c", source="t", codes=tuple(Code(code=c, zh=c, en=c) for c in CODES))
    parameters = [
        Parameter(name="line", kind="line", type="money", unit="元", zh="线", en="line"),
        Parameter(name="percent", kind="amount", type="int", unit="%", zh="比", en="percent"),
        Parameter(name="adult_age", kind="age", type="int", unit="岁", zh="岁", en="age"),
        Parameter(name="limit", kind="count", type="int", unit="", zh="限", en="limit"),
    ]
    return Schema.build([made, members], [codes], parameters)


def _alone(n: int) -> str:
    a, b = n % 8, (n * 3 + 1) % 8
    forms = (
        f"flag{a} AND amount{b} < line",
        f"code{a} IN ('a', 'b', '{CODES[n % 6]}') AND number{b} > limit",
        f"NOT flag{b} AND (code{a} = '{CODES[n % 6]}' OR day{a % 6} < reference_date)",
        f"per_head(amount{2 + b % 6}, number{a}) < line AND NOT flag{n % 10}",
        f"share_over(amount{2 + a % 6}, amount{2 + b % 6}, percent) OR flag{a} AND flag{n % 10} AND number{b} <= 0",
        f"months_since(day{a % 6}, reference_date) > limit AND code{b} <> '{CODES[n % 6]}'",
    )
    return forms[n % len(forms)]


def _with_members(n: int) -> str:
    forms = (
        f"any(members, disabled AND wage < line) AND flag{n % 10}",
        f"at_least(2, members, illness = '{CODES[n % 6]}')",
        f"all(members, NOT adult OR months > limit) OR code{n % 8} = 'a' AND flag{n % 10}",
        f"sum(members, wage) + amount{2 + n % 6} < line",
        f"grown <= 0 AND number{n % 8} > limit",
        f"per_person < line AND flag{n % 10}",
    )
    return forms[n % len(forms)]


def _rare(n: int) -> str:
    """The same question of few households: together the sixty hit about one thing a household, not twenty."""
    return f"({_alone(n)}) AND number{(n + 5) % 8} = 1 AND flag{(n + 3) % 10}"


def rules(alone: int = 60, over_members: int = 0, *, rare: bool = False) -> list[RuleText]:
    texts = [*((_rare if rare else _alone)(n) for n in range(alone)), *(_with_members(n) for n in range(over_members))]
    return [RuleText(f"b.r{n:03d}", "household", "risk", text, Where("benchmark")) for n, text in enumerate(texts)]


def programme(alone: int = 60, over_members: int = 0, *, rare: bool = False) -> Programme:
    return Programme.compile(schema(), rules(alone, over_members, rare=rare))


def household(members: int = 4) -> dict[str, Any]:
    """One household with every fact known; dates as ISO text would come from JSON, here already dates."""
    record: dict[str, Any] = {"key": "H-1", "members__complete": True}
    record.update({f"flag{n}": n % 3 > 0 for n in range(BOOLS)})
    record.update({f"amount{n}": 500_000 + 10_000 * n for n in range(2, MONEYS)})
    record.update({f"amount{n}__{end}": 600_000 for n in range(2) for end in ("lo", "hi")})
    record.update({f"number{n}": n + 1 for n in range(INTS)})
    record.update({f"code{n}": CODES[n % 6] for n in range(CHOICES)})
    record.update({f"day{n}": date(2021, 1 + n, 15) for n in range(DATES)})
    record.update(parameters())
    record["members"] = [
        {
            "key": f"P-{n}",
            "born": date(1960 + 15 * n, 3, 1),
            "disabled": n == 1,
            "illness": "b",
            "months": n,
            "wage": 9_000,
        }
        for n in range(members)
    ]
    return record


def parameters() -> dict[str, Any]:
    named = {"reference_date": date(2022, 2, 28), "line": 650_001, "percent": 40, "adult_age": 18, "limit": 3}
    return {f"p__{name}": value for name, value in named.items()}
