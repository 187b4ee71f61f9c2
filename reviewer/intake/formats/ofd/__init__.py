"""OFD documents (GB/T 33190)."""

from reviewer.intake.formats.ofd.reader import read as read
