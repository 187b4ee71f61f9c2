"""Word documents."""

from reviewer.intake.formats.docx.reader import read as read
