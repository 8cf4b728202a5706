"""The company's opinion received on paper: typed from its scan by one person, checked by another."""

from collections.abc import Mapping
from datetime import date, datetime

from certif_portal.centre.models import ValeurAvis
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_AVIS, EtatAvis
from evaluations.courriels.delegation import dire_avis_renvoye
from evaluations.models import AvisEntreprise
from evaluations.queries.avis import empreinte_saisie
from evaluations.regles.avis import AVIS_ENTREPRISE, AVIS_PAPIER, obstacle_a_la_verification, obstacle_au_papier
from evaluations.regles.verification import MOTIF_DU_RENVOI, defaut_de_lecture
from evaluations.services.avis import (
    avis_du,
    ecrire_reponse,
    revoquer_liens,
    verifier_attendu,
    verrouiller_avis,
)


@acte
def deposer_papier_avis(
    *, avis: AvisEntreprise, nom: str, octets: bytes, type_mime: str, par: Utilisateur, a: datetime
) -> AvisEntreprise:
    """Keep the scan of a signed paper: it is still to be typed. The link sent still serves, until then."""
    papier = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)
    return joindre_papier_avis(avis=avis, papier=papier, par=par, a=a)


@acte
def joindre_papier_avis(*, avis: AvisEntreprise, papier: Fichier, par: Utilisateur, a: datetime) -> AvisEntreprise:
    """The same, of a scan that is kept already."""
    avis = verrouiller_avis(avis)
    verifier_attendu(avis)
    _exiger_du(avis)
    avis.papier = papier
    avis.full_clean()
    avis.save(update_fields=["papier"])
    journaliser(avis.inscription, "avis_scan", "Avis de l’entreprise sur papier : scan déposé.", par=par, a=a)
    return avis


@acte
def saisir_avis_papier(
    *,
    avis: AvisEntreprise,
    signe_le: date,
    par_activite: Mapping[int, ValeurAvis],
    valeur: ValeurAvis,
    commentaire: str,
    nom: str,
    qualite: str,
    par: Utilisateur,
    a: datetime,
) -> AvisEntreprise:
    """Type what the signed paper says. It counts once somebody else has read one beside the other."""
    avis = verrouiller_avis(avis)
    verifier_attendu(avis)
    _exiger_du(avis)
    if avis.papier is None:
        raise ErreurMetier("Déposez d’abord le scan de l’avis signé.")
    if defaut := obstacle_au_papier(signe_le, jour_de(a)):
        raise RegleNonRespectee(AVIS_PAPIER, defaut)
    verifier_transition(TRANSITIONS_AVIS, avis, EtatAvis.A_VERIFIER)
    avis.etat, avis.signe_le, avis.saisi_le, avis.saisi_par = EtatAvis.A_VERIFIER, signe_le, a, par
    avis.motif_renvoi, avis.renvoye_le = "", None
    champs = ecrire_reponse(avis, par_activite, valeur, commentaire, nom, qualite)
    avis.save(update_fields=[*champs, "etat", "signe_le", "saisi_le", "saisi_par", "motif_renvoi", "renvoye_le"])
    revoquer_liens(avis, a)
    phrase = f"Avis de l’entreprise sur papier, signé le {signe_le:%d/%m/%Y} : saisi du scan, à vérifier."
    journaliser(avis.inscription, "avis_saisi", phrase, par=par, a=a)
    return avis


@acte
def verifier_avis_papier(*, avis: AvisEntreprise, empreinte: str, par: Utilisateur, a: datetime) -> AvisEntreprise:
    """A second person has read the scan and what was typed: the opinion is given. `empreinte`: of what they read."""
    avis = verrouiller_avis(avis)
    _passer(avis, EtatAvis.RENDU)
    if refus := obstacle_a_la_verification(avis.saisi_par_id, par.pk):
        raise RegleNonRespectee(AVIS_PAPIER, refus)
    if defaut := defaut_de_lecture(empreinte, empreinte_saisie(avis)):
        raise RegleNonRespectee(AVIS_PAPIER, defaut)
    avis.rendu_le, avis.verifie_par = a, par
    avis.full_clean()
    avis.save(update_fields=["etat", "rendu_le", "verifie_par"])
    phrase = f"Avis de l’entreprise sur papier, de {avis.nom}, {avis.qualite} : conforme à son scan."
    journaliser(avis.inscription, "avis_verifie", phrase, par=par, a=a)
    return avis


@acte
def renvoyer_saisie_avis(*, avis: AvisEntreprise, motif: str, par: Utilisateur, a: datetime) -> AvisEntreprise:
    """What was typed is not what the paper says: it is typed again, from what is there. Its author may say so too."""
    avis = verrouiller_avis(avis)
    if not motif.strip():
        raise ErreurMetier(MOTIF_DU_RENVOI)
    _passer(avis, EtatAvis.ATTENDU)
    auteur = avis.saisi_par_id
    avis.saisi_le = avis.saisi_par = None
    avis.motif_renvoi, avis.renvoye_le = motif.strip(), a
    avis.full_clean()
    avis.save(update_fields=["etat", "saisi_le", "saisi_par", "motif_renvoi", "renvoye_le"])
    dire_avis_renvoye(avis, auteur, a)
    phrase = f"Avis de l’entreprise sur papier, à saisir de nouveau : {avis.motif_renvoi}"
    journaliser(avis.inscription, "avis_a_ressaisir", phrase, par=par, a=a)
    return avis


def _passer(avis: AvisEntreprise, vers: EtatAvis) -> None:
    if avis.etat != EtatAvis.A_VERIFIER:
        raise ErreurMetier(f"Cet avis n’est pas à vérifier : « {avis.get_etat_display()} ».")
    verifier_transition(TRANSITIONS_AVIS, avis, vers)
    avis.etat = vers


def _exiger_du(avis: AvisEntreprise) -> None:
    requis, motif = avis_du(avis.inscription)
    if not requis:
        raise RegleNonRespectee(AVIS_ENTREPRISE, motif)
