"""From an XLSForm to an XForm by pyxform: no Java, and every refusal told with the form's name."""

from dataclasses import dataclass

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from shouxian.core.forms.rows import Form
from shouxian.core.forms.workbook import workbook
from shouxian.core.kernel.faults import ShouxianError, fault

ROOT = "data"


@dataclass(frozen=True)
class Compiled:
    """``xlsx`` as a clerk reads it, ``xml`` as a phone does: made from those very bytes."""

    form: Form
    xlsx: bytes
    xml: str


def compile_form(form: Form) -> Compiled:
    """Raises ``ShouxianError`` FORMS_REFUSED with what pyxform says."""
    book = workbook(form)
    try:
        made = convert(book, file_type=".xlsx", form_name=ROOT)
    except PyXFormError as error:
        raise ShouxianError(fault("FORMS_REFUSED", form=form.id, reason=" ".join(str(error).split()))) from None
    return Compiled(form, book, str(made.xform))
