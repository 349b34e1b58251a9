"""The summary of a run: the same content as Markdown and as a Word document."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.shared import Pt

from shouxian.core.outputs.ledgers import Ledger, by_rule
from shouxian.core.outputs.problems import Problem
from shouxian.core.outputs.statistics import VillageCount
from shouxian.core.outputs.view import View

KINDS = {"risk": "风险", "gap": "缺口", "contradiction": "矛盾", "quality": "数据质量", "procedure": "程序"}
FONT = "仿宋"  # asked for by official documents; Word falls back to what the machine has


@dataclass(frozen=True)
class Section:
    """A heading, its sentences, and at most one small table."""

    heading: str
    lines: tuple[str, ...]
    table: Ledger | None = None


@dataclass(frozen=True)
class Summary:
    title: str
    sections: tuple[Section, ...]


def summarise(view: View, counts: Sequence[VillageCount], problems: Sequence[Problem], notes: Sequence[str]) -> Summary:
    """``notes``: what the office has to know of the notice and of missing parameters, one sentence each."""
    campaign = view.campaign
    basis = (
        f"依据:{campaign.issuer}《{campaign.number}》。",
        f"参照日期:{view.reference_date:%Y年%m月%d日}。",
        f"本次筛查编号 {view.run},数据和规则不变时重复筛查结果相同。",
    )
    caution = (
        "系统只发现和提示,是否纳入、如何帮扶由人按程序决定并签字。",
        "收入只是参考,不单独作为纳入或不纳入的依据。",
    )
    numbered = tuple(f"{number}. {note}" for number, note in enumerate(notes, 1))
    sections = (
        Section("一、基本情况", basis),
        _coverage(view, counts),
        _problems(view, problems),
        _rules(view),
        Section("五、需要办公室处理的事项", numbered or ("无。",)),
        Section("六、说明", caution),
    )
    return Summary(f"{campaign.name.zh}情况小结", sections)


def as_markdown(summary: Summary) -> str:
    parts = [f"# {summary.title}"]
    for section in summary.sections:
        parts.append(f"## {section.heading}")
        parts += section.lines
        if section.table:
            parts.append(markdown_table(section.table))
    return "\n\n".join(parts) + "\n"


def markdown_table(table: Ledger) -> str:
    rows = [table.heads, tuple("---" for _ in table.heads), *table.rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows)


def save_docx(summary: Summary, path: Path) -> None:
    """A plain Word document in the fonts of official papers."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.add_heading(summary.title, level=0)
    for section in summary.sections:
        document.add_heading(section.heading, level=1)
        for line in section.lines:
            document.add_paragraph(line)
        if section.table:
            _add_table(document, section.table)
    document.core_properties.author = ""
    document.save(str(path))


def _add_table(document: DocxDocument, table: Ledger) -> None:
    grid = document.add_table(rows=1, cols=len(table.heads), style="Table Grid")
    for cell, head in zip(grid.rows[0].cells, table.heads, strict=True):
        cell.text = head
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.text = str(value)


def _coverage(view: View, counts: Sequence[VillageCount]) -> Section:
    listed, visited = sum(c.listed_total for c in counts), sum(c.visited_total for c in counts)
    active = [c for c in counts if c.listed_total]
    rows = tuple(
        (c.village.name, c.listed_total, c.visited_total, c.listed_total - c.visited_total, c.problems) for c in active
    )
    share = f"{visited * 100 / listed:.1f}%" if listed else "—"
    inside = {c.village.code for c in active}
    types = Counter(h.type for h in view.households.values() if h.visited and h.village in inside)
    told = ",".join(f"{cell.zh}{types[cell.code]}户" for cell in view.campaign.household_types)
    line = f"名册 {len(active)} 个村 {listed} 户,已排查 {visited} 户({share}),其中{told}。"
    return Section("二、排查进度", (line,), Ledger("进度", ("行政村", "应访", "已访", "未访", "问题"), rows))


def _problems(view: View, problems: Sequence[Problem]) -> Section:
    counted = Counter(problem.problem for problem in problems)
    rows = tuple((cell.zh, counted[cell.code]) for cell in view.campaign.problem_classes)
    households = len({problem.household for problem in problems if problem.household})
    line = f"共发现问题 {len(problems)} 个,涉及 {households} 户。同一户同一类问题只计一次。"
    return Section("三、发现的问题", (line,), Ledger("问题", ("类别", "个数"), rows))


def _rules(view: View) -> Section:
    names = {detail.rule.id: detail.rule for detail in view.details}
    rows = tuple((rule, KINDS[names[rule].kind], count) for rule, count in by_rule(view.details))
    line = f"{len(rows)} 条规则有发现,共 {len(view.details)} 条。"
    return Section("四、各规则发现情况", (line,), Ledger("规则", ("规则", "性质", "发现数"), rows))
