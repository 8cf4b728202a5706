"""What the closing of a jury leaves."""


def textes(octets):
    import pypdfium2

    pages = pypdfium2.PdfDocument(octets)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages).replace("\u00a0", " ")
