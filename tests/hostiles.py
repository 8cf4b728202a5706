"""What a hostile hand sends: files that lie, break, fill, hang or hide; texts that a page, a paper or a workbook might
take for something else."""

import io
import struct
import zipfile
import zlib
from functools import cache

import pikepdf
from openpyxl import Workbook
from PIL import Image, PngImagePlugin

CONTENUS = "[Content_Types].xml"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def archive(membres: dict[str, bytes], methode: int = zipfile.ZIP_DEFLATED) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", methode) as zip_:
        for nom, contenu in membres.items():
            zip_.writestr(nom, contenu)
    return sortie.getvalue()


def pdf(pages: int = 1, cote: float = 595, racine: dict[str, object] | None = None) -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        if cote != 595:
            document.pages[0].obj.MediaBox = pikepdf.Array([0, 0, cote, cote])
        for cle, valeur in (racine or {}).items():
            document.Root[cle] = valeur
        document.save(sortie)
    return sortie.getvalue()


def image(genre: str = "JPEG", taille: tuple[int, int] = (40, 30), **options: object) -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", taille, "white").save(sortie, genre, **options)
    return sortie.getvalue()


def png_geant(cote: int) -> bytes:
    """A few kilobytes that declare a square of that side."""

    def bloc(nom: bytes, contenu: bytes) -> bytes:
        return struct.pack("!L", len(contenu)) + nom + contenu + struct.pack("!L", zlib.crc32(nom + contenu))

    entete = struct.pack("!LLBBBBB", cote, cote, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + bloc(b"IHDR", entete) + bloc(b"IDAT", zlib.compress(bytes(1000))) + bloc(b"IEND", b"")


def classeur(*lignes: list[object]) -> bytes:
    livre, sortie = Workbook(), io.BytesIO()
    for ligne in lignes:
        livre.active.append(ligne)
    livre.save(sortie)
    return sortie.getvalue()


def classeur_de(feuille: bytes) -> bytes:
    """A workbook whose one sheet is this XML."""
    source, sortie = zipfile.ZipFile(io.BytesIO(classeur(["a"]))), io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom in source.namelist():
            zip_.writestr(nom, feuille if nom == "xl/worksheets/sheet1.xml" else source.read(nom))
    return sortie.getvalue()


def boucle_de_pages() -> bytes:
    """A tree of pages that holds itself."""
    return pdf().replace(b"/Type /Page ", b"/Type /Pages ") + b"\n% boucle"


def pdf_en_boucle() -> bytes:
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        noeud = document.Root.Pages
        noeud.Kids = pikepdf.Array([noeud])
        document.save(sortie)
    return sortie.getvalue()


def bombe_de_flux(mega: int) -> bytes:
    """A page whose content is that much, of which the file bears a thousandth."""
    sortie = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.pages[0].Contents = document.make_stream(b"0 0 m 1 1 l S\n" * (mega * 75_000))
        document.save(sortie, compress_streams=True)
    return sortie.getvalue()


def rires() -> bytes:
    entites = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY l0 "ha">{entites}]><z>&l9;</z>'.encode()


def dehors() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><z>&x;</z>'


def mensonge() -> bytes:
    """An archive whose directory says that a hundred megabytes are ten."""
    octets = bytearray(archive({"xl/workbook.xml": b"0" * 100_000_000}))
    rang = octets.rfind(b"PK\x01\x02")
    octets[rang + 24 : rang + 28] = struct.pack("<L", 10)
    return bytes(octets)


def avec_lieu(genre: str = "JPEG") -> bytes:
    """A picture that says where, when and by what it was taken."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0132] = "TELEPHONE-ESPION", "2026:11:20 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 13.0, 6.0), 3: "W", 4: (1.0, 33.0, 13.0)})
    if genre == "PNG":
        dits = PngImagePlugin.PngInfo()
        dits.add_text("Author", "ESPION")
        return image("PNG", exif=exif, pnginfo=dits)
    return image(exif=exif, comment=b"ESPION")


@cache
def fichiers() -> dict[str, bytes]:
    """Name -> bytes: each is deposited wherever a file is taken."""
    html = b"<html><script>alert(1)</script></html>"
    xl = {CONTENUS: b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    mot = {CONTENUS: b"<Types/>", "word/document.xml": b"<w/>"}
    return {
        "vide.pdf": b"",
        "html.pdf": html,
        "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "tronque.pdf": pdf()[:300],
        "entete-seul.pdf": b"%PDF-1.7\n",
        "boucle.pdf": pdf_en_boucle(),
        "boucle-de-pages.pdf": boucle_de_pages(),
        "bombe.pdf": bombe_de_flux(60),
        "mille-pages.pdf": pdf(pages=1000),
        "kilometre.pdf": pdf(cote=2_834_645),
        "sans-taille.pdf": pdf(cote=0),
        "script.pdf": pdf(racine={"/OpenAction": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")}),
        "lancer.pdf": pdf(racine={"/OpenAction": pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")}),
        "pdf-et-archive.pdf": pdf() + archive({"a.html": html}),
        "pdf-et-page.pdf": pdf() + html,
        "tronquee.jpg": image()[:200],
        "jpeg-et-page.jpg": image() + html,
        "jpeg-et-archive.jpg": image() + archive({"a.exe": b"MZ"}),
        "geant.png": png_geant(60_000),
        "png-tronque.png": image("PNG")[:60],
        "png-et-page.png": image("PNG") + html,
        "faux.heic": b"\0\0\0\x18ftypheic" + bytes(600),
        "gif.jpg": image("GIF"),
        "bombe.xlsx": archive({**xl, "xl/worksheets/sheet1.xml": b"0" * 120_000_000}),
        "mensonge.xlsx": mensonge(),
        "milliers.xlsx": archive({**xl, **{f"xl/{n}": b"x" for n in range(3000)}}, zipfile.ZIP_STORED),
        "rires.xlsx": classeur_de(rires()),
        "dehors.xlsx": classeur_de(dehors()),
        "loin.xlsx": classeur_de(
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
        ),
        "macro.xlsx": archive({**xl, "xl/vbaProject.bin": b"x"}),
        "dates.xlsx": classeur(["Nom", "Date"], ["A", 2_958_466], ["B", -1], ["C", 1e308]),
        "formules.xlsx": classeur(["Nom"], ["=cmd|'/c calc'!A1"], ['=HYPERLINK("http://x","y")']),
        "chiffre.xlsx": b"\xd0\xcf\x11\xe0" + bytes(600),
        "rires.docx": archive({**mot, "word/document.xml": rires()}),
        "dehors.docx": archive({**mot, "word/document.xml": dehors()}),
        "macro.docx": archive({**mot, "word/vbaProject.bin": b"x"}),
        "imbrique.docx": archive({**mot, "word/document.xml": b"<w>" * 200_000 + b"</w>" * 200_000}),
        "chemins.zip": archive({"../../etc/passwd": b"x", "C:\\x": b"x", "/abs": b"x"}),
        "poupees.zip": archive({"a.zip": archive({"b.zip": archive({"c": b"0" * 10_000_000})})}),
        "nuls.csv": b"nom;prenom\nA\0B;C\n",
        "une-ligne.csv": b"a;" * 2_000_000,
        "latin.csv": "é;è\n".encode("latin-1") * 100,
        "json.saisies": b"[" * 100_000,
        "nom\u202e\x00../../x.pdf": pdf(),
        "n" * 400 + ".pdf": pdf(),
    }


TEXTES = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "{{ 7*7 }}{% debug %}{0.__class__}${7*7}",
    "=cmd|'/c calc'!A1",
    '＝HYPERLINK("http://127.0.0.1:9/","x")',
    "Robert'); DROP TABLE candidats_candidat;--",
    "\x00\x01\x0b\x1f\ud800\ufffe\u202egnp.exe",
    "Nom\r\nBcc: victime@exemple.fr\r\n\r\nTexte",
    "<img src='file:///etc/passwd'><link rel=attachment href='file:///etc/passwd'>",
    "a" * 100_000,
    "9" * 5_000,
    "-1",
    "1e400",
    "30/02/99999",
    "0000-00-00",
    "\U0001f1eb\u200d" + "é" * 300,
)
"""What is typed wherever something is typed."""
