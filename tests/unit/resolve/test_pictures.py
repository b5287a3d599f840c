"""Paths and addresses of pictures, by their words alone."""

from __future__ import annotations

import pytest

from pipeline.model import FilePicture
from tests.unit.resolve.reading import HEAD, fault_of, read, told

SCENE = HEAD + "scenes: [{id: s, prompt: P.}]\nreferences: {mei: %s}"


def test_a_path_starts_where_the_file_lies_that_names_it() -> None:
    library = "library: 1\nreferences: {mei: ../cast/mei.png, hall: places/hall.png}"

    references = read(HEAD + "scenes: [{id: s, prompt: P.}]", library).references

    images = [image for reference in references.values() for image in reference.base.images]
    assert [str(image.path) for image in images if isinstance(image, FilePicture)] == [
        "cast/mei.png",
        "series/places/hall.png",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../mei.png", "is outside the project"),
        ("a/../../mei.png", "is outside the project"),
        ("..", "is outside the project"),
        (".", "is outside the project"),
        ("/etc/passwd", "is an absolute path"),
        ("C:/mei.png", "is an absolute path"),
        ("cast\\mei.png", "holds a backslash"),
        ('"a\\0b.png"', "is no path"),
    ],
)
def test_a_path_that_leaves_the_project_is_a_fault(path: str, said: str) -> None:
    fault = fault_of(SCENE % path)

    assert fault.code == "F003"
    assert said in fault.message


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.png",
        "ftp://example.org/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "https://",
        "https://user:word@example.org/a.png",
        "https://example.org/a b.png",
        "https://[broken/a.png",
        "https://localhost/a.png",
        "https://169.254.169.254/latest/meta-data",
        "https://0x7f.1/a.png",
        "https://[::ffff:10.0.0.1]/a.png",
        "https://metadata.google.internal/a.png",
    ],
)
def test_an_address_is_https_or_a_fault(address: str) -> None:
    assert told(SCENE % f"'{address}'") == [("R008", f"'{address}'")]


def test_http_comes_with_its_mend() -> None:
    assert fault_of(SCENE % "http://example.org/a.png").help == "write  https://example.org/a.png"
