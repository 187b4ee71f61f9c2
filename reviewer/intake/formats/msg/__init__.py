"""Outlook messages."""

from reviewer.intake.formats.msg.reader import read as read
