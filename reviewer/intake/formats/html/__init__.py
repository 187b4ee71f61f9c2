"""Web pages."""

from reviewer.intake.formats.html.reader import read as read
