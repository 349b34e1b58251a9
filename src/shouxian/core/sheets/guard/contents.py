"""The table of contents of a workbook: its sheets in order, their parts, hidden or not."""

import posixpath
import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError  # types only; parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from shouxian.core.kernel.faults import ShouxianError, Where, fault

_LISTING_BYTES = 8 * 1024 * 1024
_RELATION_ID = "id"


@dataclass(frozen=True)
class SheetPart:
    """A worksheet's name, its part in the package (None for chart sheets), and whether the clerk can see it."""

    name: str
    path: str | None
    hidden: bool


def sheet_parts(archive: zipfile.ZipFile, where: Where) -> list[SheetPart]:
    """Raises ``ShouxianError`` SHEET_GUARD_NOT_WORKBOOK where the contents are broken or there is no sheet."""
    workbook = _xml(archive, "xl/workbook.xml", where)
    relations = {
        element.get("Id", ""): element
        for element in _xml(archive, "xl/_rels/workbook.xml.rels", where)
        if element.get("TargetMode") != "External"
    }
    parts = []
    for sheet in (e for e in workbook.iter() if _local(e.tag) == "sheet"):
        relation = relations.get(next((v for k, v in sheet.attrib.items() if _local(k) == _RELATION_ID), ""))
        hidden = sheet.get("state", "visible") != "visible"
        parts.append(SheetPart(sheet.get("name", ""), _worksheet(archive, relation), hidden))
    if not parts:
        raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK", where))
    return parts


def _worksheet(archive: zipfile.ZipFile, relation: Element | None) -> str | None:
    if relation is None or not relation.get("Type", "").endswith("/worksheet"):
        return None
    target = relation.get("Target", "")
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    return path if path in archive.namelist() else None


def _xml(archive: zipfile.ZipFile, path: str, where: Where) -> Element:
    try:
        with archive.open(path) as file:
            data = file.read(_LISTING_BYTES + 1)
        if len(data) > _LISTING_BYTES:
            raise ShouxianError(fault("SHEET_GUARD_XML", where, reason=path))
        root: Element = fromstring(data, forbid_dtd=True)
    except (KeyError, ParseError, zipfile.BadZipFile, DefusedXmlException, ValueError):
        raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK", where)) from None
    return root


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
