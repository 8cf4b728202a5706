"""Numbers that the national system gives: typed before the closing, refused when they are no number or serve twice."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from jurys.choix import EtatJury
from jurys.models import Jury, NumeroNational
from jurys.queries.numero import ANumeroter, Cle, certificats_a_numeroter, numeros_connus
from jurys.regles.numero import NUMERO_NATIONAL, numero_national_lu
from jurys.regles.verification import numero_lu
from jurys.services.composition import verrouiller_jury


@acte
def enregistrer_numeros(*, jury: Jury, numeros: Mapping[Cle, str], par: Utilisateur, a: datetime) -> int:
    """Keep the numbers of a jury, in place of those typed before; how many. An empty one is still to come."""
    jury = verrouiller_jury(jury)
    if not parametres().numeros_nationaux:
        raise ErreurMetier("Le centre suit sa propre série : aucun numéro ne se saisit.")
    if jury.etat != EtatJury.DELIBERATION:
        raise ErreurMetier("Les numéros se saisissent pendant la délibération, avant la clôture.")
    attendus = certificats_a_numeroter(jury)
    lus = lire_numeros(jury, attendus, numeros)
    NumeroNational.objects.filter(presentation__jury=jury).delete()
    NumeroNational.objects.bulk_create(
        NumeroNational(
            presentation=a_numeroter.presentation,
            certification=a_numeroter.certification,
            version_bloc=a_numeroter.bloc,
            numero=numero,
        )
        for a_numeroter, numero in lus
    )
    phrase = f"Numéros nationaux saisis : {len(lus)} sur {len(attendus)}."
    journaliser(jury, "numeros_nationaux", phrase, par=par, a=a)
    return len(lus)


def lire_numeros(jury: Jury, attendus: list[ANumeroter], numeros: Mapping[Cle, str]) -> list[tuple[ANumeroter, str]]:
    """Those that were typed, each a number that serves nowhere else; everything that is wrong is said at once."""
    lus, refus = _lire(attendus, numeros)
    refuser_si([*refus, *_doubles(jury, lus)])
    return lus


def _lire(
    attendus: list[ANumeroter], numeros: Mapping[Cle, str]
) -> tuple[list[tuple[ANumeroter, str]], list[ErreurMetier]]:
    lus, refus = [], []
    for a_numeroter in attendus:
        saisi = numeros.get(a_numeroter.cle, "").strip()
        if not saisi:
            continue
        try:
            lus.append((a_numeroter, numero_national_lu(saisi)))
        except ValueError as erreur:
            refus.append(ErreurMetier(f"{a_numeroter.dit} : {erreur}"))
    return lus, refus


def _doubles(jury: Jury, lus: list[tuple[ANumeroter, str]]) -> list[ErreurMetier]:
    """Within what is typed, with the certificates delivered, with what another jury waits to deliver."""
    ailleurs = NumeroNational.objects.exclude(presentation__jury=jury).values_list("numero", flat=True)
    pris = numeros_connus(numero for _, numero in lus) | {numero_lu(numero) for numero in ailleurs}
    ici = Counter(numero_lu(numero) for _, numero in lus)
    return [
        RegleNonRespectee(NUMERO_NATIONAL, f"{a_numeroter.dit} : le numéro {numero} sert déjà.")
        for a_numeroter, numero in lus
        if numero_lu(numero) in pris or ici[numero_lu(numero)] > 1
    ]


def numero_libre(saisi: str) -> str:
    """One number, for a certificate made at once; raises when it is none, or serves already."""
    try:
        numero = numero_national_lu(saisi)
    except ValueError as erreur:
        raise ErreurMetier(str(erreur)) from erreur
    attendus = NumeroNational.objects.values_list("numero", flat=True)
    if numeros_connus([numero]) or numero_lu(numero) in {numero_lu(attendu) for attendu in attendus}:
        raise RegleNonRespectee(NUMERO_NATIONAL, f"Le numéro {numero} sert déjà.")
    return numero
