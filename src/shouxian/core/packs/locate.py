"""Where the packs are: the option given, else SHOUXIAN_PACKS, else inside the wheel, else the checkout."""

import os
from pathlib import Path

from shouxian.core.kernel.faults import ShouxianError, fault


def packs_folder(given: Path | None = None) -> Path:
    """Raises ``ShouxianError`` PACK_NOT_FOUND when the folder named (or any) does not exist."""
    named = given or (Path(os.environ["SHOUXIAN_PACKS"]) if os.environ.get("SHOUXIAN_PACKS") else None)
    if named is not None:
        if not (named / "dictionary").is_dir():
            raise ShouxianError(fault("PACK_NOT_FOUND", path=named))
        return named
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "_packs", package.parents[1] / "packs"):
        if (folder / "dictionary").is_dir():
            return folder
    raise ShouxianError(fault("PACK_NOT_FOUND", path=package / "_packs"))
