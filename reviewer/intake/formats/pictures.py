"""Pictures inside documents: each different one is read once, what is left is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats.image.reader import open_picture
from reviewer.intake.sniff import sniff
from reviewer.intake.table import FORMATS, UNKNOWN


@dataclass(slots=True)
class Album:
    """The pictures of one document: `take` each, then `close`."""

    reading: Reading
    seen: set[bytes] = field(default_factory=set)
    unread: int = 0
    late: int = 0

    def take(self, data: bytes, name: str) -> None:
        """Read a picture as a part of its own; repeated ones are passed over."""
        digest = sha256(data).digest()
        if digest in self.seen:
            return
        if not self._is_known(data, name):
            self.unread += 1
        elif len(self.seen) >= self.reading.limits.pictures:
            self.late += 1
        else:
            self.seen.add(digest)
            self.reading.nest(data, name)

    def close(self) -> None:
        """Tell how many pictures were not read."""
        if self.unread:
            text = f"含 {self.unread} 张图片，图片中的文字未识别，请人工核对"
            self.reading.gap("image-not-read", text)
        if self.late:
            text = f"图片数超过上限，另有 {self.late} 张图片未识别，请人工核对"
            self.reading.gap("too-many-pictures", text)

    def _is_known(self, data: bytes, name: str) -> bool:
        """Whether a reader takes this; data of no known format is a picture that cannot be read."""
        media_type = sniff(data, name)
        reader = FORMATS.get(media_type, UNKNOWN).reader
        if reader in ("", "text"):
            return False
        if reader != "image":
            return True
        try:
            open_picture(data, self.reading).close()
        except NotReadError as refusal:
            return refusal.reason != "image-not-read"
        return True
