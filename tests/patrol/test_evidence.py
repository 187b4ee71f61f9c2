"""What was fetched is kept byte by byte, and every change of it is named."""

import gzip
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from reviewer.patrol.evidence import CUT, PART, Entry, Writer, recover
from reviewer.patrol.manifest import decoded, encoded, manifest_path, verify

AT = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
HEAD = b"HTTP/1.1 200  OK\r\nServer:nginx\r\nX-Odd :  \xb9\xab\xc6\xbd\r\nContent-Type: text/html\r\n\r\n"
REQUEST = b"GET /a/1.html HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n"
NAME = "20260302-0001.warc.gz"


def exchange(number=1, **given):
    body = random.Random(number).randbytes(2000)
    values = {"request": REQUEST, "head": HEAD, "body": body, "ip": "192.0.2.7", "notes": {"outcome": "ok"}}
    return Entry(
        f"http://www.example.gov.cn/a/{number}.html", AT + timedelta(seconds=number), **{**values, **given}
    )


def written(folder, count=5):
    with Writer(folder, NAME, "reviewer") as writer:
        kept = [writer.put(exchange(number)) for number in range(1, count + 1)]
        return writer.path, kept, writer.close()


def records(data):
    return [
        (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.raw_stream.read())
        for record in ArchiveIterator(BytesIO(data), no_record_parse=True)
    ]


def read_at(path, kept):
    data = path.read_bytes()[kept.offset : kept.offset + kept.length]
    return gzip.decompress(data)


def test_an_answer_is_kept_as_the_bytes_that_came_even_where_its_head_is_odd(tmp_path):
    path, kept, _ = written(tmp_path)
    assert read_at(path, kept[2]).endswith(b"\r\n\r\n" + HEAD + exchange(3).body + b"\r\n\r\n")
    found = records(path.read_bytes())
    assert [kind for kind, _, _ in found] == ["warcinfo", *["response", "request", "metadata"] * 5]
    assert found[2][2] == REQUEST
    assert found[3][2] == b"outcome: ok\r\n"


def test_the_records_are_warc_1_1_with_digests_that_another_program_finds_right(tmp_path, capsys):
    path, _, _ = written(tmp_path)
    head = gzip.decompress(path.read_bytes()).split(b"WARC/1.1\r\n")[2]
    assert b"WARC-Date: 2026-03-02T01:00:01.123456Z\r\n" in head
    assert b"WARC-Payload-Digest: sha256:" in head
    assert b"WARC-Block-Digest: sha256:" in head
    assert b"WARC-IP-Address: 192.0.2.7" in head
    arguments = type("Arguments", (), {"inputs": [str(path)], "verbose": True})
    assert Checker(arguments).process_all() == 0
    assert "digest pass" in capsys.readouterr().out


def test_a_body_that_was_kept_before_is_told_not_kept_twice(tmp_path):
    with Writer(tmp_path, NAME, "reviewer") as writer:
        first = writer.put(exchange())
        again = writer.put(exchange(earlier=(exchange().url, exchange().at)))
    told = read_at(writer.path, again)
    assert b"WARC-Type: revisit" in told
    assert b"WARC-Refers-To-Date: 2026-03-02T01:00:01.123456Z" in told
    assert exchange().body not in told
    assert again.length < first.length / 2


def test_where_no_answer_came_the_notes_tell_what_was_asked_and_what_happened(tmp_path):
    with Writer(tmp_path, NAME, "reviewer") as writer:
        kept = writer.put(exchange(head=b"", body=b"", notes={"outcome": "timeout"}))
    assert b"WARC-Type: metadata" in read_at(writer.path, kept)
    assert b"outcome: timeout" in read_at(writer.path, kept)


def test_a_closed_file_agrees_with_its_manifest(tmp_path):
    path, _, manifest = written(tmp_path)
    assert decoded(manifest_path(path).read_bytes()) == manifest
    assert encoded(decoded(encoded(manifest))) == encoded(manifest)
    assert manifest.size == path.stat().st_size
    assert len(manifest.members) == 16
    assert verify(path, manifest).bad is None
    assert not list(tmp_path.glob(f"*{PART}"))


def parts(path, manifest):
    data = path.read_bytes()
    return [data[member.offset : member.offset + member.length] for member in manifest.members]


def changed(path, manifest, change):
    pieces = parts(path, manifest)
    change(pieces)
    path.write_bytes(b"".join(pieces))
    return verify(path, manifest).bad


def _flip(pieces):
    middle = len(pieces[7]) // 2
    pieces[7] = pieces[7][:middle] + bytes([pieces[7][middle] ^ 1]) + pieces[7][middle + 1 :]


def _swap(pieces):
    pieces[7], pieces[10] = pieces[10], pieces[7]


def _cut(pieces):
    pieces[7:] = [pieces[7][: len(pieces[7]) // 2]]


def _replace(pieces):
    pieces[7] = gzip.compress(gzip.decompress(pieces[7]).replace(b"nginx", b"other"))


@pytest.mark.parametrize(
    ("change", "fault", "words"),
    [
        (_flip, "damaged", "损坏"),
        (_swap, "swapped", "调换"),
        (_cut, "truncated", "截断"),
        (_replace, "altered", "改动"),
        (lambda pieces: pieces.pop(7), "missing", "缺失"),
        (lambda pieces: pieces.__delitem__(slice(7, None)), "missing", "缺失"),
        (lambda pieces: pieces.insert(7, gzip.compress(b"WARC/1.1\r\n\r\n")), "added", "多出"),
        (lambda pieces: pieces.insert(7, pieces[2]), "added", "多出"),
    ],
    ids=["flipped", "swapped", "cut", "replaced", "left out", "end left out", "foreign", "copy"],
)
def test_the_first_bad_member_is_named_with_what_is_wrong(tmp_path, change, fault, words):
    path, _, manifest = written(tmp_path)
    bad = changed(path, manifest, change)
    assert (bad.number, bad.fault) == (8, fault)
    assert bad.url == "http://www.example.gov.cn/a/3.html"
    assert "第 8 条" in bad.message
    assert words in bad.message


def test_what_stands_behind_the_last_member_is_told(tmp_path):
    path, _, manifest = written(tmp_path)
    bad = changed(path, manifest, lambda pieces: pieces.append(b"\0"))
    assert (bad.number, bad.fault) == (17, "added")


def test_a_manifest_that_was_made_to_fit_does_not_agree_with_itself(tmp_path):
    path, _, manifest = written(tmp_path)
    assert verify(path, replace(manifest, members=manifest.members[:-1])).bad.fault == "added"
    assert verify(path, replace(manifest, sha256="0" * 64)).bad.fault == "manifest"
    assert verify(path, replace(manifest, sm3="0" * 64)).bad.fault == "manifest"
    shifted = manifest.members[1]._replace(offset=7)
    assert verify(path, replace(manifest, members=(manifest.members[0], shifted))).bad.fault == "manifest"
    assert verify(tmp_path / "none", manifest).bad.fault == "absent"


def test_every_single_flipped_byte_is_found(tmp_path):
    path, _, manifest = written(tmp_path, 1)
    data = path.read_bytes()
    for place in range(0, len(data), 97):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        bad = verify(path, manifest).bad
        member = manifest.members[bad.number - 1]
        assert member.offset <= place < member.offset + member.length


def test_a_killed_process_leaves_a_file_whose_unfinished_end_is_cut_off_and_told(tmp_path):
    writer = Writer(tmp_path, NAME, "reviewer")
    kept = [writer.put(exchange(number)) for number in range(1, 4)]
    part = tmp_path / f"{NAME}{PART}"
    whole = part.read_bytes()
    part.write_bytes(whole[:-100])
    manifest = recover(part)
    path = tmp_path / NAME
    assert manifest.cut > 0
    assert (tmp_path / f"{NAME}{CUT}").read_bytes() == whole[manifest.size : -100]
    assert len(manifest.members) == 9
    assert [member.type for member in manifest.members[-3:]] == ["metadata", "response", "request"]
    assert verify(path, manifest).bad is None
    assert read_at(path, kept[2]).endswith(exchange(3).body + b"\r\n\r\n")
    assert len(records(path.read_bytes())) == 9


def test_a_killed_process_that_had_finished_its_last_record_loses_nothing(tmp_path):
    writer = Writer(tmp_path, NAME, "reviewer")
    writer.put(exchange())
    manifest = recover(tmp_path / f"{NAME}{PART}")
    assert manifest.cut == 0
    assert len(manifest.members) == 4
    assert manifest.members[1].url == exchange().url


def test_a_file_is_never_written_over(tmp_path):
    Writer(tmp_path, NAME, "reviewer")
    with pytest.raises(FileExistsError):
        Writer(tmp_path, NAME, "reviewer")
