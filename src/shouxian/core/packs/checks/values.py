"""Checks of parameters: a value that is missing where it is needed, and clauses that disagree exactly at a line."""

from collections.abc import Iterator

from shouxian.core.kernel.faults import Where
from shouxian.core.packs.checks.names import names_in
from shouxian.core.packs.checks.notice import Finding, Notice
from shouxian.core.packs.facts import named_line
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.models.parameters import AtLine, Parameter, ParameterValue
from shouxian.core.packs.resolve import value_at

_READING: dict[AtLine, str] = {"below": "未达标 (below)", "not_below": "已达标 (not below)"}


def missing_parameter(notice: Notice) -> Iterator[Finding]:
    """A parameter that the campaign's questions or answerable rules need, without a value for its place and day."""
    day = in_use(notice.campaign.reference_date).value
    for name in needed_parameters(notice):
        parameter = _parameters(notice)[name]
        without = [place for place in _places(notice) if value_at(parameter, place, day) is None]
        if without:
            place = notice.campaign.place if len(without) == len(_places(notice)) else without[0]
            label = f"{parameter.zh} {name}"
            yield notice.finding("PACK_PARAMETER_MISSING", ("place",), place=place, date=day, name=label)


def disagreement_at_a_line(notice: Notice) -> Iterator[Finding]:
    """Two clauses, of which one counts an amount exactly at the line as below and the other does not."""
    day = in_use(notice.campaign.reference_date).value
    for name in needed_parameters(notice):
        parameter = _parameters(notice)[name]
        values = {id(v): v for place in _places(notice) if (v := value_at(parameter, place, day)) is not None}
        for value in values.values():
            if len({reading.value for reading in value.at_line}) > 1:
                readings = "; ".join(f"{r.clause} → {_READING[r.value]}" for r in value.at_line)
                where = _where(notice, parameter, value)
                finding = notice.finding(
                    "CHECK_LINE", (), name=parameter.zh, name_en=parameter.en, value=f"{value.value} {parameter.unit}",
                    readings=readings, used=_READING[value.reading],
                )  # fmt: skip
                yield Finding(finding.detail, where, finding.params, blocking=False)


def needed_parameters(notice: Notice) -> tuple[str, ...]:
    """Parameters named by the campaign itself, by its rules, and by shared rules whose facts it can know."""
    parameters = _parameters(notice)
    found: dict[str, None] = {}
    for expression in _expressions(notice):
        found.update(dict.fromkeys(name for name in names_in(expression) if name in parameters))
    for question in notice.pack.questions.values():
        for option in question.options:
            lines = (named_line(value) for value in (*option.gives.values(), *option.otherwise.values()))
            found.update(dict.fromkeys(line for line in lines if line in parameters))
    return tuple(found)


def _expressions(notice: Notice) -> Iterator[str]:
    campaign = notice.campaign
    yield from (cell.when for cell in campaign.household_types if cell.when)
    yield from (group.when for group in campaign.priority_groups if group.when)
    yield from (covered.when for job in campaign.jobs for covered in job.coverages if covered.when)
    yield from (covered.unless for job in campaign.jobs for covered in job.coverages if covered.unless)
    yield from (column.when for tally in campaign.tallies for column in tally.columns)
    yield from (verdict.when for handed in campaign.lists for verdict in handed.verdicts if verdict.when)
    yield from (rule.when for rule in notice.pack.rules.values())
    known = _knowable(notice)
    for rule in notice.catalogue.rules.values():
        if rule.id in campaign.left_out_rules or (rule.campaigns and campaign.id not in rule.campaigns):
            continue
        if all(name in known or name in _parameters(notice) for name in names_in(rule.when)):
            yield rule.when


def _knowable(notice: Notice) -> set[str]:
    """Facts that an answer gives, and what is derived from nothing but them."""
    known = {fact for question in notice.pack.questions.values() for fact in question.facts()}
    derived = {v.name: v.derive for v in notice.catalogue.dictionary.variables.values() if v.derive}
    grown = True
    while grown:
        more = {
            name
            for name, text in derived.items()
            if name not in known and all(n in known or n in _parameters(notice) for n in names_in(text))
        }
        known |= more
        grown = bool(more)
    return known


def _parameters(notice: Notice) -> dict[str, Parameter]:
    return notice.catalogue.parameters | {p.name: p for p in notice.campaign.parameters}


def _places(notice: Notice) -> tuple[str, ...]:
    return notice.villages or (notice.campaign.place,)


def _where(notice: Notice, parameter: Parameter, value: ParameterValue) -> Where:
    own = [p.name for p in notice.campaign.parameters]
    if parameter.name in own:
        return notice.where(("parameters", own.index(parameter.name), "values", parameter.values.index(value)))
    source = notice.catalogue.sources[f"parameter:{parameter.name}"]
    assert isinstance(source.data, dict)  # it has been read as a parameter file
    names = [entry["name"] for entry in source.data["parameters"]]
    return source.where(("parameters", names.index(parameter.name), "values", parameter.values.index(value)))
