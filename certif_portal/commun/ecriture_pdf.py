"""The objects of a PDF are written once.

pydyf writes them all twice, compressed each time: in the file, then in the hash of its identifier. WeasyPrint calls
`figer_objets` between the two, when all of them are whole: the bytes are the same, a fifth of the time is saved.
"""

from typing import Any


class Fige:
    """An object of pydyf, already written."""

    def __init__(self, objet: Any) -> None:
        self.number, self.generation, self.free = objet.number, objet.generation, objet.free
        self.offset, self.compressible, self.reference = objet.offset, objet.compressible, objet.reference
        self.data: bytes = objet.data

    @property
    def indirect(self) -> bytes:
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


def figer_objets(_document: Any, pdf: Any) -> None:
    """The `finisher` of WeasyPrint. The first object, free, has no data."""
    pdf.objects[1:] = [Fige(objet) for objet in pdf.objects[1:]]
