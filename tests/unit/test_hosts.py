"""Hosts: which can only be a machine of one's own, in every way that one can be written."""

from __future__ import annotations

import pytest

from pipeline.hosts import is_number, is_own, is_public


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_a_machine_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "192.0.0.192",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
    ],
)
def test_an_address_of_ones_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


OWN = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "127.1",
    "0177.0.0.1",
    "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",
    "127\u30020\u30020\u30021",
    "127.0.0.1.",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1%25eth0]",
    "192.0.0.192",
    "169.254.169.254",
    "224.0.0.1",
    "[ff02::1]",
]


@pytest.mark.parametrize("host", OWN)
def test_every_way_to_write_an_address_of_ones_own_network_is_known(host: str) -> None:
    assert is_number(host)
    assert is_own(host)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "studio.localhost",
        "printer.local",
        "metadata.google.internal",
        "instance-data.ec2.internal",
        "router.home.arpa",
        "metadata",
    ],
)
def test_names_that_lead_home_are_known(host: str) -> None:
    assert is_own(host)


@pytest.mark.parametrize(
    "host",
    [
        "vm.runware.ai",
        "93.184.215.14",
        "[2606:4700::1111]",
        "localhost.example",
        "local.runcomfy.net",
        "1.example",
    ],
)
def test_a_host_of_the_internet_is_not_ones_own(host: str) -> None:
    assert not is_own(host)
