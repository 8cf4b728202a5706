"""The three next things that a home says to do: no query, from what the home has already read."""

from collections.abc import Iterable, Sequence
from datetime import date

from certif_portal.commun.choses import TROIS, Chose
from certif_portal.commun.durees import compte
from certif_portal.commun.typographie import INSECABLE, date_courte, depuis, restant
from certif_portal.portail.queries.accueil import AAdministrer, ProchainJury
from certif_portal.portail.queries.attente import Compte
from certif_portal.portail.queries.marche import lien
from jurys.choix import EtatJury
from jurys.models import Jury

LIRE = "Voir"


def choses_du_centre(
    comptes: Iterable[Compte], prochain: ProchainJury | None, retards: int, le: date, *, agit: bool
) -> list[Chose]:
    """What is late, then who is not ready for the next jury, then what has waited most. The auditor only looks."""
    choses = _en_retard(retards)
    if prochain and prochain.prets < prochain.candidats:
        reste = compte(prochain.candidats - prochain.prets, "dossier")
        quoi = f"{reste} à compléter pour le jury du {date_courte(prochain.le, le)}"
        url = f"{lien('pret_liste')}?jury={prochain.jury_id}"
        choses.append(Chose(quoi, restant(prochain.le, le).situation, url, "Compléter" if agit else LIRE))
    return [*choses, *_des_files(comptes, le, agit=agit)][:TROIS]


def choses_de_l_organisme(comptes: Iterable[Compte], retards: int, le: date) -> list[Chose]:
    return [*_en_retard(retards), *_des_files(comptes, le, agit=True)][:TROIS]


def choses_du_jure(jurys: Sequence[Jury], le: date) -> list[Chose]:
    """A deliberation that is open, then the juries to come, the nearest first."""
    ouverts = [jury for jury in jurys if jury.etat == EtatJury.DELIBERATION]
    a_venir = sorted((j for j in jurys if j.etat == EtatJury.CONVOQUE and j.date >= le), key=lambda jury: jury.date)
    choses = [
        Chose(f"Jury {jury.numero}, en délibération", jury.lieu, lien("jury_deliberation", jury.pk), "Délibérer")
        for jury in ouverts
    ]
    for jury in a_venir:
        quoi, reste = f"Jury {jury.numero} du {date_courte(jury.date, le)}", restant(jury.date, le).situation
        choses.append(Chose(quoi, f"{reste} · {jury.lieu}", lien("jury_detail", jury.pk), LIRE))
    return choses[:TROIS]


def choses_de_l_administrateur(attend: AAdministrer) -> list[Chose]:
    """A person who cannot log in first, then what the centre lacks, then accounts that nobody opened."""
    choses = []
    if attend.retraits:
        quoi = f"{compte(attend.retraits, 'retrait')} de second facteur à confirmer"
        choses.append(Chose(quoi, "la personne ne peut plus se connecter", lien("facteur_liste"), "Confirmer"))
    if not attend.centre:
        url = lien("admin:centre_parametrescentre_changelist")
        choses.append(Chose("Le centre n’a pas de signataire", "aucun acte ne peut être signé", url, "Régler"))
    if not attend.unions:
        url = lien("admin:jurys_organisationsyndicale_changelist")
        choses.append(Chose("Aucune organisation syndicale", "aucun jury ne peut être composé", url, "Saisir"))
    if attend.invitations:
        quoi = f"{compte(attend.invitations, 'invitation')} sans réponse"
        choses.append(Chose(quoi, "leur lien est à son terme", lien("admin:comptes_invitation_changelist"), LIRE))
    return choses[:TROIS]


def _en_retard(retards: int) -> list[Chose]:
    if not retards:
        return []
    url = f"{lien('echeance_liste')}?quand=retard"
    return [Chose(f"{compte(retards, 'échéance')} en retard", "la date limite est passée", url, LIRE, en_retard=True)]


def _des_files(comptes: Iterable[Compte], le: date, *, agit: bool) -> list[Chose]:
    """What waits for the reader's own act, the longest wait first; what is awaited from others is no task."""
    attendent = [c for c in comptes if c.nombre and c.file.sorte != "attente" and c.file.acte != "Ouvrir"]
    attendent.sort(key=lambda c: c.plus_ancienne or date.max)
    return [Chose(_combien(c), _age(c, le), c.url, c.file.acte if agit else LIRE) for c in attendent]


def _combien(compte_lu: Compte) -> str:
    """By the title of the queue: « 4 à vérifier » alone does not say what."""
    return f"{compte_lu.file.titre}{INSECABLE}: {compte_lu.nombre}"


def _age(compte_lu: Compte, le: date) -> str:
    ancienne = compte_lu.plus_ancienne
    if ancienne is None:
        return ""
    return f"en attente {depuis(ancienne, le)}" if ancienne <= le else depuis(ancienne, le)
