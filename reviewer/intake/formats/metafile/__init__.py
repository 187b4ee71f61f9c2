"""Windows metafiles (EMF, EMF+, WMF): what their drawing records write and paint."""

from reviewer.intake.formats.metafile.reader import read as read
