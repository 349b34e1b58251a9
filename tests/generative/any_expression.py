"""Random rule texts, typed, over the small town: every node and every function of the language."""

from dataclasses import dataclass
from random import Random

from small_town import CODES

FACTS: dict[str, dict[str, tuple[str, ...]]] = {
    "village": {
        "bool": ("road", "thin"), "date": ("opened",), "money": ("budget",), "int": ("poor_share_seen",),
    },
    "household": {
        "bool": ("safe", "poor"), "date": ("visited", "moved_in", "oldest"), "decimal": ("rate", "area"),
        "money": ("income", "cost", "per_person", "wages"), "int": ("people", "grown", "rooms"), "text": ("note",),
        "choice": ("tenure", "former_tenure", "kind_of_home"), "choices": ("risks",),
    },
    "person": {
        "bool": ("disabled", "adult", "burdened"), "date": ("born",), "money": ("wage", "share", "debt"),
        "int": ("months_worked",), "choice": ("illness",), "choices": ("aids",),
    },
}  # fmt: skip
RAW = {
    "village": ("road", "opened", "budget"),
    "household": ("income", "cost", "people", "safe", "tenure", "risks", "visited", "phone"),
    "person": ("born", "wage", "disabled", "illness", "id_number"),
}
PARAMS = {"money": ("sum_of_aid",), "int": ("limit", "adult_age"), "decimal": ("fine_percent",),
          "date": ("reference_date", "start")}  # fmt: skip
CHILD = {"village": ("households", "household"), "household": ("members", "person")}
PARENT = {"household": "village", "person": "household"}
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


@dataclass
class Author:
    """Writes one expression on ``subject``; inside a function over members ``member`` is their subject."""

    random: Random
    subject: str
    member: str = ""

    def facts(self, kind: str) -> tuple[str, ...]:
        near = self.member or self.subject
        far = self.subject if self.member else PARENT.get(self.subject, "")
        found = FACTS[near].get(kind, ())
        return found + (FACTS[far].get(kind, ()) if far and self.random.random() < 0.4 else ())

    def raw(self) -> str:
        return self.random.choice(RAW[self.member or self.subject])

    def truth(self, depth: int) -> str:
        pick = self.random.random()
        if depth > 0 and pick < 0.45:
            word = self.random.choice((" AND ", " OR "))
            return "(" + word.join(self.truth(depth - 1) for _ in range(self.random.randint(2, 3))) + ")"
        if depth > 0 and pick < 0.55:
            return f"NOT ({self.truth(depth - 1)})"
        if not self.member and self.subject in CHILD and pick < 0.75:
            return self.quantified(depth)
        if not self.member and self.subject in CHILD and pick < 0.86:
            return self.counted()
        return self.plain(depth)

    def plain(self, depth: int) -> str:
        choices = [self.comparison, self.comparison, self.line, self.flag, self.code, self.chosen, self.share,
                   self.days, self.asked, self.text]  # fmt: skip
        return self.random.choice(choices)(depth)

    def quantified(self, depth: int) -> str:
        members, child = CHILD[self.subject]
        body = Author(self.random, self.subject, child).truth(min(depth, 1))
        how = self.random.choice(("any", "all", "at_least", "at_most"))
        n = ""
        if how.startswith("at_"):
            number = str(self.random.randint(0 if how == "at_most" else 1, 3))
            n = f"{self.random.choice((number, number, 'limit'))}, "
        return f"{how}({n}{members}, {body})"

    def counted(self) -> str:
        """A function over members compared, so that each of them is met often."""
        kind = self.random.choice(("int", "int", "money", "decimal"))
        left = self.total(kind)
        return f"{left} {self.random.choice(COMPARISONS)} {self.quantity(kind, 0)}" if "(" in left else self.plain(0)

    def comparison(self, depth: int) -> str:
        kind = self.random.choice(("money", "money", "int", "decimal"))
        if not self.facts(kind):
            kind = "money"
        left, right = self.quantity(kind, depth), self.quantity(kind, depth)
        operator = self.random.choice(COMPARISONS)
        if self.random.random() < 0.15:
            return f"{left} IN (0, 1)"
        return f"{left} {operator} {right}"

    def quantity(self, kind: str, depth: int) -> str:
        pick = self.random.random()
        if pick < 0.12:
            return self.random.choice((*PARAMS[kind], "0", "1"))
        if pick < 0.34:
            left = self.quantity(kind, depth - 1) if depth > 0 else self.known_fact(kind)
            right = self.random.choice((self.known_fact(kind), *PARAMS[kind], "1"))
            return f"({left} {self.random.choice('+-')} {right})"
        if pick < 0.5 and kind == "money":
            amount = self.random.choice((self.known_fact("money"), *PARAMS["money"]))
            return f"per_head({amount}, {self.known_fact('int')})"
        if pick < 0.62 and kind == "int" and self.facts("date"):
            return self.duration()
        if pick < 0.78 and not self.member and self.subject in CHILD:
            return self.total(kind)
        return self.known_fact(kind)

    def known_fact(self, kind: str) -> str:
        found = self.facts(kind)
        if found:
            return self.random.choice(found)
        return f"occurrences({self.raw()})" if kind == "int" else self.random.choice(PARAMS[kind])

    def total(self, kind: str) -> str:
        members, child = CHILD[self.subject]
        inner = Author(self.random, self.subject, child)
        if kind == "int" and self.random.random() < 0.6:
            return f"count({members}, {inner.truth(1)})" if self.random.random() < 0.6 else f"count({members})"
        body = inner.known_fact(kind)
        if body in PARAMS[kind]:
            return f"count({members})" if kind == "int" else body
        return f"{self.random.choice(('sum', 'min', 'max'))}({members}, {body})"

    def day(self) -> str:
        found = self.facts("date")
        if found and self.random.random() < 0.6:
            return self.random.choice(found)
        return self.random.choice(("reference_date", "start", "DATE '2022-02-28'"))

    def duration(self) -> str:
        name = self.random.choice(("age_on", "months_since", "days_since"))
        return f"{name}({self.day()}, {self.day()})"

    def line(self, depth: int) -> str:
        fact = self.quantity("money", min(depth, 1)) if self.random.random() < 0.4 else self.known_fact("money")
        if fact in ("0", "1", *PARAMS["money"]):
            fact = "wage" if "person" in (self.member, self.subject) else "budget"
            fact = fact if self.subject != "household" or self.member else "income"
            fact = "income" if self.member == "household" else fact
        form = self.random.choice(("{} < line", "{} >= line", "line > {}", "line <= {}"))
        return form.format(fact)

    def flag(self, depth: int) -> str:
        fact = self.random.choice(self.facts("bool"))
        return self.random.choice((fact, f"{fact} = TRUE", f"{fact} <> FALSE", f"FALSE = {fact}"))

    def code(self, depth: int) -> str:
        found = self.facts("choice")
        if not found:
            return self.flag(depth)
        fact, form = self.random.choice(found), self.random.randint(0, 3)
        if form == 0:
            return f"{fact} IN ('{self.random.choice(CODES)}', '{self.random.choice(CODES)}')"
        if form == 1:
            return f"{fact} NOT IN ('{self.random.choice(CODES)}')"
        if form == 2:
            return f"{fact} = {self.random.choice(found)}"
        return f"{fact} {self.random.choice(('=', '<>'))} '{self.random.choice(CODES)}'"

    def chosen(self, depth: int) -> str:
        found = self.facts("choices")
        return f"has({self.random.choice(found)}, '{self.random.choice(CODES)}')" if found else self.flag(depth)

    def text(self, depth: int) -> str:
        found = self.facts("text")
        return f"{found[0]} {self.random.choice(('=', '<>'))} 'it''s'" if found else self.days(depth)

    def share(self, depth: int) -> str:
        percent = self.random.choice(("percent", "fine_percent"))
        return f"share_over({self.known_fact('money')}, {self.known_fact('money')}, {percent})"

    def days(self, depth: int) -> str:
        return f"{self.day()} {self.random.choice(COMPARISONS)} {self.day()}"

    def asked(self, depth: int) -> str:
        if self.random.random() < 0.5:
            return f"missing({self.raw()})"
        return f"occurrences({self.raw()}) {self.random.choice(COMPARISONS)} {self.random.choice('01')}"
