"""The first sheet of an answered workbook: what was found, how many, and how to go on."""

from collections import Counter

from shouxian.core.sheets.annotate.model import Findings, sentence
from shouxian.core.sheets.reading.returns import EXPLANATION_TITLE

SHEET_NAME = "说明"
_LISTED = 200


def explanation(findings: Findings, file: str, *, only_wrong_rows: bool) -> list[tuple[str, ...]]:
    """Rows of texts: title (by which reading knows the sheet again), counts, instructions, the first faults."""
    wrong_rows = len({(f.where.sheet, f.where.row) for f in findings.faults})
    rows: list[tuple[str, ...]] = [
        (EXPLANATION_TITLE,),
        ("文件", file),
        (findings.counted, str(findings.households)),
        ("有错误的行", str(wrong_rows)),
        ("错误", str(len(findings.faults))),
        ("需要确认", str(len(findings.doubts) + len(findings.confirmations))),
        ("提示(不影响接收)", str(len(findings.remarks))),
        (),
        ("怎么办", _how(only_wrong_rows)),
        (),
        ("错误种类", "数量", "怎么改"),
    ]
    kinds = Counter(f.code for f in findings.faults)
    first = {f.code: f for f in reversed(findings.faults)}
    rows += [(first[code].what("zh"), str(count), first[code].todo("zh")) for code, count in kinds.most_common()]
    rows += [(), ("位置", "说明")]
    told = [*findings.faults, *(d.what for d in findings.doubts), *(c.what for c in findings.confirmations)]
    rows += [(f.where.text("zh"), sentence(f)) for f in (*told, *findings.remarks)[:_LISTED]]
    if len(told) > _LISTED:
        rows.append((f"(只列前 {_LISTED} 条,其余见各表“错误原因”列)",))
    return rows


def _how(only_wrong_rows: bool) -> str:
    if only_wrong_rows:
        return "这里只列出有问题的行。请直接在本文件里改正后交回,其余行已经读到,不必重填。"
    return (
        "红色格是错误,请改正;黄色格请确认。鼠标停在格上可看原因,右侧“错误原因”一列可以筛选。"
        "改好后把本文件原样交回,其余内容不必重填。"
    )
