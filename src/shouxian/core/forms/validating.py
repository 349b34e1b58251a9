"""ODK Validate out of the pyxform wheel: every form of a build in one Java machine. Without Java, a fault says so."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

from shouxian.core.kernel.faults import Fault, ShouxianError, fault

_SECONDS = 300
_FAILED = "The following files failed validation:"
_NOISE = re.compile(r"^\s*(at |\.\.\. \d+ more|Caused by:|Result:|>>|The following files|\S+\.xml$)")


def java() -> str | None:
    """The Java runtime on the path, if any."""
    return shutil.which("java")


def validate(forms: Mapping[str, str]) -> dict[str, Fault]:
    """Form name → FORMS_INVALID for each XForm that ODK Validate refuses. Raises ``ShouxianError`` FORMS_NO_JAVA."""
    machine = java()
    if machine is None:
        raise ShouxianError(fault("FORMS_NO_JAVA"))
    with tempfile.TemporaryDirectory(prefix="shouxian-forms-") as name:
        folder = Path(name)
        files = {f"form{number}.xml": form for number, form in enumerate(forms)}
        for file, form in files.items():
            (folder / file).write_text(forms[form], "utf-8")
        failed = _run(machine, folder, list(files))[0]
        return {files[f]: fault("FORMS_INVALID", form=files[f], reason=_run(machine, folder, [f])[1]) for f in failed}


def _run(machine: str, folder: Path, files: list[str]) -> tuple[list[str], str]:
    """The files that failed, and what was said in words a form's author understands."""
    words = [machine, "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, *files]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
    told = [line.strip() for line in done.stderr.splitlines() if line.strip() and not _NOISE.match(line)]
    if done.returncode == 0:
        return [], ""
    after = done.stderr.partition(_FAILED)[2]
    failed = [file for file in files if re.search(rf"^{re.escape(file)}$", after, re.M)] or files
    return failed, " ".join(dict.fromkeys(told)) or done.stderr.strip()[-300:]
