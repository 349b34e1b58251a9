"""What a run saw and what is asked of it: pairs, expressions, every kind of node, verdicts, differences."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from coverage_of_nodes import every_kind

VERDICTS = ("hit", "clear", "unknown")


@dataclass(frozen=True)
class Demands:
    """What a run must have covered before "they agree" may be said of the language."""

    pairs: int
    expressions: int
    each_kind: int
    each_verdict: float


LONG = Demands(pairs=1_000_000, expressions=1_000, each_kind=100, each_verdict=0.10)
"""What `make agree` stands for. A kind of node counts once per expression that has it."""


@dataclass(frozen=True)
class Difference:
    """Two ways that do not say the same of one rule on one record of ``village``. ``origin``: seed and round."""

    rule: str
    subject: str
    key: str
    village: dict[str, Any]
    ways: tuple[str, str]
    said: tuple[str, str]
    origin: str

    def text(self) -> str:
        told = ", ".join(f"{way} {said}" for way, said in zip(self.ways, self.said, strict=True))
        return f"{self.rule} on {self.key} ({self.origin}): {told}"


@dataclass
class Report:
    """``kinds``: in how many expressions a kind of node stands; ``asked``: pairs each way was asked about;
    ``third_kinds``: kinds that the third check said; ``third_left_out``: why it left expressions out."""

    expressions: set[str] = field(default_factory=set)
    pairs: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    third_kinds: set[str] = field(default_factory=set)
    third_left_out: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def share(self, verdict: str) -> float:
        return self.verdicts[verdict] / max(1, self.verdicts.total())

    def rare(self, wanted: int) -> dict[str, int]:
        """Kinds in fewer than ``wanted`` expressions, those never met too."""
        return {kind: self.kinds[kind] for kind in every_kind() if self.kinds[kind] < wanted}

    def unmet(self, demands: Demands) -> list[str]:
        """The demands this run does not meet, in words."""
        return list(self._unmet(demands))

    def _unmet(self, demands: Demands) -> Iterator[str]:
        if self.pairs < demands.pairs:
            yield f"{self.pairs:,} pairs, wanted {demands.pairs:,}"
        if len(self.expressions) < demands.expressions:
            yield f"{len(self.expressions):,} distinct expressions, wanted {demands.expressions:,}"
        for kind, count in self.rare(demands.each_kind).items():
            yield f"{kind} in {count} expressions, wanted {demands.each_kind}"
        for verdict in VERDICTS:
            if self.share(verdict) < demands.each_verdict:
                yield f"{verdict} {self.share(verdict):.1%}, wanted {demands.each_verdict:.0%}"
        never = sorted(set(self.kinds) - set(every_kind()))
        yield from (f"{kind} was met, but coverage_of_nodes.py does not list it" for kind in never)

    def text(self) -> str:
        """The coverage, for people: one kind of node a line, its count, and whether the third check said it."""
        shares = ", ".join(f"{verdict} {self.share(verdict):.1%}" for verdict in VERDICTS)
        asked = ", ".join(f"{way} {count:,}" for way, count in self.asked.items())
        lines = [
            f"{self.pairs:,} pairs, {len(self.expressions):,} distinct expressions, "
            f"{len(self.differences)} differences",
            f"asked: {asked}",
            f"verdicts: {shares}",
            f"refused at load: {dict(self.refused)}",
            "kinds of nodes (expressions that have them):",
        ]
        for kind in sorted({*every_kind(), *self.kinds}):
            unsaid = "" if kind in self.third_kinds or not self.kinds[kind] else "   not said by the third check"
            lines.append(f"  {kind:<34}{self.kinds[kind]:>7,}{unsaid}")
        lines += [f"left out by the third check: {why} ({n}×)" for why, n in self.third_left_out.items()]
        return "\n".join(lines)
