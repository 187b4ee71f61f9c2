"""OpenDocument texts and presentations."""

from reviewer.intake.formats.odt.reader import read as read
