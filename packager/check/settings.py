"""What a project says about checks: the ``[check]`` table of ``packager.toml``, a baseline file.

::

    [check]
    ignore = ["file-name-ascii", "PKG-012"]
    fail-on = "warning"
    [check.severity]
    "RSC-017" = "error"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from packager.check.finding import Report, Severity
from packager.check.report import baseline_key
from packager.data_classes import dataclass
from packager.errors import ConfigError

FILE = "packager.toml"
_KEYS = ("ignore", "fail-on", "severity")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What is ignored, what counts as a failure, which severities differ; by rule name or id."""

    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)


def read_settings(folder: Path) -> CheckSettings:
    """Return the settings of the nearest ``packager.toml``, in the folder or above it.

    Raises:
        ConfigError: the file is no TOML, or has a key or value that is none.
    """
    for candidate in (folder, *folder.parents):
        file = candidate / FILE
        if file.is_file():
            import tomllib

            try:
                table = tomllib.loads(file.read_text("utf-8")).get("check", {})
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise ConfigError(f"{file}: {error}; correct it") from error
            return settings_of(table, str(file))
    return CheckSettings()


def settings_of(table: Mapping[str, Any], where: str) -> CheckSettings:
    """Return the settings that a ``[check]`` table gives; ``where`` is what errors name."""
    for key in table:
        if key not in _KEYS:
            from difflib import get_close_matches

            near = get_close_matches(key, _KEYS, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(_KEYS)}"
            raise ConfigError(f"{where}: [check] has the unknown key {key!r}{hint}")
    ignore = table.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(name, str) for name in ignore):
        raise ConfigError(f"{where}: check.ignore has to be a list of rule names and ids")
    severities = table.get("severity", {})
    if not isinstance(severities, dict):
        raise ConfigError(f"{where}: check.severity has to be a table of rule names and ids")
    fail_on = table.get("fail-on")
    return CheckSettings(
        tuple(ignore),
        None if fail_on is None else _severity(fail_on, f"{where}: check.fail-on"),
        {
            name: _severity(value, f"{where}: check.severity.{name}")
            for name, value in severities.items()
        },
    )


def _severity(value: object, where: str) -> Severity:
    try:
        return Severity(str(value))
    except ValueError as error:
        words = ", ".join(Severity)
        raise ConfigError(f"{where} is {value!r}; write one of {words}") from error


def read_baseline(file: Path) -> frozenset[tuple[str, str, str]]:
    """Return the keys of the findings that a baseline file holds: a JSON report of before.

    Raises:
        ConfigError: the file is not there or is no report.
    """
    import json

    try:
        document = json.loads(file.read_text("utf-8"))
        return frozenset(
            (str(m["rule"]), str(m["path"]), str(m["message"]))
            for report in document["reports"]
            for m in report["messages"]
        )
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; make it by check --format json") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{file}: is no report of check --format json") from error


def keys_of(reports: Iterable[Report]) -> frozenset[tuple[str, str, str]]:
    """Return the baseline keys of reports."""
    return frozenset(baseline_key(f) for report in reports for f in report.findings)
