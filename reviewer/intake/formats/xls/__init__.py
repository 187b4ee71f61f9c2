"""Excel 97-2003 workbooks, binary workbooks (xlsb) and OpenDocument sheets."""

from reviewer.intake.formats.xls.reader import read as read
