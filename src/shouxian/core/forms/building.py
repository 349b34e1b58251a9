"""Build every form of a campaign: made, checked, compiled, validated, written to a folder with a list of them."""

import json
from dataclasses import dataclass
from pathlib import Path

from shouxian.core.forms.checking import check
from shouxian.core.forms.compiling import Compiled, compile_form
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import make_forms
from shouxian.core.forms.rows import Form
from shouxian.core.forms.validating import java, validate
from shouxian.core.kernel.faults import Fault, ShouxianError, fault
from shouxian.core.packs.catalogue import CampaignPack

LIST = "forms.json"


@dataclass(frozen=True)
class Built:
    """A campaign's forms. ``validated``: ODK Validate has passed them; ``remarks`` say why not."""

    pack: CampaignPack
    forms: tuple[Compiled, ...]
    validated: bool
    remarks: tuple[Fault, ...]


def build_forms(ground: Ground, *, validating: bool = True) -> Built:
    """Raises ``ShouxianError`` with everything wrong in any form. Without Java the forms are still built, and a remark
    FORMS_NO_JAVA says that nobody has validated them."""
    forms = make_forms(ground)
    wrong = [found for form in forms for found in check(form, ground)]
    if wrong:
        raise ShouxianError(wrong)
    compiled = tuple(compile_form(form) for form in forms)
    remarks: tuple[Fault, ...] = ()
    if validating and java() is None:
        validating, remarks = False, (fault("FORMS_NO_JAVA", blocking=False),)
    if validating:
        invalid = validate({made.form.id: made.xml for made in compiled})
        if invalid:
            raise ShouxianError(invalid.values())
    return Built(ground.pack, compiled, validating, remarks)


def write_forms(built: Built, folder: Path) -> list[Path]:
    """``<form>.xlsx`` and ``<form>.xml`` of every form, and ``forms.json``; the files as written."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for made in built.forms:
        book, xml = folder / f"{made.form.id}.xlsx", folder / f"{made.form.id}.xml"
        book.write_bytes(made.xlsx)
        xml.write_text(made.xml, "utf-8")
        files += [book, xml]
    listed = folder / LIST
    listed.write_text(json.dumps(described(built), ensure_ascii=False, indent=1), "utf-8")
    return [*files, listed]


def described(built: Built) -> dict[str, object]:
    """What ``forms.json`` says."""
    return {
        "campaign": built.pack.campaign.id,
        "validated": built.validated,
        "forms": [_described(made.form, built) for made in built.forms],
    }


def _described(form: Form, built: Built) -> dict[str, object]:
    questions, on_sheets = asked(form, built.pack)
    return {
        "id": form.id, "form_id": form.form_id, "version": form.version, "title": form.title.model_dump(),
        "subject": form.subject, "household_type": form.type, "sheets": list(form.sheets),
        "xlsx": f"{form.id}.xlsx", "xml": f"{form.id}.xml", "questions": questions, "asked_on_sheets": on_sheets,
        "validated": built.validated, "lists": {file: list(properties) for file, properties in form.files.items()},
    }  # fmt: skip


def asked(form: Form, pack: CampaignPack) -> tuple[int, int]:
    """How many questions of its sheets a form asks, each once; and how often those sheets ask them in all."""
    ids = {question.id for question in (*form.questions, *form.members)}
    named = [name for sheet in form.sheets for name in pack.sheets[sheet].questions() if name in ids]
    return len(set(named)), len(named)
