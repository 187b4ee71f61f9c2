"""PowerPoint presentations."""

from reviewer.intake.formats.pptx.reader import read as read
