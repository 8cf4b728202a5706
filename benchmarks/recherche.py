"""A name looked for among all candidates: as typed by somebody in a hurry, against `icontains`, in turn (D1, D2)."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import date

from benchmarks import naif
from benchmarks.chrono import occuper
from benchmarks.table import Mesure
from candidats.models import Candidat, Inscription
from certif_portal.commun import horloge
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.queries.proche import VOCABULAIRE
from certif_portal.portail.queries.question import lire_question
from certif_portal.portail.queries.recherche import _candidats
from certif_portal.portail.queries.trouvaille import MAXIMUM

NOMS = 20
CLE = re.compile(r"/(\d+)/")


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    hasard, le = random.Random(1), horloge.aujourdhui()  # noqa: S311  # the same names at each run
    cles = list(
        Candidat.objects.filter(inscriptions__isnull=False).order_by("pk").values_list("cle_recherche", flat=True)
    )
    noms = hasard.sample(sorted(set(cles)), min(NOMS, len(set(cles))))
    personne = Utilisateur.objects.filter(attributions__role=Role.RESPONSABLE).order_by("pk")[0]
    VOCABULAIRE.lire()  # once in the life of a process
    for cas, faute, ecrire in (
        ("sans accents", False, str),
        ("en capitales", False, str.upper),
        ("cinq lettres", False, lambda nom: nom[:5]),
        ("une faute", True, lambda nom: fauter(nom, hasard)),
    ):
        if seulement in cas:
            yield _mesurer(cas, noms, [ecrire(nom) for nom in noms], personne, le, tours, faute)


def fauter(nom: str, hasard: random.Random) -> str:
    """One letter of its longest word taken for another."""
    mot = max(nom.split(), key=len)
    rang = hasard.randrange(1, len(mot))
    autre = hasard.choice([lettre for lettre in "abcdefghijklmnopqrstuvwxyz" if lettre != mot[rang]])
    return nom.replace(mot, mot[:rang] + autre + mot[rang + 1 :], 1)


def _mesurer(
    cas: str, noms: list[str], textes: list[str], personne: Utilisateur, le: date, tours: int, faute: bool
) -> Mesure:
    def ici(texte: str) -> list[str]:
        VOCABULAIRE.lire()
        groupes = _candidats(lire_question(texte, le), personne)
        return [trouvaille.url for groupe in groupes for trouvaille in groupe.trouvailles]

    def simplement(texte: str) -> list[int]:
        return [inscription.pk for inscription in naif.chercher_nom(texte.split(), MAXIMUM)]

    notres, leurs = [], []
    for _ in range(tours):
        notres.append(occuper(_toutes(ici, textes)))
        leurs.append(occuper(_toutes(simplement, textes)))
    trouves = sum(nom in _noms_de(map(_cle, ici(texte))) for nom, texte in zip(noms, textes, strict=True))
    naivement = sum(nom in _noms_de(simplement(texte)) for nom, texte in zip(noms, textes, strict=True))
    exige = () if cas == "cinq lettres" else ("D2 trouvés" if faute else "D1 trouvés",)
    return Mesure(
        "recherche",
        f"{cas} ({naivement} sur {len(noms)} par icontains)",
        len(noms),
        notres,
        naif=() if faute else [la_bas / nous for la_bas, nous in zip(leurs, notres, strict=True)],
        plancher=[nous / la_bas for la_bas, nous in zip(leurs, notres, strict=True)] if faute else (),
        rapport=[trouves / len(noms)],
        buts=["D2" if faute else "D1", *exige],
        details={"trouves": trouves, "naivement": naivement, "textes": textes},
    )


def _toutes(chercher: Callable[[str], object], textes: list[str]) -> Callable[[], object]:
    return lambda: [chercher(texte) for texte in textes]


def _cle(url: str) -> int:
    trouvee = CLE.search(url)
    return int(trouvee[1]) if trouvee else 0


def _noms_de(cles: "Iterator[int] | list[int] | map[int]") -> set[str]:
    """A name may be that of several people: any of them is right."""
    return set(Inscription.objects.filter(pk__in=list(cles)).values_list("candidat__cle_recherche", flat=True))
