"""What lies sealed, shown so far that people recognise it and nobody can use it."""

from shouxian.core.kernel.resident_ids import masked_id, masked_phone
from shouxian.core.packs.models.dictionary import Variable

HIDDEN = "***"  # instead of what not even the end of is shown


def masked(variable: Variable, text: str) -> str:
    """3301**********123X, 138****1234; of an account the last four; of health nothing but that it is known."""
    if variable.hidden == "phone":
        return masked_phone(text)
    if variable.hidden == "id":
        return masked_id(text)
    return "*" * max(len(text) - 4, 4) + text[-4:] if variable.hidden == "account" else HIDDEN
