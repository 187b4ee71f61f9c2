"""The cookie key survives a restart and is nobody else's to read."""

from reviewer.web.secret import KEY_BYTES, secret_key


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    key = secret_key(tmp_path / "state")
    assert len(key) == KEY_BYTES
    assert secret_key(tmp_path / "state") == key
    assert (tmp_path / "state/web.key").stat().st_mode & 0o777 == 0o600


def test_a_readable_key_file_is_closed_again(tmp_path):
    key = secret_key(tmp_path)
    (tmp_path / "web.key").chmod(0o644)
    assert secret_key(tmp_path) == key
    assert (tmp_path / "web.key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_is_replaced(tmp_path):
    (tmp_path / "web.key").write_bytes(b"short")
    assert len(secret_key(tmp_path)) == KEY_BYTES


def test_where_nothing_can_be_written_each_process_has_its_own_key(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    first, second = secret_key(blocked), secret_key(blocked)
    assert len(first) == KEY_BYTES
    assert first != second
