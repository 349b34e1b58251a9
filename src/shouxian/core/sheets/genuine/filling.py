"""A template filled: one text per cell as the other system writes it, checked against its own drop-downs first."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.text import squeezed
from shouxian.core.sheets.genuine.splice import copy_with_part, splice_rows
from shouxian.core.sheets.genuine.template import Heading, Template
from shouxian.core.sheets.guard.scan import column_letters


def fill_template(template: Template, first: int, rows: Sequence[Sequence[Sequence[str]]], target: Path) -> Path:
    """Write ``rows`` from Excel row ``first`` on into a copy of that very file.

    A row holds, per heading, the spellings of its text in order of preference ((): leave the cell); where the column
    has a drop-down, the spelling that it lists is taken. Raises ``ShouxianError`` with TEMPLATE_OPTION for every text
    that a drop-down does not allow, before anything is written.
    """
    faults: list[Fault] = []
    texts = [
        {
            heading.column: _text(template, heading, spellings, number, faults)
            for heading, spellings in zip(template.headings, row, strict=True)
        }
        for number, row in enumerate(rows, start=first)
    ]
    if faults:
        raise ShouxianError(faults)
    with zipfile.ZipFile(template.path) as archive:
        xml = archive.read(template.part).decode("utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    copy_with_part(template.path, template.part, splice_rows(xml, first, texts), target)
    return target


def _text(template: Template, heading: Heading, spellings: Sequence[str], row: int, faults: list[Fault]) -> str:
    told = [text for text in spellings if text]
    if not told or not heading.allowed:
        return told[0] if told else ""
    allowed = {squeezed(text): text for text in heading.allowed}
    for text in told:
        if squeezed(text) in allowed:
            return allowed[squeezed(text)]
    column = f"{column_letters(heading.column)} {heading.text}"
    where = Where(template.path.name, None, template.sheet, row, column)
    faults.append(fault("TEMPLATE_OPTION", where, text=told[0], allowed="、".join(heading.allowed)))
    return ""
