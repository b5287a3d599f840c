"""Places: which file systems other machines share, read from the list of mounts that Linux gives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.adapters.places import network_file_system

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths of Windows are of no mount that Linux lists")

MOUNTS = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 27 0:50 / /films rw,relatime shared:9 master:2 - nfs4 studio:/films rw,vers=4.2
41 40 0:51 / /films/local rw - xfs /dev/vdb rw
42 27 0:52 / /our\040films rw - cifs //studio/films rw
43 27 0:53 / /far rw - fuse.sshfs me@studio: rw
44 27 0:54 / /near rw - fuse.bindfs /films rw
45 27 0:55 / /twice rw - ext4 /dev/vdc rw
46 45 0:56 / /twice rw - 9p share rw
47 27 0:57 / /once-shared rw - nfs studio:/old rw
48 47 0:58 / /once-shared rw - ext4 /dev/vdd rw
a line that is none
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    listed = tmp_path / "mountinfo"
    listed.write_text(MOUNTS, encoding="utf-8")
    return listed


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/films", "nfs4"),
        ("/films/orchid/.storyboard", "nfs4"),
        ("/our films/orchid", "cifs"),
        ("/far/orchid", "fuse.sshfs"),
        ("/twice/orchid", "9p"),
    ],
)
def test_a_path_below_a_network_mount_is_told_with_its_type(path: str, kind: str, mounts: Path) -> None:
    assert network_file_system(Path(path), mounts) == kind


@pytest.mark.parametrize(
    "path", ["/", "/home/me/orchid", "/filmstore", "/films/local/orchid", "/near/orchid", "/once-shared/a"]
)
def test_a_local_path_is_none_even_beside_below_or_on_top_of_a_network_mount(path: str, mounts: Path) -> None:
    assert network_file_system(Path(path), mounts) is None


def test_where_the_system_lists_no_mounts_nothing_is_claimed(tmp_path: Path) -> None:
    assert network_file_system(Path("/films"), tmp_path / "missing") is None
