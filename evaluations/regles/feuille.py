"""What the printed sheets of a grid say of themselves, so that a scan finds its way back."""

import hashlib
import re
from dataclasses import dataclass

FORME = re.compile(r"G:(\d{1,12}):(\d{1,3})/(\d{1,3}):([0-9a-f]{6})")


@dataclass(frozen=True)
class PageDeGrille:
    """One printed page: whose grid, which page of how many."""

    grille: int
    page: int
    pages: int


def code_page(page: PageDeGrille) -> str:
    """« G:12:1/3:4f0c2a »: what the QR code of a printed page holds; no name, no candidate's code."""
    corps = f"G:{page.grille}:{page.page}/{page.pages}"
    return f"{corps}:{hashlib.sha256(corps.encode()).hexdigest()[:6]}"


def lire_code_page(code: str) -> PageDeGrille | None:
    """The page a code names; None when it is not one of ours, or was misread: its check says so."""
    lu = FORME.fullmatch(code.strip())
    if lu is None:
        return None
    page = PageDeGrille(int(lu[1]), int(lu[2]), int(lu[3]))
    return page if code_page(page) == code.strip() and 1 <= page.page <= page.pages else None
