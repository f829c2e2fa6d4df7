"""The command: what it writes, prints and exits with."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from packager.cli.check import command as check_command
from packager.cli.fix import command
from packager.errors import MissingInputError, OutputError, SourceError
from tests.books import OPF, replaced, sound_book

BROKEN = replaced(OPF, ' properties="nav"', ' properties="nav scripted"')


def run(*arguments: str | Path) -> Result:
    """Run the command with arguments."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_mended_book_is_written_beside_the_book(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(BROKEN)
    result = run(file)
    assert result.exit_code == 0
    assert "[property-superfluous]" in result.output
    assert result.output.endswith(f"written to {tmp_path / 'tea.fixed.epub'}\n")
    assert (tmp_path / "tea.fixed.epub").exists()
    assert file.read_bytes() == BROKEN


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(BROKEN)
    assert run("--dry-run", file).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["tea.epub"]


def test_the_diff_shows_the_lines_that_changed(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(BROKEN)
    lines = run("--dry-run", "--diff", file).output.splitlines()
    removed = [line for line in lines if line.startswith("-<")]
    assert len(removed) == 1
    assert 'properties="nav scripted"' in removed[0]


def test_findings_that_remain_are_told_and_give_1(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(replaced("EPUB/chapter.xhtml", "<ul>", '<img src="no.png" alt=""/><ul>'))
    result = run(file)
    assert result.exit_code == 1
    assert "remains: EPUB/chapter.xhtml" in result.output


def test_a_file_that_exists_is_replaced_only_by_force(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(BROKEN)
    (tmp_path / "tea.fixed.epub").write_bytes(b"mine")
    assert isinstance(run(file).exception, OutputError)
    assert (tmp_path / "tea.fixed.epub").read_bytes() == b"mine"
    assert run("--force", file).exit_code == 0


def test_a_sound_book_is_copied_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(sound_book())
    assert run(file, "-o", tmp_path / "out.epub").exit_code == 0
    assert (tmp_path / "out.epub").read_bytes() == sound_book()


def test_what_is_no_book_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(b"no book")
    assert isinstance(run(file).exception, SourceError)
    assert isinstance(run(tmp_path / "none.epub").exception, MissingInputError)


def test_check_with_fix_mends_the_book_too(tmp_path: Path) -> None:
    file = tmp_path / "tea.epub"
    file.write_bytes(BROKEN)
    result = CliRunner().invoke(check_command, ["--fix", str(file)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "tea.fixed.epub").exists()


def test_check_with_fix_takes_one_whole_book(tmp_path: Path) -> None:
    result = CliRunner().invoke(check_command, ["--fix", "--mode", "opf", str(tmp_path / "a.opf")])
    assert result.exit_code == 2
    assert "name one EPUB" in result.output
