"""The table itself: the parts of all rooms under one roof, each code once."""

from shouxian.core.kernel.faults import (
    accounts_part,
    changes_part,
    dataset_part,
    documents_part,
    door_part,
    exports_part,
    expressions_part,
    forms_part,
    moving_part,
    outputs_part,
    packs_part,
    returns_part,
    scale_part,
    server_part,
    sheets_part,
)
from shouxian.core.kernel.faults.model import Detail, Fault, Where


def _join(*parts: tuple[Detail, ...]) -> dict[str, Detail]:
    table: dict[str, Detail] = {}
    for part in parts:
        for detail in part:
            if detail.code in table:
                raise AssertionError(f"fault code {detail.code} stands twice in the table")
            table[detail.code] = detail
    return table


DETAILS = _join(
    packs_part.DETAILS,
    expressions_part.DETAILS,
    dataset_part.DETAILS,
    sheets_part.DETAILS,
    forms_part.DETAILS,
    returns_part.DETAILS,
    outputs_part.DETAILS,
    scale_part.DETAILS,
    server_part.DETAILS,
    changes_part.DETAILS,
    documents_part.DETAILS,
    door_part.DETAILS,
    moving_part.DETAILS,
    exports_part.DETAILS,
    accounts_part.DETAILS,
)


def fault(code: str, where: Where | None = None, *, blocking: bool = True, **params: object) -> Fault:
    """Make a fault by its code; ``KeyError`` for a code that is not in the table."""
    texts = tuple((name, str(value)) for name, value in params.items())
    return Fault(DETAILS[code], where or Where(), texts, blocking)
