"""Parameters resolved for a place and a day: the longest region prefix wins, and nothing is ever borrowed."""

from collections.abc import Mapping
from datetime import date

from shouxian.core.kernel import region_codes
from shouxian.core.kernel.bounds import parse_bounds
from shouxian.core.packs.models.dictionary import SCALES
from shouxian.core.packs.models.parameters import Parameter, ParameterValue

Resolved = int | date


def value_at(parameter: Parameter, village: str, day: date) -> ParameterValue | None:
    """The value in force, or None: then the parameter is missing there and the office is told."""
    known = {v.place: v for v in parameter.values if v.holds(day)}
    place = region_codes.most_special(known, village)
    return None if place is None else known[place]


def typed_value(parameter: Parameter, value: ParameterValue) -> Resolved:
    """The amount as stored in its column: smallest units; for a line the smallest amount that is *not* below it."""
    if parameter.type == "date":
        return date.fromisoformat(value.value)
    scale = SCALES[parameter.type]
    amount = parse_bounds(f"[{value.value}, {value.value}]", scale).low
    assert amount is not None
    return amount + (1 if parameter.kind == "line" and value.reading == "below" else 0)


def resolve(parameters: Mapping[str, Parameter], village: str, day: date) -> dict[str, Resolved | None]:
    """Every parameter's column value for one place and day; None where it is missing."""
    result: dict[str, Resolved | None] = {}
    for name, parameter in parameters.items():
        value = value_at(parameter, village, day)
        result[name] = None if value is None else typed_value(parameter, value)
    return result
