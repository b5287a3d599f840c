"""Keys are found where people keep them, and show themselves to nobody."""

from __future__ import annotations

import json
import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.adapters.secrets import Keys, Secret, parsed
from pipeline.errors import UsageProblem

RUNWARE = SimpleNamespace(key_variable="RUNWARE_API_KEY", origin_variable="RUNWARE_BASE_URL")
CANARY = "canary-4711"


def test_the_environment_has_the_first_word(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RUNWARE_API_KEY=of-the-file\n")

    key = Keys(tmp_path, {"RUNWARE_API_KEY": CANARY}).key_for(RUNWARE)

    assert key is not None
    assert key.reveal() == CANARY


def test_the_env_file_has_the_second(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(f"\ufeffRUNWARE_API_KEY='{CANARY}'\r\n".encode())

    key = Keys(tmp_path, {}).key_for(RUNWARE)

    assert key is not None
    assert key.reveal() == CANARY


def test_without_either_there_is_no_key(tmp_path: Path) -> None:
    assert Keys(tmp_path, {}).key_for(RUNWARE) is None


def test_a_variable_set_to_nothing_switches_the_env_file_off(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RUNWARE_API_KEY=of-the-file\n")

    assert Keys(tmp_path, {"RUNWARE_API_KEY": ""}).key_for(RUNWARE) is None


@pytest.mark.skipif(os.name != "posix", reason="POSIX links")
def test_an_env_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(f"RUNWARE_API_KEY={CANARY}\n")
    (tmp_path / ".env").symlink_to("elsewhere")

    with pytest.raises(UsageProblem, match=r"no key can be read: \.env is a link"):
        Keys(tmp_path, {}).key_for(RUNWARE)


def test_a_huge_env_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"#" * 70_000)

    with pytest.raises(UsageProblem, match="larger than 65,536 bytes"):
        Keys(tmp_path, {}).key_for(RUNWARE)


@pytest.mark.parametrize("value", [f"{CANARY}\nX-Other: 1", f"{CANARY} {CANARY}", f"{CANARY}ü"])
def test_what_cannot_be_a_key_is_refused_without_being_shown(tmp_path: Path, value: str) -> None:
    with pytest.raises(UsageProblem, match="RUNWARE_API_KEY is no key") as refusal:
        Keys(tmp_path, {"RUNWARE_API_KEY": value}).key_for(RUNWARE)

    assert CANARY not in str(refusal.value)


def test_a_secret_shows_itself_nowhere() -> None:
    @dataclass
    class Holder:
        secret: Secret

    secret = Secret(CANARY)

    shown = [str(secret), repr(secret), f"{secret}", f"{secret!s:>20}", repr(Holder(secret)), repr([secret])]

    assert CANARY not in "".join(shown)
    with pytest.raises(TypeError, match="not written down"):
        pickle.dumps(secret)


def test_env_lines_are_read_as_people_write_them() -> None:
    text = (
        "# a comment = not a variable\n"
        "A=plain\n"
        "export B = spaced   # and a comment\n"
        'C="quoted # no comment"  # a comment\n'
        "D='single'\n"
        "E=with#inside\n"
        "F=\n"
        "G= # only a comment\n"
        'H="never closed\n'
        "no assignment\n"
        "9=digit\n"
        "A=later\n"
    )

    assert parsed(text) == {
        "A": "later",
        "B": "spaced",
        "C": "quoted # no comment",
        "D": "single",
        "E": "with#inside",
        "F": "",
        "G": "",
        "H": '"never closed',
    }


def test_an_override_comes_from_the_environment_and_never_from_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RUNWARE_BASE_URL=https://thief.example\n")

    assert Keys(tmp_path, {}).override_for(RUNWARE) is None
    overridden = Keys(tmp_path, {"RUNWARE_BASE_URL": "http://127.0.0.1:8800/v1"}).override_for(RUNWARE)
    assert overridden == "http://127.0.0.1:8800"


def test_an_override_that_is_no_origin_is_refused_without_being_shown(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"RUNWARE_BASE_URL": f"https://me:{CANARY}@api.example"})

    with pytest.raises(UsageProblem, match="RUNWARE_BASE_URL is no origin") as refusal:
        keys.override_for(RUNWARE)

    assert CANARY not in str(refusal.value)


# --- the bucket ---------------------------------------------------------------------------------------------

LASTING = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": CANARY}


def test_a_bucket_has_its_keys_from_the_environment_or_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in LASTING.items()))

    for environment in ({}, LASTING):
        found = Keys(tmp_path, environment).bucket_keys()
        assert found is not None
        assert (found.key_id.reveal(), found.secret.reveal(), found.token) == ("AKIA", CANARY, None)
        assert CANARY not in repr(found)


def test_what_is_missing_of_a_bucket_s_keys_is_named(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": " "})

    assert keys.bucket_keys() is None
    assert keys.unset_bucket_keys() == ("AWS_SECRET_ACCESS_KEY",)


@pytest.mark.parametrize(
    ("environment", "file", "token"),
    [
        (LASTING | {"AWS_SESSION_TOKEN": "t"}, "", "t"),
        (LASTING, "AWS_SESSION_TOKEN=of-another-session\n", None),
        (
            {"AWS_SESSION_TOKEN": "of-another-session"},
            "".join(f"{n}={v}\n" for n, v in LASTING.items()),
            None,
        ),
    ],
)
def test_a_session_s_token_counts_only_beside_its_secret(
    tmp_path: Path, environment: dict[str, str], file: str, token: str | None
) -> None:
    (tmp_path / ".env").write_text(file)

    found = Keys(tmp_path, environment).bucket_keys()

    assert found is not None
    assert (None if found.token is None else found.token.reveal()) == token


def test_a_bucket_is_put_elsewhere_by_the_process_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("AWS_ENDPOINT_URL_S3=http://127.0.0.1:1\n")

    assert Keys(tmp_path, {}).bucket_override() is None
    assert Keys(tmp_path, {"AWS_ENDPOINT_URL": "http://127.0.0.1:2/"}).bucket_override() == (
        "http://127.0.0.1:2"
    )
    with pytest.raises(UsageProblem, match="AWS_ENDPOINT_URL_S3 is no origin"):
        Keys(tmp_path, {"AWS_ENDPOINT_URL_S3": "127.0.0.1:1"}).bucket_override()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (b"your key canary-1/2+3 is bad", b"your key *** is bad"),
        (b'{"link": "https://a.example/?key=canary-1%2F2%2B3"}', b'{"link": "https://a.example/?key=***"}'),
        (b"Basic Y2FuYXJ5LTEvMisz, twice Y2FuYXJ5LTEvMisz==", b"Basic ***, twice ***=="),
        (b"nothing of it: canary-1", b"nothing of it: canary-1"),
    ],
)
def test_a_key_is_blotted_out_of_what_somebody_said_however_it_is_written(said: bytes, kept: bytes) -> None:
    assert Secret("canary-1/2+3").blotted(said) == kept


def test_a_key_with_quotes_is_blotted_out_of_json() -> None:
    assert Secret('a"b\\c-canary').blotted(json.dumps({"key": 'a"b\\c-canary'}).encode()) == b'{"key": "***"}'


def test_a_key_that_is_too_short_to_be_one_blots_out_nothing() -> None:
    assert Secret("status").blotted(b'{"status": "status"}') == b'{"status": "status"}'
