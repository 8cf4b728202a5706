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
from certif_portal.portail.queries.numero_proche import numeros_proches
from certif_portal.portail.queries.proche import VOCABULAIRE
from certif_portal.portail.queries.question import lire_question
from certif_portal.portail.queries.recherche import _candidats, chercher
from certif_portal.portail.queries.trouvaille import MAXIMUM
from habilitations.models import OrganismeFormation
from jurys.models import Certificat, Jury

NOMS = 20
CLE = re.compile(r"/(\d+)/")


def mesurer(tours: int, seulement: str = "") -> Iterator[Mesure]:
    hasard, le = random.Random(1), horloge.aujourdhui()  # noqa: S311  # the same names at each run
    personne = Utilisateur.objects.filter(attributions__role=Role.RESPONSABLE).order_by("pk")[0]
    personne.charger_roles(le)
    visibles = Candidat.objects.filter(inscriptions__in=Inscription.objects.visibles_par(personne))  # no OF's draft
    cles = list(visibles.order_by("pk").values_list("cle_recherche", flat=True))
    noms = hasard.sample(sorted(set(cles)), min(NOMS, len(set(cles))))
    VOCABULAIRE.lire()  # once in the life of a process
    for cas, faute, ecrire in (
        ("sans accents", False, str),
        ("en capitales", False, str.upper),
        ("cinq lettres", False, lambda nom: nom[:5]),
        ("une faute", True, lambda nom: fauter(nom, hasard)),
    ):
        if seulement in cas:
            yield _mesurer(cas, noms, [ecrire(nom) for nom in noms], personne, le, tours, faute)
    if seulement in "un numéro, une faute":
        yield _mesurer_les_numeros(personne, le, hasard, tours)


def fauter_un_numero(numero: str, hasard: random.Random) -> str:
    """One figure missing, added, taken for another, or two exchanged."""
    rangs = [rang for rang, signe in enumerate(numero) if signe.isdigit()]
    rang, chiffre = hasard.choice(rangs), hasard.choice("0123456789")
    reste = numero[rang + 1 :]
    ecrits = [
        numero[:rang] + reste,
        numero[:rang] + chiffre + numero[rang:],
        numero[:rang] + chiffre + reste,
        numero[:rang] + reste[:1] + numero[rang] + reste[1:],
    ]
    ecrit = hasard.choice(ecrits)
    return ecrit if ecrit != numero else fauter_un_numero(numero, hasard)


def numeros_imprimes(hasard: random.Random) -> list[tuple[str, str]]:
    """(kind, number), as many of each, drawn."""
    inscriptions = [inscription.reference for inscription in Inscription.objects.only("pk").order_by("pk")]
    tous = {
        "inscription": inscriptions,
        "certificat": list(Certificat.objects.order_by("pk").values_list("numero", flat=True)),
        "jury": list(Jury.objects.order_by("pk").values_list("numero", flat=True)),
        "SIRET": list(OrganismeFormation.objects.exclude(siret="").order_by("pk").values_list("siret", flat=True)),
    }
    return [(genre, numero) for genre, siens in tous.items() for numero in hasard.sample(siens, min(NOMS, len(siens)))]


def _mesurer_les_numeros(personne: Utilisateur, le: date, hasard: random.Random, tours: int) -> Mesure:
    """Found by what the search answers, or behind its link « à un signe près »."""
    fautes = [(genre, numero, fauter_un_numero(numero, hasard)) for genre, numero in numeros_imprimes(hasard)]
    rates = []
    for genre, numero, ecrit in fautes:
        groupes = [*chercher(ecrit, personne, le), *numeros_proches(ecrit, personne)]
        if not any(numero in f"{t.titre} {t.detail}" for groupe in groupes for t in groupe.trouvailles):
            rates.append(f"{genre} {numero} : {ecrit}")
    textes = [ecrit for _, _, ecrit in fautes]
    return Mesure(
        "recherche",
        "un numéro, une faute",
        len(fautes),
        [occuper(_toutes(lambda texte: numeros_proches(texte, personne), textes)) for _ in range(tours)],
        rapport=[1 - len(rates) / len(fautes)],
        buts=["D2 trouvés"],
        details={"rates": rates},
    )


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
