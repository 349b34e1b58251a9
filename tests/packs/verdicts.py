"""What the rules of a campaign say of one household, without a store: facts as a rule's own cases write them."""

from collections.abc import Iterable, Mapping, Sequence

from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Where
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.models.rules import RuleCase
from shouxian.core.screening.case_records import case_records


class Judge:
    """Some rules of a campaign, compiled once."""

    def __init__(self, catalogue: Catalogue, campaign: str, names: Iterable[str]) -> None:
        pack = catalogue.campaign(campaign)
        rules = catalogue.rules | pack.rules
        own = {p.name: p for p in pack.campaign.parameters}
        dictionary = catalogue.dictionary
        self.schema = Schema.build(
            dictionary.subjects.values(), dictionary.codelists.values(), (catalogue.parameters | own).values()
        )
        self.names = tuple(names)
        self.programme = Programme.compile(self.schema, [RuleText.of(rules[n], Where(n)) for n in self.names])

    def hits(
        self, given: Mapping[str, object], members: Sequence[Mapping[str, object]] = (), on: str | None = None
    ) -> list[str]:
        """Names of the rules that hit a household with these facts and members, looked at on a day."""
        case = RuleCase.model_validate(
            {"given": _written(given), "members": [_written(m) for m in members], "reference_date": on, "expect": "hit"}
        )
        records = case_records(self.schema, "household", case, "H-1")
        run = self.programme.run_python("household", records.record, {})
        return [name for name in self.names if run.of(name)]


def _written(facts: Mapping[str, object]) -> dict[str, object]:
    """As YAML writes them: a truth is the word true or false."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in facts.items()}
