"""The blank workbook of accounts: headings, drop-downs of posts and places, a sheet that says how."""

import io
from typing import Any

import xlsxwriter

from shouxian.server.accounts.offer import EVERYWHERE, Offer
from shouxian.server.accounts.workbook import HEADS, MOST
from shouxian.server.regions.queries import full_name_of

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTHS = {"name": 18, "login": 18, "post": 26, "place": 46, "since": 16, "until": 16}
_SHEETS = (("账号", "Accounts"), ("怎么填", "How to fill it in"), ("可选内容", "Choices"))
_SAID = {
    "name": ("必填。", "Needed."),
    "login": ("留空时按姓名拼音自动生成。", "Left empty, it is made from the name's pinyin."),
    "post": ("必填,请从下拉列表中选。", "Needed: choose from the list."),
    "place": (
        "必填。可以从下拉列表中选,也可以写地名、区划代码或片区名称;几个地方用顿号隔开。",
        "Needed. Choose from the list, or write a name, a code or a named area; put 、 between several.",
    ),
    "since": ("留空表示从今天起。例:2026-03-01", "Left empty: from today on. Example: 2026-03-01"),
    "until": ("留空表示长期;督查人员必填。", "Left empty: until further notice; checkers need one."),
}
_HOW = (
    "一人一行,最多 {most} 人。填好后在“开通账号”页面上传:先逐行核对,全部无误后才一起开通并打印登录条。",
    "One person a row, {most} at most. Hand it in on the page 'Open accounts': every row is checked first; all "
    "accounts are opened together once nothing is wrong, and their slips printed.",
)


def blank(offer: Offer) -> bytes:
    """Only text is written; what is typed stays as typed."""
    made, number = io.BytesIO(), 0 if offer.lang == "zh" else 1
    book = xlsxwriter.Workbook(made, {**_PLAIN, "in_memory": True})
    sheet, how, lists = (book.add_worksheet(names[number]) for names in _SHEETS)
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E3EDF9", "border": 1, "valign": "vcenter"}),
        "text": book.add_format({"num_format": "@", "border": 1, "border_color": "#C0C8D2"}),
        "how": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    offered = {"post": offer.words(), "place": _places(offer, number)}
    _list(lists, offered, [HEADS[name][number] for name in offered])
    _rows(sheet, offered, number, formats, lists.get_name())
    how.set_column(0, 0, 20)
    how.set_column(1, 1, 90)
    how.merge_range(0, 0, 0, 1, _HOW[number].format(most=MOST), formats["how"])
    how.set_row(0, 40)
    for row, (name, said) in enumerate(_SAID.items(), start=1):
        how.write_string(row, 0, HEADS[name][number], formats["head"])
        how.write_string(row, 1, said[number], formats["how"])
    book.close()
    return made.getvalue()


def _rows(sheet: Any, offered: dict[str, list[str]], number: int, formats: dict[str, Any], lists: str) -> None:
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(HEADS):
        sheet.set_column(column, column, _WIDTHS[name], formats["text"])
        sheet.write_string(0, column, HEADS[name][number], formats["head"])
        rule: dict[str, Any] = {
            "validate": "any",
            "input_title": HEADS[name][number],
            "input_message": _SAID[name][number],
        }
        if name in offered:
            letter = "AB"[list(offered).index(name)]
            rule |= {"validate": "list", "source": f"='{lists}'!${letter}$2:${letter}${len(offered[name]) + 1}"}
            rule |= {"error_type": "stop" if name == "post" else "information", "show_error": name == "post"}
        sheet.data_validation(1, column, MOST, column, rule)


def _list(sheet: Any, offered: dict[str, list[str]], heads: list[str]) -> None:
    sheet.set_column(0, 1, 46)
    for column, (head, texts) in enumerate(zip(heads, offered.values(), strict=True)):
        for row, text in enumerate((head, *texts)):
            sheet.write_string(row, column, text)


def _places(offer: Offer, number: int) -> list[str]:
    everywhere = [EVERYWHERE[number]] if "" in offer.manager.where("manage_accounts") else []
    names = (full_name_of(region.code) for region in offer.regions)
    return [*everywhere, *dict.fromkeys(area.name for area in offer.areas), *names]
