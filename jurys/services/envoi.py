"""Convocations leave: a mail to whoever has an address, a letter to print for whoever has none."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import Depot
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.regles import Regle
from certif_portal.comptes.models import Utilisateur
from jurys import courriels
from jurys.documents.convocation import VERSION_CONVOCATION, ContexteConvocation, contexte_convocation
from jurys.models import Jury, LettresConvocation, MembreJury
from jurys.regles.convocation import Envoi, a_prouver, date_attendue


def refus_de_l_envoi(
    regle: Regle, *, canal: str, le: date, ce_jour: date, preuve: Depot | None
) -> Iterator[ErreurMetier]:
    """Of a convocation, of a request to the unions, of what the CPREFP is told: the day is the real one, today for what
    the portal sends, any day already past, proved (`regle`: CONVOCATION-PROUVEE, DESIGNATION-PROUVEE or
    CPREFP-PROUVEE), for the rest."""
    if attendue := date_attendue(canal, le, ce_jour):
        yield ErreurMetier(attendue)
    if a_prouver(canal, le, ce_jour) and preuve is None:
        yield RegleNonRespectee(regle, "Déposez la preuve de l’envoi.")


def envoi_prevu(membres: Iterable[MembreJury]) -> Envoi:
    """What a convocation by the portal sends: the same count is announced, then sent."""
    membres = list(membres)
    mandants = {membre.organisation for membre in membres if membre.organisation}
    return Envoi(
        courriels=sum(bool(courriels.adresse_de(membre)) for membre in membres),
        lettres=sum(not courriels.adresse_de(membre) for membre in membres),
        copies=sum(bool(mandant.courriel) for mandant in mandants),
        copies_papier=sum(not mandant.courriel for mandant in mandants),
    )


def envoyer_convocations(jury: Jury, membres: Iterable[MembreJury], par: Utilisateur, a: datetime) -> Envoi:
    """A mail to each who has an address, a letter to print for each other, members and unions alike."""
    membres = list(membres)
    courriels.deposer_convocations(jury, membres, a)
    contexte = contexte_convocation(
        jury,
        [membre for membre in membres if not courriels.adresse_de(membre)],
        [membre for membre in membres if membre.organisation and not membre.organisation.courriel],
        centre=parametres(),
        a=a,
    )
    _conserver_lettres(jury, contexte, par, a)
    return envoi_prevu(membres)


def imprimer_convocations(jury: Jury, membres: list[MembreJury], par: Utilisateur, a: datetime) -> str:
    """A letter for everybody, to post today."""
    mandates = [membre for membre in membres if membre.organisation]
    contexte = contexte_convocation(jury, membres, mandates, centre=parametres(), a=a)
    _conserver_lettres(jury, contexte, par, a)
    return compte(len(contexte.lettres), "lettre") + " à poster"


def _conserver_lettres(jury: Jury, contexte: ContexteConvocation, par: Utilisateur, a: datetime) -> None:
    if not contexte.lettres:
        return
    rang = jury.lettres_convocation.count() + 1
    document = rendre_et_conserver(
        "convocation_jury",
        contexte,
        titre=f"Convocations au jury {jury.numero}, {rang}",
        version_modele=VERSION_CONVOCATION,
        identifiant=f"convocation_jury:{jury.numero}:{rang}",
        par=par,
        a=a,
    )
    LettresConvocation.objects.create(jury=jury, document=document, nombre=len(contexte.lettres), creees_le=a)
