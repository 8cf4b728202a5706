"""What a rendered document says."""

import pypdfium2


def texte(octets):
    pages = pypdfium2.PdfDocument(octets)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages).replace("\u00a0", " ")
