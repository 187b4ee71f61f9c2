"""An installation's key survives a restart and is nobody else's to read."""

from concurrent.futures import ThreadPoolExecutor

from reviewer.secret import KEY_BYTES, secret_key


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    key = secret_key(tmp_path / "state", "web")
    assert len(key) == KEY_BYTES
    assert secret_key(tmp_path / "state", "web") == key
    assert (tmp_path / "state/web.key").stat().st_mode & 0o777 == 0o600


def test_a_readable_key_file_is_closed_again(tmp_path):
    key = secret_key(tmp_path, "web")
    (tmp_path / "web.key").chmod(0o644)
    assert secret_key(tmp_path, "web") == key
    assert (tmp_path / "web.key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_is_replaced(tmp_path):
    (tmp_path / "web.key").write_bytes(b"short")
    assert len(secret_key(tmp_path, "web")) == KEY_BYTES


def test_processes_that_make_it_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: secret_key(tmp_path, "web"), range(64)))) == 1


def test_where_nothing_can_be_written_each_process_has_its_own_key(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    first, second = secret_key(blocked, "web"), secret_key(blocked, "web")
    assert len(first) == KEY_BYTES
    assert first != second
