"""Mail and web archives in MIME."""

from reviewer.intake.formats.mail.reader import read as read
