"""What a checked expression means, said once more in SQLite: written from the reference of the language alone.

Nothing here comes from the two engines or from the plain meaning; only the checked nodes are read. SQLite's own AND, OR
and NOT over 1, 0 and NULL are Kleene's. A quantity is a pair of SQL texts, its lowest and its highest value (the same
text twice for an exact one), NULL for an end that is not known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from coverage_of_nodes import kind_of

from shouxian.core.expressions import nodes as n
from shouxian.core.expressions.schema import Schema

Pair = tuple[str, str]


class CannotExpressError(Exception):
    """A node that this check has no words for; the rule is left out and its kind is named."""


@dataclass(frozen=True)
class Meaning:
    """Writes SQL about one row of ``subject``, standing in the query under the name ``row``; ``member`` is the subject
    of the row called ``member_row`` inside a function over members. ``read`` gathers (subject, column) on the way."""

    schema: Schema
    subject: str
    read: set[tuple[str, str]]
    row: str = "own"
    member: str = ""
    member_row: str = "one"
    seen: set[str] = field(default_factory=set)

    # --- where a column lies ------------------------------------------------------------------------------------------

    def column(self, subject: str, name: str) -> str:
        self.read.add((subject, name))
        if subject == self.member:
            return f'{self.member_row}."{name}"'
        if subject == self.subject:
            return f'{self.row}."{name}"'
        near, row = (self.member, self.member_row) if self.member else (self.subject, self.row)
        if self.schema.parent(near) != subject:
            raise CannotExpressError(f"a fact of {subject} on {near}")
        self.read.update({(near, f"{subject}_key"), (subject, "key")})
        return f'(SELECT above."{name}" FROM "{subject}" above WHERE above."key" = {row}."{subject}_key")'

    def parameter(self, name: str) -> str:
        return self.column(self.member or self.subject, f"p__{name}")

    # --- truths: 1, 0 or NULL -----------------------------------------------------------------------------------------

    def truth(self, node: n.Node) -> str:
        self.seen.add(kind_of(node))
        match node:
            case n.Literal():
                return "1" if node.value else "0"
            case n.FactRef():
                return self.column(node.subject, node.name)
            case n.And():
                return "(" + " AND ".join(self.truth(item) for item in node.items) + ")"
            case n.Or():
                return "(" + " OR ".join(self.truth(item) for item in node.items) + ")"
            case n.Not():
                return f"(NOT {self.truth(node.item)})"
            case n.Compare():
                return self.compared(node)
            case n.IsIn():
                return f"({self.value(node.item)} IN ({', '.join(self.value(v) for v in node.values)}))"
            case n.Has():
                self.seen.add(kind_of(node.item))
                chosen = self.column(node.item.subject, node.item.name)
                return f"(instr({chosen}, '|{node.code}|') > 0)"
            case n.Missing():
                return self.left_blank(node)
            case n.Call(function="share_over"):
                return self.share_over(node)
            case n.Quantified():
                return self.quantified(node)
            case _:
                raise CannotExpressError(kind_of(node))

    def compared(self, node: n.Compare) -> str:
        if not (node.left.bounded or node.right.bounded):
            return f"({self.value(node.left)} {node.operator} {self.value(node.right)})"
        (low, high), (other_low, other_high) = self.ends(node.left), self.ends(node.right)
        apart = f"{high} < {other_low} OR {low} > {other_high}"
        same = f"{low} = {high} AND {other_low} = {other_high} AND {low} = {other_low}"
        yes, no = {
            "<": (f"{high} < {other_low}", f"{low} >= {other_high}"),
            "<=": (f"{high} <= {other_low}", f"{low} > {other_high}"),
            ">": (f"{low} > {other_high}", f"{high} <= {other_low}"),
            ">=": (f"{low} >= {other_high}", f"{high} < {other_low}"),
            "=": (same, apart),
            "<>": (apart, same),
        }[node.operator]
        return f"(CASE WHEN {yes} THEN 1 WHEN {no} THEN 0 END)"

    def left_blank(self, node: n.Missing) -> str:
        name, subject = node.fact.name, node.fact.subject
        if node.identifier:
            held = (f"{name}__occurrences",)
        else:
            held = (f"{name}__lo", f"{name}__hi") if node.fact.bounded else (name,)
        blank = " AND ".join(f"{self.column(subject, one)} IS NULL" for one in held)
        return f"(coalesce({self.column(subject, f'{name}__asked')}, 0) AND {blank})"

    def share_over(self, node: n.Call) -> str:
        """part / whole > percent / 100: the smallest part of the largest whole decides yes, and the other way no."""
        (low, high), (least, most) = self.ends(node.args[0]), self.ends(node.args[1])
        percent, hundred = self.value(node.args[2]), 100 * node.scale
        yes = f"{low} * {hundred} > {most} * {percent}"
        no = f"{high} * {hundred} <= {least} * {percent}"
        return f"(CASE WHEN {least} > 0 AND {percent} >= 0 THEN CASE WHEN {yes} THEN 1 WHEN {no} THEN 0 END END)"

    # --- quantities and other values ----------------------------------------------------------------------------------

    def ends(self, node: n.Node) -> Pair:
        if not node.bounded:
            return (self.value(node),) * 2
        self.seen.add(kind_of(node))
        match node:
            case n.FactRef():
                return self.column(node.subject, f"{node.name}__lo"), self.column(node.subject, f"{node.name}__hi")
            case n.Sum():
                (low, high), (other_low, other_high) = self.ends(node.left), self.ends(node.right)
                if node.minus:
                    return f"({low} - {other_high})", f"({high} - {other_low})"
                return f"({low} + {other_low})", f"({high} + {other_high})"
            case n.Call(function="per_head"):
                people = self.value(node.args[1])
                low, high = self.ends(node.args[0])
                return _per_head(low, people), _per_head(high, people)
            case n.Aggregate() if node.body is not None:
                inside, body = self.within(node.child), node.body
                return self.total(node, inside.ends(body)[0]), self.total(node, inside.ends(body)[1])
            case _:
                raise CannotExpressError(kind_of(node))

    def value(self, node: n.Node) -> str:
        """One SQL value; of a quantity with two ends only where they meet."""
        if node.bounded:
            low, high = self.ends(node)
            return f"(CASE WHEN {low} = {high} THEN {low} END)"
        if node.type.kind == "bool":
            return self.truth(node)
        self.seen.add(kind_of(node))
        match node:
            case n.Literal():
                return _constant(node.value)
            case n.FactRef():
                return self.column(node.subject, node.name)
            case n.ParamRef():
                return self.parameter(node.name)
            case n.Occurrences():
                return self.column(node.fact.subject, f"{node.fact.name}__occurrences")
            case n.Sum():
                return f"({self.value(node.left)} {'-' if node.minus else '+'} {self.value(node.right)})"
            case n.Call():
                return self.called(node)
            case n.Aggregate():
                return self.total(node, self.counted(node))
            case _:
                raise CannotExpressError(kind_of(node))

    def called(self, node: n.Call) -> str:
        written: dict[str, Callable[[str, str], str]] = {
            "age_on": _age_on, "months_since": _months_since, "days_since": _days_since, "per_head": _per_head,
        }  # fmt: skip
        if node.function not in written:
            raise CannotExpressError(kind_of(node))
        first, second = (self.value(arg) for arg in node.args)
        return written[node.function](first, second)

    # --- over members -------------------------------------------------------------------------------------------------

    def within(self, child: str) -> "Meaning":
        return Meaning(self.schema, self.subject, self.read, self.row, child, self.member_row, self.seen)

    def listed(self, child: str) -> str:
        """FROM … WHERE of the members of this row."""
        self.read.add((child, f"{self.subject}_key"))
        self.read.add((self.subject, "key"))
        return f'"{child}" {self.member_row} WHERE {self.member_row}."{self.subject}_key" = {self.row}."key"'

    def quantified(self, node: n.Quantified) -> str:
        """How many are so, how many may be, and whether there can be others."""
        body = self.within(node.child).truth(node.body)
        whole = self.column(self.subject, f"{node.members}__complete")
        at_most = node.how in ("all", "at_most")
        wanted = body if node.how != "all" else f"(NOT {body})"  # all are so: nobody is known not to be
        number = {"any": "1", "all": "0"}.get(node.how) or self.threshold(node)
        sure, perhaps = "count(*) FILTER (WHERE so)", "count(*) FILTER (WHERE so IS NOT 0)"
        enough, too_few = (f"{sure} > {number}", f"{perhaps} <= {number}") if at_most else (
            f"{sure} >= {number}", f"{perhaps} < {number}"
        )  # fmt: skip
        yes, no = (0, 1) if at_most else (1, 0)
        told = f"SELECT {wanted} AS so FROM {self.listed(node.child)}"
        verdict = f"CASE WHEN {enough} THEN {yes} WHEN {whole} = 1 AND {too_few} THEN {no} END"
        return f"(SELECT CASE WHEN {number} >= {node.least_n} THEN {verdict} END FROM ({told}))"

    def threshold(self, node: n.Quantified) -> str:
        return str(node.n) if isinstance(node.n, int) else self.value(node.n)

    def counted(self, node: n.Aggregate) -> str:
        """What each member adds: 1 where there is no condition, 1 or 0 where there is one, else its quantity or day."""
        return "1" if node.body is None else self.within(node.child).value(node.body)

    def total(self, node: n.Aggregate, each: str) -> str:
        """Unknown where the list may lack somebody or one of them is unknown; nobody has no smallest and no largest."""
        whole = self.column(self.subject, f"{node.members}__complete")
        all_known = "count(*) = count(each)"
        made = {"count": "coalesce(sum(each), 0)", "sum": "coalesce(sum(each), 0)", "min": "min(each)",
                "max": "max(each)"}[node.how]  # fmt: skip
        told = f"SELECT {each} AS each FROM {self.listed(node.child)}"
        return f"(SELECT CASE WHEN {whole} = 1 AND {all_known} THEN {made} END FROM ({told}))"


def _constant(value: bool | int | str | date) -> str:
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    return str(int(value)) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _part(day: str, start: int, length: int) -> str:
    """Year, month or day of an ISO date."""
    return f"CAST(substr({day}, {start}, {length}) AS INTEGER)"


def _age_on(born: str, day: str) -> str:
    """Birthdays had; the text of month and day tells whether this year's has come (29 February comes on 1 March)."""
    years = f"({_part(day, 1, 4)} - {_part(born, 1, 4)})"
    return f"(CASE WHEN {day} >= {born} THEN {years} - (substr({day}, 6) < substr({born}, 6)) END)"


def _months_since(start: str, end: str) -> str:
    """Months from one day of the month to the same day of another, the last one only where that day is reached."""
    months = f"({_part(end, 1, 4)} - {_part(start, 1, 4)}) * 12 + {_part(end, 6, 2)} - {_part(start, 6, 2)}"
    return f"({months} - ({_part(end, 9, 2)} < {_part(start, 9, 2)}))"


def _days_since(start: str, end: str) -> str:
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"


def _per_head(amount: str, people: str) -> str:
    """amount / people to the nearest unit, the half up: floor of (2·amount + people) / (2·people). SQLite cuts towards
    zero, so what is left over is taken away before dividing."""
    top, bottom = f"(2 * {amount} + {people})", f"(2 * {people})"
    return f"(CASE WHEN {people} > 0 THEN ({top} - (({top} % {bottom}) + {bottom}) % {bottom}) / {bottom} END)"
