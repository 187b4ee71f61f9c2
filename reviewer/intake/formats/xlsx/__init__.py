"""Excel workbooks and their kin."""

from reviewer.intake.formats.xlsx.reader import read as read
