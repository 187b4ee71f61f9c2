"""Pictures."""

from reviewer.intake.formats.image.reader import read as read
