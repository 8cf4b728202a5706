"""A code to scan, drawn on a document: `<img src="code:https://…">`, what it says after its scheme.

WeasyPrint asks a picture for its size, then to draw itself. As an SVG, the same squares take twenty times as long.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

PLAN = "code:"
ADRESSE = re.compile(rf'src="({PLAN}[^"]+)"')
NOIRS = re.compile(b"\x01+")


class CodeDessine:
    """Without any quiet zone: the page around it is white. The mask is chosen once: every reader knows the eight, and
    trying them all takes three times the time."""

    def __init__(self, texte: str) -> None:
        import segno

        lignes = segno.make(texte, error="m", micro=False, boost_error=False, mask=2).matrix
        self.cote = len(lignes)
        rectangles = (
            f"{noirs.start()} {rang} {len(noirs[0])} 1 re"
            for rang, ligne in enumerate(lignes)
            for noirs in NOIRS.finditer(bytes(ligne))
        )
        self.dessin = f"0 0 0 rg {' '.join(rectangles)} f".encode()

    def get_intrinsic_size(self, _resolution: float, _corps: float) -> tuple[int, int, int]:
        return self.cote, self.cote, 1

    def draw(self, flux: Any, largeur: float, hauteur: float, _style: Any) -> None:
        flux.transform(largeur / self.cote, 0, 0, hauteur / self.cote)
        flux.stream.append(self.dessin)


def codes_de(html: str) -> Iterator[tuple[str, CodeDessine]]:
    """The codes that a page shows, by the address of their picture."""
    for trouvee in ADRESSE.finditer(html):
        adresse = unescape(trouvee[1])
        yield adresse, CodeDessine(adresse.removeprefix(PLAN))
