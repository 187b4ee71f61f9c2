"""PDF documents."""

from reviewer.intake.formats.pdf.reader import read as read
