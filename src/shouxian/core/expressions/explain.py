"""Why a rule came out as it did: a tree of plain sentences, and every fact it looked at with its value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from shouxian.core.expressions.derive import Definitions
from shouxian.core.expressions.evaluate import Frames, ends, value
from shouxian.core.expressions.functions import FUNCTIONS
from shouxian.core.expressions.nodes import (
    Aggregate,
    And,
    Call,
    Compare,
    FactRef,
    Has,
    IsIn,
    Literal,
    Missing,
    Node,
    Not,
    Occurrences,
    Or,
    ParamRef,
    Quantified,
    Sum,
    Type,
    walk,
)
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Lang
from shouxian.core.packs.models.dictionary import SCALES
from shouxian.core.packs.models.parameters import AtLine


@dataclass(frozen=True)
class UsedFact:
    """A raw or derived fact as it was read: ``shown`` is its value in words, ``key`` names a member."""

    subject: str
    fact: str
    label: str
    shown: str
    key: str = ""


@dataclass(frozen=True)
class Explanation:
    """One step: ``verdict`` True, False or None (unknown; also for quantities, whose ``text`` shows the value)."""

    text: str
    verdict: bool | None
    parts: tuple["Explanation", ...] = ()
    facts: tuple[UsedFact, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented lines."""
        yield "  " * depth + self.text
        for part in self.parts:
            yield from part.lines(depth + 1)


_WORDS: dict[str, tuple[str, str]] = {
    "true": ("成立", "true"),
    "false": ("不成立", "false"),
    "unknown": ("无法判断", "unknown"),
    "no value": ("未知", "not known"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "none": ("无", "none"),
    "at least": ("{0}以上", "{0} or more"),
    "at most": ("{0}以下", "{0} or less"),
    "and": ("同时满足", "all of these"),
    "or": ("满足其一", "one of these"),
    "not": ("不满足", "not"),
    "in": ("属于", "is one of"),
    "has": ("包含", "includes"),
    "missing": ("{0} 已询问而未填", "{0} was asked and left blank"),
    "occurrences": ("{0} 出现的次数", "places where {0} stands"),
    "any": ("{1}中至少一个", "at least one of the {1}"),
    "all": ("{1}中每一个", "each of the {1}"),
    "at_least": ("{1}中至少{0}个", "at least {0} of the {1}"),
    "at_most": ("{1}中至多{0}个", "at most {0} of the {1}"),
    "count": ("{1}计数", "number of {1}"),
    "sum": ("{1}合计", "total over {1}"),
    "min": ("{1}最小", "smallest of {1}"),
    "max": ("{1}最大", "largest of {1}"),
    "incomplete": ("(名单未确认完整)", " (the list is not known to be complete)"),
    "line below": ("(等于该线也算低于)", " (an amount exactly at it counts as below)"),
    "line not_below": ("(等于该线不算低于)", " (an amount exactly at it does not count as below)"),
    "colon": (":", ": "),
    "derived": ("{0} 由此得出", "{0} follows from"),
}  # fmt: skip


@dataclass(frozen=True)
class Teller:
    """Puts nodes and their values into words of one language."""

    schema: Schema
    definitions: Definitions
    lang: Lang
    readings: Mapping[str, AtLine]

    def word(self, name: str, *params: object) -> str:
        zh, en = _WORDS[name]
        return (zh if self.lang == "zh" else en).format(*params)

    def label(self, fact: str) -> str:
        return self.schema.facts[fact].label().of(self.lang)

    # --- values -------------------------------------------------------------------------------------------------------

    def amount(self, smallest: int, sort: Type, unit: str) -> str:
        scale = SCALES.get(sort.kind, 1)
        whole, rest = divmod(abs(smallest), scale)
        digits = f"{whole}.{rest:02d}" if rest else str(whole)
        unit = unit or ("元" if sort.kind == "money" else "")
        if self.lang == "en":
            unit = {"元": " yuan", "人": " people", "岁": " years"}.get(unit, f" {unit}" if unit else "")
        return f"{'-' if smallest < 0 else ''}{digits}{unit}"

    def shown(self, known: object, sort: Type, unit: str = "") -> str:
        if known is None:
            return self.word("no value")
        if isinstance(known, bool):
            return self.word("yes" if known else "no")
        if isinstance(known, int):
            return self.amount(known, sort, unit)
        if isinstance(known, date):
            return known.isoformat()[: 7 if sort.kind == "month" else 10]
        if isinstance(known, str):
            return self.schema.code_label(sort.codelist, known, self.lang)
        codes = [self.schema.code_label(sort.codelist, str(code), self.lang) for code in cast("list[str]", known)]
        return "、".join(sorted(codes)) if codes else self.word("none")

    def shown_ends(self, node: Node, frames: Frames, unit: str) -> str:
        low, high = ends(node, frames)
        if low is not None and low == high:
            return self.amount(low, node.type, unit)
        if low is not None and high is not None:
            return f"{self.amount(low, node.type, unit)}—{self.amount(high, node.type, unit)}"
        if low is not None:
            return self.word("at least", self.amount(low, node.type, unit))
        return self.word("no value") if high is None else self.word("at most", self.amount(high, node.type, unit))

    def value_of(self, node: Node, frames: Frames) -> str:
        unit = self.schema.facts[node.name].unit if isinstance(node, FactRef) else ""
        if node.bounded:
            return self.shown_ends(node, frames, unit)
        return self.shown(value(node, frames), node.type, unit)

    def plain(self, node: FactRef | ParamRef, frames: Frames) -> str:
        """The value of a fact or parameter alone, without its name; a line as its document writes it."""
        if isinstance(node, FactRef):
            return self.value_of(node, frames)
        return self.shown(self._as_written(node, frames), node.type, self.schema.parameters[node.name].unit)

    def _as_written(self, node: ParamRef, frames: Frames) -> object:
        known = value(node, frames)
        raised = node.line and isinstance(known, int) and self.readings.get(node.name) == "below"
        return known - 1 if raised else known

    def line(self, node: ParamRef, frames: Frames) -> str:
        """The line as the document writes it, with what holds exactly at it."""
        declared = self.schema.parameters[node.name]
        reading = self.readings.get(node.name, "not_below")
        name = declared.zh if self.lang == "zh" else declared.en
        return f"{name} {self.plain(node, frames)}{self.word(f'line {reading}')}"

    # --- sentences ----------------------------------------------------------------------------------------------------

    def phrase(self, node: Node, frames: Frames) -> str:
        """A quantity or fact with its name and value."""
        match node:
            case Literal():
                return self.shown(node.value, node.type)
            case FactRef():
                return f"{self.label(node.name)} {self.value_of(node, frames)}"
            case ParamRef() if node.line:
                return self.line(node, frames)
            case ParamRef():
                declared = self.schema.parameters[node.name]
                name = declared.zh if self.lang == "zh" else declared.en
                return f"{name} {self.plain(node, frames)}"
            case Occurrences():
                return f"{self.word('occurrences', self.label(node.fact.name))} {self.value_of(node, frames)}"
            case Sum():
                sign = "-" if node.minus else "+"
                return f"{self.phrase(node.left, frames)} {sign} {self.phrase(node.right, frames)}"
            case Call():
                function = FUNCTIONS[node.function]
                name = function.zh if self.lang == "zh" else function.en
                inner = ", ".join(self.phrase(arg, frames) for arg in node.args)
                return f"{name}({inner}) {self.value_of(node, frames)}"
            case Aggregate():
                return f"{self.over(node, frames)} {self.value_of(node, frames)}"
            case _:
                return self.sentence(node, frames)

    def over(self, node: Quantified | Aggregate, frames: Frames) -> str:
        subject = self.schema.subjects[node.child]
        n: object = node.n if isinstance(node, Quantified) else 0
        n = self.phrase(n, frames) if isinstance(n, ParamRef) else n
        told = self.word(node.how, n, subject.zh if self.lang == "zh" else subject.en)
        return told if frames.complete(node.members) else told + self.word("incomplete")

    def sentence(self, node: Node, frames: Frames) -> str:
        match node:
            case Compare():
                return f"{self.phrase(node.left, frames)} {node.operator} {self.phrase(node.right, frames)}"
            case IsIn():
                codes = "、".join(self.shown(v.value, node.item.type) for v in node.values)
                return f"{self.phrase(node.item, frames)} {self.word('in')} {codes}"
            case Has():
                code = self.schema.code_label(node.item.type.codelist, node.code, self.lang)
                return f"{self.phrase(node.item, frames)} {self.word('has')} {code}"
            case Missing():
                return self.word("missing", self.label(node.fact.name))
            case And():
                return self.word("and")
            case Or():
                return self.word("or")
            case Not():
                return self.word("not")
            case Quantified():
                return self.over(node, frames)
            case _:
                return self.phrase(node, frames)

    def tell(self, node: Node, frames: Frames) -> Explanation:
        known = value(node, frames)
        verdict = known if isinstance(known, bool) else None
        told = self.sentence(node, frames)
        if node.type.kind == "bool":
            told = f"{told}{self.word('colon')}{self._verdict(verdict)}"
        return Explanation(told, verdict, tuple(self._below(node, frames)), tuple(self._used(node, frames)))

    def _verdict(self, verdict: bool | None) -> str:
        return self.word("unknown" if verdict is None else "true" if verdict else "false")

    def _below(self, node: Node, frames: Frames) -> Iterator[Explanation]:
        match node:
            case And() | Or() | Not():
                for part in node.parts:
                    yield self.tell(part, frames)
            case Quantified() | Aggregate() if node.body is not None:
                for number, member in enumerate(frames.members(node.members), start=1):
                    inner = self.tell(node.body, frames.with_member(node.child, member))
                    name = str(member.get("key") or number)
                    yield Explanation(f"{name}: {inner.text}", inner.verdict, inner.parts, inner.facts)
            case FactRef() if node.name in self.definitions:
                told = self.tell(self.definitions[node.name], frames.inside(node.subject))
                text = f"{self.word('derived', self.label(node.name))}: {told.text}"
                yield Explanation(text, told.verdict, told.parts, told.facts)
            case _:
                for part in node.parts:
                    if any(self._worth_telling(inner) for inner in walk(part)):
                        yield from self._below(part, frames)

    def _worth_telling(self, node: Node) -> bool:
        return isinstance(node, Aggregate | Quantified) or (isinstance(node, FactRef) and node.name in self.definitions)

    def _used(self, node: Node, frames: Frames) -> Iterator[UsedFact]:
        if isinstance(node, FactRef):
            record = frames.by_subject[node.subject]
            key = "" if record is frames.own else str(record.get("key") or "")
            yield UsedFact(node.subject, node.name, self.label(node.name), self.value_of(node, frames), key)
        elif isinstance(node, Missing | Occurrences):
            yield UsedFact(node.fact.subject, node.fact.name, self.label(node.fact.name), self.phrase(node, frames))
        if not isinstance(node, And | Or | Not | Quantified | Aggregate):
            for part in node.parts:
                yield from self._used(part, frames)


def explain_rule(
    schema: Schema,
    definitions: Definitions,
    node: Node,
    frames: Frames,
    lang: Lang,
    readings: Mapping[str, AtLine],
) -> Explanation:
    """The explanation of ``node`` on the wide record of ``frames``; its ``facts`` are all facts used, each once."""
    told = Teller(schema, definitions, lang, readings).tell(node, frames)

    def collected(step: Explanation) -> Iterator[UsedFact]:
        yield from step.facts
        for part in step.parts:
            yield from collected(part)

    return Explanation(told.text, told.verdict, told.parts, tuple(dict.fromkeys(collected(told))))
