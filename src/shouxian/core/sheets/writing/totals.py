"""Totals are proven, not trusted: every 合计 is the sum of its rows, and every declared cross-sum holds."""

from collections.abc import Mapping, Sequence

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.packs.models.layouts import CrossSum, Layout
from shouxian.core.sheets.writing.grid import SheetRow


def proven_totals(layout: Layout, rows: Sequence[SheetRow], stated: Mapping[str, int] | None = None) -> dict[str, int]:
    """Sums of the ``total`` columns by field; a column with an unknown value in any row has no total.

    Raises ``ShouxianError`` with SHEET_WRITE_NOT_A_COUNT (a value that is no whole number), SHEET_WRITE_CROSS_SUM (a
    row or the totals whose parts do not make the whole) and SHEET_WRITE_TOTALS (``stated`` figures that differ).
    """
    faults: list[Fault] = []
    totals: dict[str, int] = {}
    for column in (c for c in layout.columns if c.total and c.field):
        values = [row.fields.get(column.field or "") for row in rows]
        for number, value in enumerate(values, start=1):
            if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
                where = Where(sheet=layout.id, row=number, column=column.head[-1])
                faults.append(fault("SHEET_WRITE_NOT_A_COUNT", where, value=value))
        counts = [value for value in values if isinstance(value, int)]
        if len(counts) == len(values):
            totals[column.field or ""] = sum(counts)
    for cross in layout.cross_sums:
        for number, row in enumerate(rows, start=1):
            faults.extend(_cross_faults(layout, cross, row.fields, number))
        faults.extend(_cross_faults(layout, cross, totals, None))
    for name, figure in (stated or {}).items():
        if name in totals and totals[name] != figure:
            faults.append(
                fault("SHEET_WRITE_TOTALS", Where(sheet=layout.id), name=_head(layout, name), stated=figure,
                      summed=totals[name])
            )  # fmt: skip
    if faults:
        raise ShouxianError(faults)
    return totals


def _cross_faults(layout: Layout, cross: CrossSum, values: Mapping[str, object], number: int | None) -> list[Fault]:
    whole, parts = values.get(cross.total), [values.get(name) for name in cross.parts]
    known = [part for part in parts if isinstance(part, int)]
    if not isinstance(whole, int) or len(known) != len(parts) or whole == sum(known):
        return []
    names = "+".join(_head(layout, name) for name in cross.parts)
    where = Where(sheet=layout.id, row=number, column=_head(layout, cross.total))
    return [fault("SHEET_WRITE_CROSS_SUM", where, whole=whole, parts=names, summed=sum(known))]


def _head(layout: Layout, name: str) -> str:
    return next(" ".join(column.head) for column in layout.columns if column.field == name)
