"""Observations by hand: a village, a household or three, a few facts."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pyarrow as pa

from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.store import Store

VILLAGE = "430682110200"
FIELDS = {
    "key": pa.string(), "village_key": pa.string(), "row": pa.int32(), "head_name": pa.string(), "phone": pa.string(),
    "people": pa.int64(), "housing_safe": pa.bool_(), "net_income_per_head__lo": pa.int64(),
    "net_income_per_head__hi": pa.int64(),
}  # fmt: skip


def observed(*rows: Mapping[str, object], erased: tuple[tuple[str, str], ...] = ()) -> Incoming:
    used = [name for name in FIELDS if any(name in row for row in rows)]
    table = pa.table({n: pa.array([r.get(n) for r in rows], FIELDS[n]) for n in used})
    asked = tuple(n.removesuffix("__lo") for n in used if n not in ("key", "village_key", "row") and "__hi" not in n)
    return Incoming("household", table, asked, erased)


def record(file: str = "returns.xlsx") -> Import:
    return Import(
        0, "return", file, "0" * 64, datetime(2022, 2, 20, tzinfo=UTC), "镇信息员", "test", as_of=date(2022, 2, 20)
    )


ZHANG = {"key": "H-A", "village_key": VILLAGE, "head_name": "示例张三", "phone": "13800000001", "people": 4}


def row_of(store: Store, key: str = "H-A") -> dict[str, object]:
    table = store.read_current("household")
    assert table is not None
    return next(row for row in table.to_pylist() if row["key"] == key)
