"""One Java machine for all tests of this folder, and the made-up notice's forms beside their lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.openrosa.phone import JavaRosa
from tests.unit.forms.made_notice import MadeNotice

from shouxian.core.forms.compiling import compile_form
from shouxian.core.forms.entity_lists import Listed, list_text, used_properties
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.names import file
from shouxian.core.forms.rows import Form
from shouxian.core.packs.facts import Fact

VILLAGE = "430682110201"
KNOWN: dict[str, Fact] = {
    "head_name": "老户示例", "village_group": "3组", "people_count": 2, "housing_safe": True, "tenure": "rent",
    "wage_income": 1_600_050, "welfare": ("subsistence", "destitute"), "has_electricity": True,
}  # fmt: skip
KEY, MEMBER = "H-7K3M9QXW2C-5", "P-7K3M9QXW2C-5"


@dataclass(frozen=True)
class Campaign:
    """The made-up notice as a phone has it: forms, and the lists of one village, in one folder."""

    ground: Ground
    forms: dict[str, Form]
    folder: Path

    def xml(self, form: str) -> Path:
        return self.folder / f"{form}.xml"


@pytest.fixture(scope="session")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    notice = MadeNotice(tmp_path_factory.mktemp("notice"))
    ground, folder = notice.ground(), tmp_path_factory.mktemp("phone")
    forms = notice.made()
    for name, form in forms.items():
        (folder / f"{name}.xml").write_text(compile_form(form).xml, "utf-8")
    rows = {
        "village": [Listed(VILLAGE, {}, {}, "示例村")],
        "household": [Listed(KEY, KNOWN, {"village": VILLAGE}, type="general")],
        "person": [Listed(MEMBER, {"member_name": "老人示例", "labour_ability": "none"}, {"household": KEY})],
    }
    used = used_properties(forms.values())
    for level in ground.dictionary.subjects.values():
        if file(level) in used:
            text = list_text(level, used[file(level)], rows.get(level.subject, []), ground)
            (folder / file(level)).write_text(text, "utf-8")
    return Campaign(ground, forms, folder)


@pytest.fixture(scope="session")
def javarosa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JavaRosa]:
    with JavaRosa(tmp_path_factory.mktemp("classes")) as machine:
        yield machine
