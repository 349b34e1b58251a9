"""Render three annexes to pictures for docs/reference/pages: ``python tests/golden/render.py``.

Needs LibreOffice and poppler (soffice, pdftoppm); part of no test. Fonts that are not here are stood in for by Noto.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from golden import samples
from shouxian.core.sheets.writing.annexes import write_blank, write_filled

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "pages"
STAND_INS = {
    "方正小标宋简体": "Noto Serif CJK SC",
    "仿宋": "Noto Serif CJK SC",
    "黑体": "Noto Sans CJK SC",
    "Calibri": "Liberation Sans",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_workbooks(folder)
        env = os.environ | {"FONTCONFIG_FILE": str(_font_config(folder)), "HOME": str(folder)}
        books = sorted(str(path) for path in folder.glob("*.xlsx"))
        convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *books]
        subprocess.run(convert, env=env, check=True, capture_output=True)
        PAGES.mkdir(parents=True, exist_ok=True)
        for pdf in sorted(folder.glob("*.pdf")):
            draw = ["pdftoppm", "-png", "-gray", "-r", "80", "-f", "1", "-l", "1", "-singlefile"]
            subprocess.run([*draw, str(pdf), str(PAGES / pdf.stem)], check=True)


def _write_workbooks(folder: Path) -> None:
    shenmu, zhanqiao = samples.SHENMU, samples.ZHANQIAO
    write_filled(
        samples.layout(zhanqiao, "annex_2"), samples.questions(zhanqiao), samples.ZHANQIAO_PLACE,
        [samples.ZHANQIAO_CARD], samples.stamp(zhanqiao, "annex_2"), folder / "zhanqiao_annex_2_filled.xlsx",
    )  # fmt: skip
    write_blank(
        samples.layout(shenmu, "annex_1_1"), samples.questions(shenmu), samples.SHENMU_PLACE,
        samples.SHENMU_HOUSEHOLDS, samples.stamp(shenmu, "annex_1_1"), folder / "shenmu_annex_1_1_blank.xlsx",
    )  # fmt: skip
    place = {**samples.SHENMU_PLACE, "report_unit": "示范镇人民政府", "report_date": "2022年3月20日"}
    write_filled(
        samples.layout(shenmu, "annex_4"), samples.questions(shenmu), place, samples.SHENMU_STATISTICS,
        samples.stamp(shenmu, "annex_4"), folder / "shenmu_annex_4_filled.xlsx",
    )  # fmt: skip


def _font_config(folder: Path) -> Path:
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{missing}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{here}</string></edit></match>'
        for missing, here in STAND_INS.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"{aliases}</fontconfig>",
        "utf-8",
    )
    return path


if __name__ == "__main__":
    main()
