"""The words of RTF that matter to a reviewer, after the Rich Text Format Specification 1.9.1."""

from __future__ import annotations

# Destinations that hold no text of the author.
MUTE = frozenset((
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "pntxta", "pntxtb",
    "pnseclvl", "generator", "themedata", "colorschememapping", "latentstyles", "rsidtbl",
    "xmlnstbl", "mmathPr", "wgrffmtfilter", "bkmkstart", "bkmkend", "nonshppict", "atnid", "atnref",
    "atndate", "atntime", "atnparent", "atnicn", "atrfstart", "atrfend", "blipuid", "picprop", "creatim",
    "revtim", "printim", "buptim", "objclass", "objname", "fontemb", "falt", "panose", "pgdsctbl",
    "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "htmltag", "mhtmltag", "passwordhash",
    "defchp", "defpap", "oldcprops", "oldpprops", "oldtprops", "objalias", "objsect", "protusertbl",
    "datafield", "ffname", "nesttableprops", "mvfmf", "mvtmf",
))  # fmt: skip
# Destinations told on their own; text in them is theirs until their group ends.
OWN = frozenset((
    "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote",
    "annotation", "atnauthor", "shptxt", "dptxbxtext", "revtbl", "docvar", "sn", "sv", "template",
    "filetbl", "title", "subject", "author", "manager", "company", "operator", "category", "keywords",
    "comment", "doccomm", "hlinkbase", "propname", "staticval", "fldinst", "objdata", "pict",
    "ffdeftext", "ffl", "ffhelptext", "ffstattext", "datastore",
))  # fmt: skip
# Mute destinations with nothing but codes and digits.
CODES = frozenset((
    "colortbl", "themedata", "colorschememapping", "blipuid", "fontemb", "panose", "generator",
    "passwordhash", "picprop", "atnid", "atnref", "atndate", "atntime", "creatim", "revtim", "printim",
    "buptim", "nonshppict", "objclass", "datafield", "oldcprops", "oldpprops", "oldtprops",
    "rsidtbl", "xmlnstbl", "latentstyles",
))  # fmt: skip
# Starred destinations whose groups are gone into; any other that is not known holds nothing to read.
OPEN = frozenset((
    "shppict", "shpinst", "userprops", "background", "formfield", "moMath", "moMathPara", "ud", "docvar",
    "cs", "ds", "ts",
))  # fmt: skip
INFO = frozenset((
    "title", "subject", "author", "manager", "company", "operator", "category", "keywords", "comment",
    "doccomm", "hlinkbase",
))  # fmt: skip
HEX = frozenset(("objdata", "pict", "oldpict", "datastore"))
SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "nestcell": " ",
    "nestrow": " ",
}  # fmt: skip
ENDS = {"par": "par", "sect": "par", "page": "par", "cell": "cell", "row": "row"}
# Switches and what they turn on (0 turns them off).
SWITCHES = {
    "v": "vanished", "deleted": "deleted", "mvf": "deleted", "revised": "revised", "mvt": "revised",
}  # fmt: skip
BACKGROUNDS = frozenset(("cb", "chcbpat", "highlight", "cbpat"))
CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
PAGES = {936: "gb18030", 950: "big5hkscs", 54936: "gb18030", 10000: "mac-roman", 65001: "utf-8"}
SETS = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}
