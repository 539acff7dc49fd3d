"""One version, compiled: everything comes out as it went in, and a file of another format is made anew."""

from pathlib import Path

import pytest

from registry.domain import RegisteredObject
from registry.domain.membership import OBJECT_CLASSES
from registry.errors import NotFound
from registry.rdf.canonical import object_path, write_canonical
from registry.rdf.objects import read_object, write_object
from registry.terminology.artefact import Artefact, open_artefact
from registry.terminology.compiling import write_artefact
from registry.terminology.members import json_of
from registry.terminology.protocol import MemberKind, VersionReader
from tests.terminology import content


def compiled(value: RegisteredObject, folder: Path) -> Artefact:
    digest = write_canonical(write_object(value), folder).digest
    write_artefact(value, digest, folder)
    return open_artefact(folder, digest)


@pytest.mark.parametrize("value", content.everything(), ids=lambda value: type(value).__name__)
def test_every_kind_of_object_comes_out_whole(value: RegisteredObject, tmp_path: Path) -> None:
    reader: VersionReader = compiled(value, tmp_path)
    assert reader.object() == value
    assert read_object(reader.triples()) == value
    assert type(reader.header()) is OBJECT_CLASSES[reader.kind] is type(value)
    assert (reader.header().iri, reader.header().extra) == (value.iri, value.extra)


def test_members_keep_their_order_and_are_read_by_page(tmp_path: Path) -> None:
    value = content.code_list()
    reader = compiled(value, tmp_path)
    assert reader.members() == value.codes
    assert reader.members(1, 1) == value.codes[1:2]
    assert reader.members(2, 10) == value.codes[2:]
    assert reader.members(9) == ()
    page = reader.page(0, 2)
    assert (page.total, page.offset, len(page.items)) == (3, 0, 2)
    assert [type(value.codes[0]).model_validate_json(item) for item in page.items] == list(value.codes[:2])


def test_members_of_one_kind(tmp_path: Path) -> None:
    reader = compiled(content.pathway(), tmp_path)
    assert [member.iri for member in reader.members(kind=MemberKind.ACTOR_ROLE)] == [
        content.BASE + "actor-role/sykehus"
    ]
    assert (reader.count(), reader.count(MemberKind.PHASE), reader.count(MemberKind.CODE)) == (3, 1, 0)
    assert reader.members(kind=MemberKind.CODE) == ()


def test_a_member_by_iri_and_by_notation(tmp_path: Path) -> None:
    value = content.code_list()
    reader = compiled(value, tmp_path)
    assert reader.member(value.codes[1].iri) == value.codes[1]
    assert type(value.codes[1]).model_validate_json(reader.member_json(value.codes[1].iri)) == value.codes[1]
    assert reader.by_notation("J") == (content.code("J", "Ja"),)
    assert reader.by_notation("j") == ()
    with pytest.raises(NotFound, match="code/7304/Q"):
        reader.member(content.BASE + "code/7304/Q")


def test_the_json_of_a_member_has_no_empty_fields(tmp_path: Path) -> None:
    reader = compiled(content.code_list(), tmp_path)
    wanted = b'{"iri":"https://omforent.no/code/7304/J","notation":"J","pref_label":[{"text":"Ja","lang":"nb"}]}'
    assert reader.member_json(content.BASE + "code/7304/J") == wanted


def test_steps_up_and_down(tmp_path: Path) -> None:
    concepts = compiled(content.scheme(), tmp_path)
    assert concepts.parents(content.CONCEPT) == (content.BASE + "concept/dokument",)
    assert concepts.children(content.BASE + "concept/dokument") == (content.CONCEPT,)
    assert concepts.children(content.CONCEPT) == ()
    elements = compiled(content.model(), tmp_path)
    assert elements.parents(content.ELEMENT) == (content.BASE + "type/epikrise-1.2/Message",)


def test_the_same_version_gives_the_same_bytes(tmp_path: Path) -> None:
    for value in content.everything():
        one, other = write_artefact(value, "ab" * 32, tmp_path / "1"), write_artefact(value, "ab" * 32, tmp_path / "2")
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:20],
        lambda data: data[:-8],
        lambda data: b"OTHER..\n" + data[8:],
        lambda data: data[:8] + b"\xff\0\0\0" + data[12:],
        lambda data: data[:8] + b"\x01\0\0\0" + data[12:],
        lambda data: data[:12] + b"\xff\xff\0\0" + data[16:],
        lambda data: data[:60] + b"\xff" * 4 + data[64:],
        lambda data: bytes(range(256)) * 9,
        None,
    ],
    ids=[
        "empty",
        "cut in its head",
        "cut",
        "other magic",
        "later format",
        "earlier format",
        "more sections",
        "section outside",
        "garbage",
        "gone",
    ],
)
def test_a_file_that_is_not_ours_is_made_anew(spoil, tmp_path: Path) -> None:
    reader = compiled(content.scheme(), tmp_path)
    path = object_path(tmp_path, reader.digest, ".idx")
    good = path.read_bytes()
    del reader
    path.unlink()
    if spoil:
        path.write_bytes(spoil(good))
    digest = path.name.removesuffix(".idx")
    assert open_artefact(tmp_path, digest).object() == content.scheme()
    assert path.read_bytes() == good


def test_a_version_that_nobody_has_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        open_artefact(tmp_path, "ab" * 32)


@pytest.mark.parametrize("value", content.everything(), ids=lambda value: type(value).__name__)
def test_the_whole_as_json_in_parts(value: RegisteredObject, tmp_path: Path) -> None:
    reader = compiled(value, tmp_path)
    assert b"".join(reader.json()) == json_of(value) + b"\n"
    assert b"".join(reader.blocks()) == reader.text()
