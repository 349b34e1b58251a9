"""A phone without a phone: JavaRosa, driven line by line. Compiled once per run with the JDK at hand."""

import base64
import contextlib
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

from pyxform.validators.odk_validate import ODK_VALIDATE_PATH

HARNESS = Path(__file__).with_name("Harness.java")


class JavaRosa:
    """One Java machine that fills one form after the other. It says ``OK``, ``CONSTRAINT …`` or ``REQUIRED …``."""

    def __init__(self, classes: Path) -> None:
        compiler, java = shutil.which("javac"), shutil.which("java")
        missing = "the forms' round trip needs a JDK (javac): apt install openjdk-17-jdk-headless"
        assert compiler, missing
        assert java, missing
        words = [compiler, "-encoding", "UTF-8", "-nowarn", "-cp", ODK_VALIDATE_PATH, "-d", str(classes), str(HARNESS)]
        subprocess.run(words, check=True, capture_output=True)
        path = f"{ODK_VALIDATE_PATH}:{classes}"
        self._process = subprocess.Popen(
            [java, "-Duser.timezone=Asia/Shanghai", "-cp", path, "Harness"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
        )  # fmt: skip

    def __enter__(self) -> "JavaRosa":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # it stopped by itself; the test has said so
            self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()

    def do(self, *words: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(words) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("="):
                said = line[1:].rstrip("\n")
                assert not said.startswith("ERROR"), (words, said)
                return said
        raise AssertionError(f"JavaRosa stopped at {words}")

    def open(self, form: Path) -> None:
        assert self.do("form", str(form)) == "OK"

    def answer(self, node: str, value: str) -> str:
        return self.do("answer", node, value)

    def answer_all(self, answers: dict[str, str]) -> None:
        for node, value in answers.items():
            assert self.answer(node, value) == "OK", node

    def faults(self) -> list[str]:
        return [fault for fault in self.do("faults").split("|") if fault]

    def send(self) -> bytes:
        """The finished instance as it would go to the server."""
        return base64.b64decode(self.do("xml"))
