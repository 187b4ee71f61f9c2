from __future__ import annotations

import io
import os
from dataclasses import replace

import pytest

from reviewer.errors import NotReadError
from reviewer.intake.fetch import from_bytes, from_file, from_stream
from reviewer.settings import Limits


def _reason(call):
    with pytest.raises(NotReadError) as caught:
        call()
    return caught.value.reason


def test_a_blob_keeps_the_bytes_their_digest_and_their_type():
    blob = from_bytes("公告".encode(), "公告.txt")
    assert (blob.media_type, blob.size, len(blob.sha256)) == ("text/plain", 6, 64)


def test_a_missing_file_is_refused_by_reason(tmp_path):
    assert _reason(lambda: from_file(tmp_path / "无.txt", Limits())) == "missing"


def test_a_folder_and_a_pipe_are_no_files_and_do_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert _reason(lambda: from_file(tmp_path, Limits())) == "special-file"
    assert _reason(lambda: from_file(tmp_path / "pipe", Limits())) == "special-file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused_by_reason(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("甲")
    path.chmod(0)
    assert _reason(lambda: from_file(path, Limits())) == "permission"


def test_a_loop_of_links_is_an_io_error(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "a")
    assert _reason(lambda: from_file(tmp_path / "a", Limits())) == "io-error"


def test_the_byte_limit_holds_for_files_and_streams(tmp_path):
    limits = replace(Limits(), bytes=10)
    (tmp_path / "a.txt").write_bytes(b"x" * 11)
    assert _reason(lambda: from_file(tmp_path / "a.txt", limits)) == "too-large"
    assert _reason(lambda: from_stream(io.BytesIO(b"x" * 11), "-", limits)) == "too-large"
    assert from_stream(io.BytesIO(b"x" * 10), "-", limits).size == 10
