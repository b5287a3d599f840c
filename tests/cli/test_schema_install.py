"""`storyboard schema --install`: editors get what they need, and nobody loses a word that was there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipeline import schemas
from tests.cli.running import Ended, run_storyboard

SETTINGS = ".vscode/settings.json"
INSTALLED = [
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "schemas/library.schema.json",
    "schemas/project.schema.json",
    "schemas/review.schema.json",
    "schemas/storyboard.schema.json",
]


def install(folder: Path, *arguments: str) -> Ended:
    return run_storyboard("schema", "--install", *arguments, cwd=folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def with_settings(folder: Path, text: str) -> Path:
    path = folder / SETTINGS
    path.parent.mkdir()
    path.write_bytes(text.encode())
    return path


def test_an_empty_folder_gets_schemas_and_settings_and_each_is_told(tmp_path: Path) -> None:
    ended = install(tmp_path)

    assert (ended.code, sorted(contents(tmp_path))) == (0, INSTALLED)
    assert sorted(line.split()[1] for line in ended.stdout.splitlines()) == [
        str(Path(path)) for path in INSTALLED
    ]
    assert all(line.startswith("wrote ") for line in ended.stdout.splitlines())
    assert "# yaml-language-server: $schema=schemas/storyboard.schema.json" in ended.stderr


def test_a_second_time_changes_nothing_and_says_so(tmp_path: Path) -> None:
    install(tmp_path)
    before = contents(tmp_path)

    ended = install(tmp_path)

    assert (ended.code, ended.stderr) == (0, "")
    assert {line.split()[0] for line in ended.stdout.splitlines()} == {"unchanged"}
    assert contents(tmp_path) == before


def test_copies_with_the_line_ends_of_windows_are_current(tmp_path: Path) -> None:
    install(tmp_path)
    for path in (tmp_path / "schemas").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    ended = install(tmp_path)

    assert {line.split()[0] for line in ended.stdout.splitlines()} == {"unchanged"}


def test_a_new_project_has_nothing_left_to_install(tmp_path: Path) -> None:
    run_storyboard("init", "series", cwd=tmp_path)
    before = contents(tmp_path / "series")

    ended = install(tmp_path / "series")

    assert {line.split()[0] for line in ended.stdout.splitlines()} == {"unchanged"}
    assert contents(tmp_path / "series") == before


def test_the_root_of_the_project_gets_them_and_not_the_folder_one_stands_in(tmp_path: Path) -> None:
    (tmp_path / "storyboard.toml").touch()
    (tmp_path / "season").mkdir()

    install(tmp_path / "season")

    assert (tmp_path / SETTINGS).is_file()
    assert not any((tmp_path / "season").iterdir())


def test_a_folder_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "series").mkdir()

    ended = install(tmp_path, "series")

    assert (ended.code, sorted(contents(tmp_path / "series"))) == (0, INSTALLED)


def test_a_folder_that_is_not_there_is_wrong_usage_and_is_not_made(tmp_path: Path) -> None:
    ended = install(tmp_path, "storyboard")

    assert (ended.code, ended.stdout) == (2, "")
    assert "storyboard is no folder" in ended.stderr
    assert not any(tmp_path.iterdir())


def test_settings_are_added_to_in_their_own_layout(tmp_path: Path) -> None:
    settings = with_settings(
        tmp_path,
        '{\r\n\t"editor.rulers": [\r\n\t\t110\r\n\t],\r\n\t"title": "Drachenmädchen",\r\n'
        '\t"yaml.schemas": {\r\n\t\t"schemas/library.schema.json": [\r\n\t\t\t"own.yaml"\r\n'
        "\t\t]\r\n\t}\r\n}",
    )

    ended = install(tmp_path)

    assert f"added to   {Path(SETTINGS)}" in ended.stdout
    assert settings.read_bytes().decode() == (
        '{\r\n\t"editor.rulers": [\r\n\t\t110\r\n\t],\r\n\t"title": "Drachenmädchen",\r\n'
        '\t"yaml.schemas": {\r\n\t\t"schemas/library.schema.json": [\r\n\t\t\t"own.yaml",\r\n'
        '\t\t\t"**/*.library.yaml",\r\n\t\t\t"**/*.library.yml"\r\n\t\t],\r\n'
        '\t\t"schemas/storyboard.schema.json": [\r\n\t\t\t"**/*.storyboard.yaml",\r\n'
        '\t\t\t"**/*.storyboard.yml"\r\n\t\t],\r\n'
        '\t\t"schemas/review.schema.json": [\r\n\t\t\t"**/*.review.yaml"\r\n\t\t]\r\n\t}\r\n}'
    )


def test_somebody_s_own_word_stays_and_the_rest_is_added(tmp_path: Path) -> None:
    settings = with_settings(tmp_path, '{"yaml.schemas": {"schemas/library.schema.json": "cast.yaml"}}')

    install(tmp_path)

    added = json.loads(settings.read_text(encoding="utf-8"))["yaml.schemas"]
    assert added["schemas/library.schema.json"] == "cast.yaml"
    assert added["schemas/review.schema.json"] == ["**/*.review.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{\n  // mine\n  "a": 1\n}\n', id="a comment"),
        pytest.param('{"a": 1,}', id="a comma at the end"),
        pytest.param('{"a": 1, "a": 2}', id="equal keys"),
        pytest.param('{"a": NaN}', id="no number"),
        pytest.param('{"a": 1e999}', id="a number that is too large"),
        pytest.param('{"a": "\\ud800"}', id="half a character"),
        pytest.param('\ufeff{"a": 1}', id="a byte order mark"),
        pytest.param("[" * 100_000, id="a depth that nobody writes"),
        pytest.param("[]", id="no mapping"),
        pytest.param('{"yaml.schemas": null}', id="nothing where a mapping should stand"),
        pytest.param("", id="nothing at all"),
    ],
)
def test_settings_that_could_lose_something_stay_and_it_is_told_what_to_add(
    text: str, tmp_path: Path
) -> None:
    settings = with_settings(tmp_path, text)

    ended = install(tmp_path)

    assert settings.read_bytes() == text.encode()
    assert f"left alone {Path(SETTINGS)}" in ended.stdout
    assert '"schemas/storyboard.schema.json": [' in ended.stderr


def test_settings_in_another_encoding_stay(tmp_path: Path) -> None:
    settings = with_settings(tmp_path, "")
    settings.write_bytes(b'{"title": "M\xe4dchen"}')

    install(tmp_path)

    assert settings.read_bytes() == b'{"title": "M\xe4dchen"}'


def test_settings_with_comments_that_hold_ours_are_done(tmp_path: Path) -> None:
    install(tmp_path)
    settings = tmp_path / SETTINGS
    settings.write_text("// mine\n" + settings.read_text(encoding="utf-8"), encoding="utf-8")

    ended = install(tmp_path)

    assert f"unchanged  {Path(SETTINGS)}" in ended.stdout
    assert ended.stderr == ""


def test_a_copy_of_an_earlier_version_is_renewed(tmp_path: Path) -> None:
    install(tmp_path)
    copy = tmp_path / "schemas" / "review.schema.json"
    current = copy.read_bytes()
    copy.write_bytes(current.replace(b'"title": "review"', b'"title": "a review of old"'))

    ended = install(tmp_path)

    assert f"renewed    {Path('schemas/review.schema.json')}" in ended.stdout
    assert copy.read_bytes() == current


def test_a_schema_of_somebody_else_s_is_never_written_over(tmp_path: Path) -> None:
    foreign = tmp_path / "schemas" / "storyboard.schema.json"
    foreign.parent.mkdir()
    foreign.write_text('{"title": "panels"}', encoding="utf-8")

    ended = install(tmp_path)

    assert foreign.read_text(encoding="utf-8") == '{"title": "panels"}'
    assert f"left alone {Path('schemas/storyboard.schema.json')}" in ended.stdout
    assert "move it away" in ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="making a link takes rights that users of Windows lack")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside.json"
    outside.write_text("{}", encoding="utf-8")
    (project / ".vscode").mkdir(parents=True)
    (project / SETTINGS).symlink_to(outside)

    ended = install(project)

    assert outside.read_text(encoding="utf-8") == "{}"
    assert f"left alone {SETTINGS}" in ended.stdout
    assert "is a link" in ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="making a link takes rights that users of Windows lack")
def test_nothing_is_written_through_a_folder_that_is_a_link(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    project.mkdir()
    outside.mkdir()
    (project / ".vscode").symlink_to(outside)

    ended = install(project)

    assert ended.code != 0
    assert ".vscode/ is a link" in ended.stderr
    assert not any(outside.iterdir())


def rules(node: object) -> object:
    """A schema without what only people read."""
    if isinstance(node, list):
        return [rules(one) for one in node]
    if not isinstance(node, dict):
        return node
    notes = ("$comment", "title", "description", "markdownDescription", "examples", "defaultSnippets")
    return {key: rules(value) for key, value in node.items() if key not in notes or isinstance(value, dict)}


@pytest.mark.parametrize("name", ["storyboard", "library", "review", "project"])
def test_a_copy_has_the_rules_of_its_schema(name: str, tmp_path: Path) -> None:
    install(tmp_path)

    copy = json.loads((tmp_path / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))

    assert rules(copy) == rules(schemas.read(name))


def test_a_copy_says_its_descriptions_in_markdown_and_offers_its_examples(tmp_path: Path) -> None:
    install(tmp_path)

    copy = json.loads((tmp_path / "schemas" / "storyboard.schema.json").read_text(encoding="utf-8"))

    aspect = copy["definitions"]["aspect"]
    assert aspect["markdownDescription"] == aspect["description"]
    assert aspect["defaultSnippets"][0] == {"label": "9:16", "body": "${1:9:16}"}
    assert "examples" not in aspect
