"""Rule × region × household type, counted straight from the masks of a run.

Several bits of a word are added at once. Bits 16 apart stand in one number as four lanes, and a sum of fewer than 2¹⁵
of them never runs over from one lane into the next: a village has fewer households of one type. Where one had more, two
lanes of 31 bits are used.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from shouxian.core.dataset.engine import engine
from shouxian.core.expressions.sql_text import WORD, select
from shouxian.core.screening.run_folder import RunFolder, long_rows, words

FOUR_LANES, TWO_LANES = 16, 31  # bits a lane
MOST_IN_FOUR = (1 << 15) - 1  # the sign of a number is the highest bit of the highest lane
VILLAGE_DIGITS = 12
FIELDS = ("rule", "region", "type", "rows", "hits", "unknowns")


def count_masks(run: RunFolder, subject: str, digits: int = VILLAGE_DIGITS) -> pa.Table:
    """``FIELDS`` sorted by rule, region and type: of so many subjects (``rows``) of a region (the first ``digits`` of
    the village's code: 2 province, 4 city, 6 county, 9 town, 12 village) and type (empty where there is none), how many
    the rule hits and for how many it cannot tell. Rules that are neither anywhere in a region and type are left out."""
    source, rules = run.masks(subject), run.rules(subject)
    if not source or not rules:
        return _none()
    with engine() as db:
        return counted(db, source, rules, digits)


def counted(db: duckdb.DuckDBPyConnection, source: str, rules: Sequence[str], digits: int) -> pa.Table:
    """The same of any masks: ``source`` is a text after FROM with village_key, type and the words of ``rules``."""
    lane = _lane(db, source)
    ones = sum(1 << place for place in range(0, WORD, lane))
    sums = [
        f"sum(({which}_{word} >> {bit}) & {ones})::BIGINT AS {which[0]}_{word}_{bit}"
        for which in ("hits", "unknowns")
        for word in words(len(rules))
        for bit in range(lane)
    ]
    cells = ["village_key AS village", "coalesce(type, '') AS type", "count(*) AS n"]
    inner = select([*cells, *sums], source) + "\nGROUP BY ALL"
    lists = [f"[{', '.join(_sum(letter, bit, lane) for bit in range(len(rules)))}] AS {letter}" for letter in "hu"]
    grouped = select([f"left(village, {digits}) AS region", "type", "sum(n) AS n", *lists], f"({inner})")
    db.register("rules_by_bit", pa.table({"rule": list(rules), "bit": list(range(1, len(rules) + 1))}))
    told = ["rule", "region", "type", 'n::BIGINT AS "rows"', "h[bit] AS hits", "u[bit] AS unknowns"]
    query = select(told, f"({grouped}\nGROUP BY ALL), rules_by_bit") + "\nWHERE h[bit] + u[bit] > 0\nORDER BY 1, 2, 3"
    return db.sql(query).to_arrow_table()


def _lane(db: duckdb.DuckDBPyConnection, source: str) -> int:
    """How wide lanes must be for the largest village and type."""
    counts = select(["count(*) AS n"], source) + "\nGROUP BY village_key, type"
    largest = db.execute(select(["max(n)"], f"({counts})")).fetchall()[0][0] or 0
    return FOUR_LANES if largest <= MOST_IN_FOUR else TWO_LANES


def _sum(letter: str, bit: int, lane: int) -> str:
    word, inside = bit // WORD, bit % WORD
    return f"sum(({letter}_{word}_{inside % lane} >> {lane * (inside // lane)}) & {(1 << lane) - 1})::BIGINT"


def recount(run: RunFolder, subject: str, digits: int = VILLAGE_DIGITS) -> pa.Table:
    """The same table counted the long way, from one row per verdict: slower by far, for proof."""
    source, rules = run.masks(subject), run.rules(subject)
    if not source or not rules:
        return _none()
    links = ("village_key", "type")
    region = [f"left(village_key, {digits}) AS region", "coalesce(type, '') AS type"]
    told = []
    for which in ("hits", "unknowns"):
        long = long_rows(source, rules, which, links)
        told.append(f"({select(['rule', *region, f'count(*) AS {which}'], f'({long})')} GROUP BY ALL)")
    rows = f"({select([*region, 'count(*) AS n'], source)} GROUP BY ALL)"
    fields = ["rule", "region", "type", 'n AS "rows"', "coalesce(hits, 0) AS hits", "coalesce(unknowns, 0) AS unknowns"]
    joined = f"{told[0]} FULL JOIN {told[1]} USING (rule, region, type) JOIN {rows} USING (region, type)"
    with engine() as db:
        return db.sql(select(fields, joined) + "\nORDER BY 1, 2, 3").to_arrow_table()


def _none() -> pa.Table:
    kinds = [pa.string()] * 3 + [pa.int64()] * 3
    return pa.table({name: pa.array([], kind) for name, kind in zip(FIELDS, kinds, strict=True)})
