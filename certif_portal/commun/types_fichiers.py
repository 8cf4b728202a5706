"""The kinds of files that come in, by their MIME names. No Django here."""

PDF, JPEG, PNG, XLSX = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEIC = "image/heic"
XLS, ODS, CSV = "application/vnd.ms-excel", "application/vnd.oasis.opendocument.spreadsheet", "text/csv"
ARCHIVE = "application/zip"
AGENDA = "text/calendar"
"""Written by the portal, never taken in."""
TABLEURS = (XLSX, XLS, ODS, CSV)
BUREAUTIQUE = (DOCX, XLSX)
EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    HEIC: (".heic", ".heif", ".hif"),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
    ARCHIVE: (".zip",),
    XLS: (".xls",),
    ODS: (".ods",),
    CSV: (".csv", ".txt"),
}
LIBELLES = {
    PDF: "PDF",
    JPEG: "JPEG",
    PNG: "PNG",
    HEIC: "HEIC",
    XLSX: "classeur Excel (.xlsx)",
    DOCX: "document Word (.docx)",
    ARCHIVE: "archive (.zip)",
    XLS: "classeur Excel ancien (.xls)",
    ODS: "classeur LibreOffice (.ods)",
    CSV: "texte séparé (.csv)",
}
MARQUES_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""What follows « ftyp » in the pictures of telephones."""
PAGES_MAXIMUM = 200
"""Of a PDF, where the door says nothing else."""
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
