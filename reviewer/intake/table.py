"""The formats that are known: what people call them and which reader takes them."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.intake.sniff import BINARY, DOC, DOCX, ENCRYPTED, PPT, PPTX, WEBARCHIVE, WORKS, XLS, XLSX

_OPEN = "application/vnd.oasis.opendocument."
_RESAVE = "暂不支持读取，请人工核对，或另存为 docx、xlsx、pdf 后重新检查"
_UNPACK = "暂不支持读取，请解压后逐个检查，或改用 zip 打包"
_LOOK = "图片中的文字未识别，请人工核对"
_CHECK = "暂不支持读取，请人工核对"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its Chinese name, its reader module in `formats`, or why it is not read.

    `in_process`: the reader is plain Python over bytes and needs no child process. `searched`: the Chinese in
    the bytes is told though nothing reads them.
    """

    name: str
    reader: str = ""
    in_process: bool = False
    reason: str = "unsupported-format"
    advice: str = _CHECK
    searched: bool = False


FORMATS: dict[str, Format] = {
    "text/plain": Format("纯文本", "text", in_process=True),
    "text/markdown": Format("Markdown 文本", "markdown"),
    "application/json": Format("JSON 数据", "json"),
    "application/xml": Format("XML 数据", "xml"),
    "text/csv": Format("CSV 表格", "csv", in_process=True),
    "text/html": Format("网页", "html"),
    DOCX: Format("Word 文档", "docx"),
    "application/vnd.ms-word.document.macroEnabled.12": Format("Word 文档（含宏）", "docx"),
    XLSX: Format("Excel 工作簿", "xlsx"),
    "application/vnd.ms-excel.sheet.macroEnabled.12": Format("Excel 工作簿（含宏）", "xlsx"),
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12": Format("Excel 二进制工作簿", "xls"),
    XLS: Format("Excel 97-2003 工作簿", "xls"),
    _OPEN + "spreadsheet": Format("ODS 表格", "xls"),
    "application/pdf": Format("PDF 文档", "pdf"),
    "application/vnd.fdf": Format("PDF 表单数据（FDF）"),
    "application/zip": Format("ZIP 压缩包", "zip"),
    ENCRYPTED: Format("加密的 Office 文档", reason="encrypted", advice="设有打开密码，请解密后重新检查"),
    "application/ofd": Format("OFD 版式文档", "ofd"),
    DOC: Format("Word 97-2003 或 WPS 文字文档", "legacy"),
    WORKS: Format("Works 文字文档", "legacy"),
    PPT: Format("PowerPoint 97-2003 演示文稿", "legacy"),
    PPTX: Format("PowerPoint 演示文稿", "pptx"),
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12": Format(
        "PowerPoint 演示文稿（含宏）", "pptx"
    ),
    _OPEN + "text": Format("ODT 文档", "odt"),
    _OPEN + "presentation": Format("ODP 演示文稿", "odt"),
    "application/epub+zip": Format("EPUB 电子书", "epub"),
    WEBARCHIVE: Format("Safari 网页存档", "webarchive"),
    "application/vnd.visio": Format("Visio 图表", advice=_RESAVE),
    "application/vnd.ms-outlook": Format("Outlook 邮件", "msg"),
    "application/x-ole-storage": Format("OLE 复合文档", "storage"),
    "application/rtf": Format("RTF 文档", "rtf"),
    "message/rfc822": Format("电子邮件", "mail"),
    "multipart/related": Format("MHTML 网页存档", "mail"),
    "application/mbox": Format("邮件夹", "mbox"),
    "text/calendar": Format("日历", "card"),
    "text/vcard": Format("电子名片", "card"),
    "application/pkcs7-mime": Format("签名信封", "signed"),
    "application/x-ds-store": Format("Mac 文件夹记录", "traces"),
    "application/x-owner-file": Format("Office 占用记录", "traces"),
    "application/vnd.rar": Format("RAR 压缩包", "bsdtar"),
    "application/x-7z-compressed": Format("7z 压缩包", "bsdtar"),
    "application/gzip": Format("gzip 压缩文件", "compressed"),
    "application/x-bzip2": Format("bzip2 压缩文件", "compressed"),
    "application/x-xz": Format("xz 压缩文件", "compressed"),
    "application/zlib": Format("zlib 压缩数据", "compressed"),
    "application/zstd": Format("zstd 压缩文件", advice=_UNPACK),
    "application/x-tar": Format("tar 归档文件", "tar"),
    "application/warc": Format("WARC 网页存档", "warc"),
    "image/jpeg": Format("JPEG 图片", "image"),
    "image/png": Format("PNG 图片", "image"),
    "image/gif": Format("GIF 图片", "image"),
    "image/bmp": Format("BMP 图片", "image"),
    "image/tiff": Format("TIFF 图片", "image"),
    "image/webp": Format("WebP 图片", "image"),
    "image/heic": Format("HEIC 图片", reason="image-not-read", advice=_LOOK),
    "image/x-icon": Format("图标", "image"),
    "image/jp2": Format("JPEG 2000 图片", "image"),
    "image/avif": Format("AVIF 图片", "image"),
    "image/x-jbig2": Format("JBIG2 图片", "jbig2"),
    "image/wmf": Format("WMF 图形", "metafile"),
    "image/emf": Format("EMF 图形", "metafile"),
    "image/vnd.adobe.photoshop": Format("Photoshop 图片", "image"),
    "video/mp4": Format("视频或音频"),
    "video/x-msvideo": Format("视频"),
    "audio/mpeg": Format("音频"),
    "audio/x-wav": Format("音频"),
    "application/x-msdownload": Format("可执行程序"),
    "application/x-executable": Format("可执行程序"),
    "application/vnd.sqlite3": Format("SQLite 数据库", searched=True),
    "font/woff": Format("字体文件"),
    "font/ttf": Format("字体文件"),
    BINARY: Format("未知格式的文件", searched=True),
}
UNKNOWN = FORMATS[BINARY]

_TEXTS = frozenset(("text/plain", "text/markdown", "application/json", "application/xml", "text/csv"))
_WORD = frozenset(media_type for media_type, entry in FORMATS.items() if entry.reader == "docx")
_SHEETS = frozenset(media_type for media_type, entry in FORMATS.items() if entry.reader == "xlsx")
_SLIDES = frozenset(media_type for media_type, entry in FORMATS.items() if entry.reader == "pptx")
_PAGE = _TEXTS | {"text/html", "multipart/related"}
# What the content of files with these suffixes may be without anyone being misled.
_HONEST: tuple[tuple[str, frozenset[str]], ...] = (
    (".txt .md .json .csv .tsv", _TEXTS),
    (".htm .html .shtml .xml", _PAGE),
    (".docx .docm .dotx .dotm", _WORD),
    (".xlsx .xlsm .xltx", _SHEETS),
    (".pptx .pptm .ppsx .ppsm .potx .potm", _SLIDES),
    (".doc .dot", frozenset((DOC,))),
    (".xls", frozenset((XLS,))),
    (".ppt", frozenset((PPT,))),
    (".wps", _WORD | {DOC, WORKS}),
    (".et", _SHEETS | {XLS}),
    (".dps", _SLIDES | {PPT}),
    (".pdf", frozenset(("application/pdf",))),
    (".ofd", frozenset(("application/ofd",))),
    (".zip", frozenset(("application/zip",))),
    (".rar", frozenset(("application/vnd.rar",))),
    (".7z", frozenset(("application/x-7z-compressed",))),
    (".warc", frozenset(("application/warc",))),
    (".tar", frozenset(("application/x-tar",))),
    (".gz .tgz", frozenset(("application/gzip",))),
    (".epub", frozenset(("application/epub+zip",))),
    (".webarchive", frozenset((WEBARCHIVE,))),
    (".rtf", frozenset(("application/rtf",))),
    (".odt", frozenset((_OPEN + "text",))),
    (".odp", frozenset((_OPEN + "presentation",))),
    (".eml .mht .mhtml", frozenset(("message/rfc822", "multipart/related", "application/mbox"))),
    (".mbox", frozenset(("application/mbox",))),
    (".ics", frozenset(("text/calendar",))),
    (".vcf", frozenset(("text/vcard",))),
    (".p7m .p7s", frozenset(("application/pkcs7-mime",))),
    (".msg", frozenset(("application/vnd.ms-outlook",))),
    (".jpg .jpeg", frozenset(("image/jpeg",))),
    (".png", frozenset(("image/png",))),
    (".gif", frozenset(("image/gif",))),
    (".tif .tiff", frozenset(("image/tiff",))),
    (".webp", frozenset(("image/webp",))),
    (".bmp", frozenset(("image/bmp",))),
    (".ico", frozenset(("image/x-icon", "image/png"))),
    (".psd", frozenset(("image/vnd.adobe.photoshop",))),
    (".jp2 .j2k .jpx", frozenset(("image/jp2",))),
    (".avif", frozenset(("image/avif",))),
)
SUFFIXES = {suffix: types for suffixes, types in _HONEST for suffix in suffixes.split()}
