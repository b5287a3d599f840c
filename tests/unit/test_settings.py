"""The project's settings come out complete; what may not stand in them is told with its place."""

from __future__ import annotations

import pytest

from pipeline.settings import BucketSettings, Settings, read_settings

WHOLE = """\
[limits]
runware = 8

[prices]
"skyreels-v1" = 0.20

[publishing]
runcomfy = "data-uri"

[store]
path = "../clips"
shared = "/mnt/orchid/clips"

[providers.runware]
horizon_s = 60
"""


def test_an_empty_file_gives_the_defaults() -> None:
    settings, faults = read_settings("# Marks the root.\n", "storyboard.toml")

    assert (Settings(), ()) == (settings, faults)
    assert (
        settings.limit("runware"),
        settings.publishes("runcomfy"),
        settings.horizon_s("runware"),
        settings.store,
    ) == (4, "none", 120.0, ".storyboard")


def test_what_is_written_counts() -> None:
    settings, faults = read_settings(WHOLE, "storyboard.toml")

    assert faults == ()
    assert settings.limit("runware") == 8
    assert settings.limit("runcomfy") == 4
    assert settings.prices_usd == {"skyreels-v1": 0.2}
    assert settings.publishes("runcomfy") == "data-uri"
    assert settings.store == "../clips"
    assert settings.shared_store == "/mnt/orchid/clips"
    assert settings.horizon_s("runware") == 60.0


@pytest.mark.parametrize(
    ("text", "code", "where", "message"),
    [
        ("[limit]\nrunware = 4\n", "P002", "1:2-7", "unknown setting `limit`"),
        ("engine = 3\n", "P002", "1:1-7", "unknown setting `engine`"),
        ("[store]\npth = 'x'\n", "P002", "2:1-4", "unknown setting `pth` in [store]"),
        (
            "[providers.runware]\nhorizon = 3\n",
            "P002",
            "2:1-8",
            "unknown setting `horizon` in [providers.runware]",
        ),
        (
            "providers.runware.horizon = 3\n",
            "P002",
            "1:1-26",
            "unknown setting `horizon` in [providers.runware]",
        ),
        ("limits = 4\n", "P003", "1:1-7", "`limits` must be a table"),
        ('[limits]\nrunware = "4"\n', "P003", "2:1-8", "`limits.runware` must be a whole number"),
        ("[limits]\nrunware = true\n", "P003", "2:1-8", "`limits.runware` must be a whole number"),
        ("[store]\npath = 3\n", "P003", "2:1-5", "`store.path` must be text that is not empty"),
        ("[store]\nshared = ' '\n", "P003", "2:1-7", "`store.shared` must be text that is not empty"),
        (
            "[store]\nshared = 's3://orchid/clips'\n",
            "P006",
            "2:1-7",
            "`store.shared` is a folder that this machine sees, and no address",
        ),
        (
            "[store]\npath = '\\\\server\\clips'\n",
            "P006",
            "2:1-5",
            "`store.path` is a folder that this machine sees, and no address",
        ),
        (
            "[store]\nshared = '//server/clips'\n",
            "P006",
            "2:1-7",
            "`store.shared` is a folder that this machine sees, and no address",
        ),
        ("[limits]\nrunware = 0\n", "P006", "2:1-8", "`limits.runware` must be from 1 to 100; this is 0"),
        ("[prices]\nx = nan\n", "P006", "2:1-2", "`prices.x` must be from 0 to 100000; this is nan"),
        ("[publishing]\nruncomfy = 'data'\n", "P006", "2:1-9", "`publishing.runcomfy` cannot be `data`"),
        ("api_key = 'x'\n", "P004", "1:1-8", "`api_key` looks like a secret, and this file is for everybody"),
        (
            "[providers.runware]\ntoken = 'x'\n",
            "P004",
            "2:1-6",
            "`providers.runware.token` looks like a secret, and this file is for everybody",
        ),
        (
            "[providers.runware]\nbase_url = 'x'\n",
            "P005",
            "2:1-9",
            "`providers.runware.base_url` is an address of a provider, which no file may set",
        ),
        (
            "[publishing]\nruncomfy = 'https://a.b'\n",
            "P005",
            "2:1-9",
            "`publishing.runcomfy` is an address of a provider, which no file may set",
        ),
        ("[s3]\nregion = 3\n", "P003", "2:1-7", "`s3.region` must be text"),
        ("[s3]\nbucket = 'Orchid'\n", "P006", "2:1-7", "`s3.bucket` cannot be `Orchid`"),
        ("[s3]\nprefix = 'a/../b'\n", "P006", "2:1-7", "`s3.prefix` cannot be `a/../b`"),
        ("[s3]\nprefix = '/a'\n", "P006", "2:1-7", "`s3.prefix` cannot be `/a`"),
        ("[s3]\npath_style = 1\n", "P003", "2:1-11", "`s3.path_style` must be true or false"),
        (
            "[s3]\nexpires_s = 604801\n",
            "P006",
            "2:1-10",
            "`s3.expires_s` must be from 3600 to 604800; this is 604801",
        ),
        ("[s3]\nbuckets = 'a'\n", "P002", "2:1-8", "unknown setting `buckets` in [s3]"),
        (
            "[s3]\nsecret_access_key = 'x'\n",
            "P004",
            "2:1-18",
            "`s3.secret_access_key` looks like a secret, and this file is for everybody",
        ),
        (
            "[limits]\nrunware 4\n",
            "P001",
            "2:9-10",
            "this file is not TOML: Expected '=' after a key in a key/value pair",
        ),
    ],
)
def test_a_wrong_setting_is_told_where_it_stands(text: str, code: str, where: str, message: str) -> None:
    _, (fault,) = read_settings(text, "storyboard.toml")

    place = fault.place
    assert (code, where) == (fault.code, f"{place.line}:{place.column}-{place.end_column}")
    assert message == fault.message


def test_a_misspelt_table_finds_the_right_one() -> None:
    _, (fault,) = read_settings("[limit]\nrunware = 4\n", "storyboard.toml")

    assert fault.label == "did you mean `limits`?"


def test_a_setting_at_fault_keeps_its_default_and_the_others_count() -> None:
    settings, faults = read_settings("[limits]\nrunware = 0\nruncomfy = 2\n", "storyboard.toml")

    assert len(faults) == 1
    assert (settings.limit("runware"), settings.limit("runcomfy")) == (4, 2)


def test_a_secret_is_never_repeated_in_the_fault() -> None:
    _, (fault,) = read_settings("api_key = 'hunter2'\n", "storyboard.toml")

    assert "hunter2" not in fault.message + fault.help + fault.label


@pytest.mark.parametrize("text", ["x = " + "[" * 50_000, ".".join("a" * 5_000) + " = 1"])
def test_a_file_made_to_exhaust_the_reader_is_a_fault(text: str) -> None:
    settings, faults = read_settings(text, "storyboard.toml")

    assert settings == Settings()
    assert len(faults) == 1


# --- the bucket ---------------------------------------------------------------------------------------------


def test_a_bucket_comes_with_what_is_usual() -> None:
    settings, faults = read_settings('[s3]\nbucket = "orchid"\n', "storyboard.toml")

    assert faults == ()
    assert settings.bucket == BucketSettings("orchid", "us-east-1", None, "", 21600, None)


def test_what_is_written_of_a_bucket_counts() -> None:
    written = (
        '[publishing]\nruncomfy = "s3"\n'
        '[s3]\nbucket = "orchid"\nregion = "auto"\nendpoint = "https://abc.r2.cloudflarestorage.com"\n'
        'prefix = "series/one"\nexpires_s = 86400\npath_style = false\n'
    )

    settings, faults = read_settings(written, "storyboard.toml")

    assert faults == ()
    assert settings.publishes("runcomfy") == "s3"
    assert settings.bucket == BucketSettings(
        "orchid", "auto", "https://abc.r2.cloudflarestorage.com", "series/one", 86400, False
    )


def test_without_a_name_there_is_no_bucket() -> None:
    settings, _ = read_settings('[s3]\nregion = "auto"\n', "storyboard.toml")

    assert settings.bucket is None


@pytest.mark.parametrize(
    "address",
    [
        "http://s3.example.com",
        "https://127.0.0.1:9000",
        "https://10.0.0.1",
        "https://2130706433",
        "https://0x7f.1",
        "https://[::1]",
        "https://localhost",
        "https://storage.internal",
        "https://user@s3.example.com",
        "https://s3.example.com/path",
        "https://s3.example.com?x=1",
        "https://s3.example.com#x",
        "https://s3.example.com\\\\@evil.example",
        "s3.example.com",
        "https://\u0455\u0033.example.com",
    ],
)
def test_a_bucket_is_only_at_the_https_address_of_a_public_name(address: str) -> None:
    settings, (fault,) = read_settings(
        f'[s3]\nbucket = "orchid"\nendpoint = "{address}"\n', "storyboard.toml"
    )

    assert (fault.code, fault.place.line) == ("P005", 3)
    assert settings.bucket == BucketSettings("orchid")
