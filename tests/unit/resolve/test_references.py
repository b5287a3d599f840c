"""Cast and places: short forms, looks, libraries, and names that clash."""

from __future__ import annotations

from pipeline.model import FilePicture
from tests.unit.resolve.reading import HEAD, LIBRARY, fault_of, load, read, told, under

SCENES = "\nscenes: [{id: s, prompt: P.}]"


def paths(images: object) -> list[str]:
    assert isinstance(images, tuple)
    return [str(image.path) for image in images if isinstance(image, FilePicture)]


def test_a_reference_may_be_one_picture_or_a_list() -> None:
    references = read(HEAD + "references: {lobby: a.png, hall: [a.png, b.png]}" + SCENES).references

    assert (paths(references["lobby"].base.images), references["lobby"].name) == (["a.png"], "lobby")
    assert paths(references["hall"].base.images) == ["a.png", "b.png"]


def test_a_reference_has_looks() -> None:
    mei = read(
        HEAD
        + """
references:
  mei: {name: Mei Lin, description: a liar, images: [a.png], looks: {gala: {images: [g.png]}}}
scenes: [{id: s, prompt: P.}]
"""
    ).references["mei"]

    assert (mei.tag, mei.name, mei.base.description) == ("mei", "Mei Lin", "a liar")
    assert paths(mei.base.images) == ["a.png"]
    assert (mei.looks["gala"].description, paths(mei.looks["gala"].images)) == (None, ["g.png"])


def test_a_nearer_reference_replaces_and_its_looks_add_up() -> None:
    library = """
library: 1
references:
  mei: {name: Mei Lin, images: [a.png], looks: {gala: {images: [g.png]}, rain: {images: [r.png]}}}
"""
    text = HEAD + "references: {mei: {description: older, looks: {rain: {images: [new.png]}}}}" + SCENES

    mei = read(text, library).references["mei"]

    assert (mei.name, mei.base.description, mei.base.images) == ("mei", "older", ())
    assert {look: paths(said.images) for look, said in mei.looks.items()} == {
        "gala": ["series/g.png"],
        "rain": ["new.png"],
    }


def test_a_reference_may_not_be_called_narrator() -> None:
    assert told(HEAD + "references: {narrator: a.png}" + SCENES) == [("R005", "narrator")]


def test_a_looks_tag_may_not_be_another_references() -> None:
    library = "library: 1\nreferences: {mei: {looks: {gala: {images: [g.png]}}}}"
    text = HEAD + "references: {mei_gala: a.png}" + SCENES

    fault = fault_of(text, library)

    assert (fault.code, fault.place.path) == ("R006", LIBRARY)
    assert [under(label.place, load(text).storyboard) for label in fault.related] == ["mei_gala"]


def test_two_looks_may_not_be_sent_under_one_tag() -> None:
    assert told(
        HEAD
        + "references: {a: {looks: {b_c: {images: [x.png]}}}, a_b: {looks: {c: {images: [x.png]}}}}"
        + SCENES
    ) == [("R006", "c")]
