"""Rich text."""

from reviewer.intake.formats.rtf.reader import read as read
