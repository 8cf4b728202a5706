"""The code of a page to be signed by hand: « G:12:1/3:4f0c2a », what it is, of what, which page, and a check."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.choix import SorteFeuille

FORME = re.compile(r"([A-Z]):([0-9]{1,12}):([0-9]{1,3})/([0-9]{1,3}):([0-9a-f]{6})")


@dataclass(frozen=True)
class CodePage:
    """What the code of one page says: `objet` is the key of the grid, of the opinion, of the sitting."""

    sorte: SorteFeuille
    objet: int
    page: int
    pages: int


def code_de(sorte: SorteFeuille, objet: int, page: int, pages: int) -> str:
    corps = f"{sorte.value}:{objet}:{page}/{pages}"
    return f"{corps}:{_controle(corps)}"


def lire_code(texte: str) -> CodePage | None:
    """None for any other code, one misread, or one that says an impossible page."""
    trouve = FORME.fullmatch(texte.strip())
    if trouve is None or trouve[1] not in SorteFeuille.values or _controle(texte.strip()[:-7]) != trouve[5]:
        return None
    code = CodePage(SorteFeuille(trouve[1]), int(trouve[2]), int(trouve[3]), int(trouve[4]))
    return code if 1 <= code.page <= code.pages else None


def code_parmi(textes: Iterable[str]) -> CodePage | None:
    """The one code of ours on a page; two that differ are none: two papers lay on the glass."""
    lus = {code for texte in textes if (code := lire_code(texte))}
    return lus.pop() if len(lus) == 1 else None


def pages_manquantes(pages: int, recues: Iterable[int]) -> list[int]:
    return sorted(set(range(1, pages + 1)) - set(recues))


def _controle(corps: str) -> str:
    return hashlib.sha256(corps.encode()).hexdigest()[:6]
