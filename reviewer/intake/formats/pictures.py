"""Pictures inside documents: read one by one when OCR is installed, otherwise one counted gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from reviewer.errors import NotReadError
from reviewer.intake.budget import Reading
from reviewer.intake.formats.image import open_picture
from reviewer.intake.formats.ocr import available, time_left
from reviewer.intake.sniff import sniff
from reviewer.intake.table import FORMATS, UNKNOWN

_TINY = 64  # pixels; bullets and rules


@dataclass(slots=True)
class Album:
    """The pictures of one document: `take` each, then `close`."""

    reading: Reading
    seen: set[bytes] = field(default_factory=set)
    read: int = 0
    unread: int = 0
    late: int = 0

    def take(self, data: bytes, name: str) -> None:
        """Read a picture as a part of its own; tiny and repeated ones are passed over."""
        if not available():
            self.unread += 1
            return
        if FORMATS.get(sniff(data, name), UNKNOWN).reader in ("", "text") or not self._opens(data, name):
            self.unread += 1
            return
        digest = sha256(data).digest()
        if digest in self.seen or self._tiny(data, name):
            return
        self.seen.add(digest)
        if self.read >= self.reading.limits.pictures or not time_left(self.reading):
            self.late += 1
        else:
            self.read += 1
            self.reading.nest(data, name)

    def close(self) -> None:
        """Tell how many pictures were not read."""
        if self.unread:
            text = f"含 {self.unread} 张图片，图片中的文字未识别，请人工核对"
            self.reading.gap("image-not-read", text)
        if self.late:
            text = f"图片数或读取时间超过上限，另有 {self.late} 张图片未识别，请人工核对"
            self.reading.gap("too-many-pictures", text)

    def _tiny(self, data: bytes, name: str) -> bool:
        if not sniff(data, name).startswith("image/"):
            return False
        try:
            with open_picture(data, self.reading) as image:
                return image.width < _TINY and image.height < _TINY
        except NotReadError:
            return False

    def _opens(self, data: bytes, name: str) -> bool:
        if not sniff(data, name).startswith("image/"):
            return True
        try:
            open_picture(data, self.reading).close()
        except NotReadError as refusal:
            return refusal.reason != "image-not-read"
        return True
