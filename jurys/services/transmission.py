"""The file leaves for the GTP, with its proof; its receipt and its answer come back."""

from datetime import date, datetime

from django.db.models import Min, Q

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Courriel
from certif_portal.commun.retours import D_UN_ALIAS
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix_gtp import PARTIS, TRANSITIONS_COURRIEL_REVENU, CanalGTP, EtatDossierGTP, ReponseGTP
from jurys.courriels import deposer_dossier_gtp
from jurys.models import DossierGTP
from jurys.queries.gtp import dossier_en_preparation, est_a_jour, pieces_du_dossier
from jurys.regles.delai import date_limite_gtp
from jurys.regles.gtp import COURRIEL_MAXIMUM, GTP_TRANSMISSION_PROUVEE
from jurys.services.gtp import enregistrer_dossier_gtp, passer, refuser_incomplet, verrouiller_dossier_gtp


def _exiger_a_jour(dossier: DossierGTP) -> None:
    """What leaves is what stands today: a scan replaced since the composition asks for another one."""
    pieces = pieces_du_dossier(dossier)
    refuser_incomplet(pieces)
    if not est_a_jour(dossier, pieces):
        raise ErreurMetier("Une pièce a changé depuis la composition de ce dossier : composez-le de nouveau.")


@acte
def envoyer_par_courriel(*, dossier: DossierGTP, destinataire: str, par: Utilisateur, a: datetime) -> DossierGTP:
    """Put the archive in the outbox; the file is transmitted the day its mail really leaves."""
    dossier = verrouiller_dossier_gtp(dossier)
    passer(dossier, EtatDossierGTP.ENVOI)
    _exiger_a_jour(dossier)
    if dossier.archive and dossier.archive.taille > COURRIEL_MAXIMUM:
        mega = COURRIEL_MAXIMUM // (1024 * 1024)
        raise ErreurMetier(
            f"L’archive dépasse {mega} Mo : un serveur de courriel la refuserait. Téléchargez-la, déposez-la "
            "autrement, puis enregistrez cette transmission avec sa preuve."
        )
    dossier.canal, dossier.transmis_par, dossier.erreur = CanalGTP.PORTAIL, par, ""
    dossier.courriel = deposer_dossier_gtp(dossier, destinataire, parametres(), a)
    phrase = f"Dossier GTP {dossier.numero} : courriel à {destinataire} en cours d’envoi."
    journaliser(dossier.jury, "gtp", phrase, par=par, a=a)
    return enregistrer_dossier_gtp(dossier)


ALIAS = Q(courriel__etat=EtatCourriel.ECHEC, courriel__erreur__startswith=D_UN_ALIAS)
"""Its mail came back from one box of the address alone: the GTP has it."""


def _d_un_alias(courriel: Courriel) -> bool:
    return courriel.etat == EtatCourriel.ECHEC and courriel.erreur.startswith(D_UN_ALIAS)


def envois_en_cours() -> list[int]:
    """Files whose mail left, and of which nobody has taken note yet."""
    partis = DossierGTP.objects.filter(Q(courriel__etat=EtatCourriel.ENVOYE) | ALIAS, etat=EtatDossierGTP.ENVOI)
    return list(partis.values_list("pk", flat=True))


@acte
def constater_envoi(dossier_id: int, *, a: datetime) -> bool:
    """The mail left: the file is transmitted, on the day it left. False while it has not, or once it is noted."""
    dossier = verrouiller_dossier_gtp(DossierGTP.objects.select_related("jury").get(pk=dossier_id))
    courriel = dossier.courriel
    if dossier.etat != EtatDossierGTP.ENVOI or courriel is None or courriel.envoye_le is None:
        return False
    if courriel.etat != EtatCourriel.ENVOYE and not _d_un_alias(courriel):  # it came back already
        return False
    _partir(dossier, jour_de(courriel.envoye_le), f"par courriel à {courriel.destinataire}", dossier.transmis_par, a)
    return True


def envois_revenus() -> list[int]:
    """Files said to be transmitted, whose mail came back since from the very address it was sent to."""
    transmis = DossierGTP.objects.filter(etat=EtatDossierGTP.TRANSMIS, canal=CanalGTP.PORTAIL)
    revenus = transmis.filter(courriel__etat=EtatCourriel.ECHEC)
    return list(revenus.exclude(ALIAS).values_list("pk", flat=True))


@acte
def constater_retour(dossier_id: int, *, a: datetime) -> bool:
    """The mail came back: the file is not transmitted, and its delay runs again; the mail is sent again, or given up.
    Abandoned where another file of this jury is prepared already. False once it is noted."""
    dossier = verrouiller_dossier_gtp(DossierGTP.objects.select_related("jury").get(pk=dossier_id))
    courriel, jury = dossier.courriel, dossier.jury
    if dossier.etat != EtatDossierGTP.TRANSMIS or dossier.canal != CanalGTP.PORTAIL or courriel is None:
        return False
    if courriel.etat != EtatCourriel.ECHEC or _d_un_alias(courriel):
        return False
    autre = dossier_en_preparation(jury)
    vers = EtatDossierGTP.ABANDONNE if autre else EtatDossierGTP.ENVOI
    verifier_transition(TRANSITIONS_COURRIEL_REVENU, dossier, vers)
    dossier.etat, dossier.transmis_le = vers, None
    if autre:
        dossier.abandon_motif = f"Son courriel est revenu ; le dossier {autre.numero} est en préparation."
        _remplacer(courriel)
    enregistrer_dossier_gtp(dossier)
    partis = jury.dossiers_gtp.filter(etat__in=sorted(PARTIS))
    jury.transmis_gtp_le = partis.aggregate(premier=Min("transmis_le"))["premier"]
    jury.save(update_fields=["transmis_gtp_le"])
    phrase = f"Dossier GTP {dossier.numero} : le courriel à {courriel.destinataire} est revenu, il n’est pas transmis."
    journaliser(jury, "gtp", phrase, par=None, a=a)
    return True


def _remplacer(courriel: Courriel) -> None:
    """What it carried leaves another way, or no more: nobody is to send it again."""
    verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.REMPLACE)
    courriel.etat = EtatCourriel.REMPLACE
    courriel.save(update_fields=["etat"])


@acte
def renoncer_au_courriel(*, dossier: DossierGTP, par: Utilisateur, a: datetime) -> DossierGTP:
    """The mail did not leave, or came back: the file is ready again, to be sent another way."""
    dossier = verrouiller_dossier_gtp(dossier)
    courriel = dossier.courriel
    if dossier.etat != EtatDossierGTP.ENVOI or courriel is None or courriel.etat != EtatCourriel.ECHEC:
        raise ErreurMetier("Le courriel de ce dossier n’est pas en échec.")
    _remplacer(courriel)
    passer(dossier, EtatDossierGTP.PRET)
    dossier.courriel, dossier.canal, dossier.transmis_par = None, "", None
    phrase = f"Dossier GTP {dossier.numero} : le courriel n’est pas arrivé, le dossier est de nouveau prêt."
    journaliser(dossier.jury, "gtp", phrase, par=par, a=a)
    return enregistrer_dossier_gtp(dossier)


@acte
def transmettre_dossier(
    *, dossier: DossierGTP, canal: CanalGTP, le: date, preuve: Depot | None, par: Utilisateur, a: datetime
) -> DossierGTP:
    """Record a file that left by another way than the portal's mail: its day, and the document that proves it."""
    dossier = verrouiller_dossier_gtp(dossier)
    passer(dossier, EtatDossierGTP.TRANSMIS)
    _exiger_a_jour(dossier)
    if preuve is None or canal == CanalGTP.PORTAIL:
        raise RegleNonRespectee(GTP_TRANSMISSION_PROUVEE, "Déposez la preuve de l’envoi.")
    if le > jour_de(a):
        raise ErreurMetier("Cette date n’est pas encore venue.")
    if dossier.compose_le and le < jour_de(dossier.compose_le):
        compose = date_longue(jour_de(dossier.compose_le))
        raise ErreurMetier(f"Le dossier est composé depuis le {compose} : il n’a pas pu partir avant.")
    dossier.canal, dossier.transmis_par = canal, par
    dossier.preuve = conserver(preuve, par=par, a=a)
    return _partir(dossier, le, CanalGTP(canal).label.lower(), par, a)


def _partir(dossier: DossierGTP, le: date, comment: str, par: Utilisateur | None, a: datetime) -> DossierGTP:
    if dossier.etat != EtatDossierGTP.TRANSMIS:
        passer(dossier, EtatDossierGTP.TRANSMIS)
    dossier.transmis_le = le
    enregistrer_dossier_gtp(dossier)
    jury = dossier.jury
    if jury.transmis_gtp_le is None:
        jury.transmis_gtp_le = le
        jury.save(update_fields=["transmis_gtp_le"])
    limite = date_limite_gtp(jury.date)
    retard = f", après la limite du {date_longue(limite)}" if le > limite else ""
    phrase = f"Dossier GTP {dossier.numero} transmis le {date_longue(le)} ({comment}){retard}."
    journaliser(jury, "gtp", phrase, par=par, a=a)
    return dossier


@acte
def accuser_reception(*, dossier: DossierGTP, le: date, preuve: Depot, par: Utilisateur, a: datetime) -> DossierGTP:
    """The GTP says that it has the file."""
    dossier = verrouiller_dossier_gtp(dossier)
    passer(dossier, EtatDossierGTP.RECU)
    _exiger_apres_depart(dossier, le, a)
    dossier.accuse_le, dossier.accuse_preuve = le, conserver(preuve, par=par, a=a)
    phrase = f"Dossier GTP {dossier.numero} : reçu par le GTP le {date_longue(le)}."
    journaliser(dossier.jury, "gtp", phrase, par=par, a=a)
    return enregistrer_dossier_gtp(dossier)


@acte
def noter_reponse(
    *,
    dossier: DossierGTP,
    reponse: ReponseGTP,
    le: date,
    texte: str = "",
    preuve: Depot | None = None,
    par: Utilisateur,
    a: datetime,
) -> DossierGTP:
    """What the GTP answers. Its silence is no answer: no text gives it a delay, and nothing is written of it."""
    dossier = verrouiller_dossier_gtp(dossier)
    passer(dossier, EtatDossierGTP.REPONDU)
    _exiger_apres_depart(dossier, le, a)
    if preuve is None:
        raise ErreurMetier("Déposez la réponse du GTP : son courrier, son courriel ou l’extrait qui la porte.")
    if reponse == ReponseGTP.OBSERVATIONS and not texte.strip():
        raise ErreurMetier("Écrivez ce que le GTP observe.")
    dossier.reponse, dossier.reponse_le, dossier.reponse_texte = reponse, le, texte.strip()
    dossier.reponse_preuve = conserver(preuve, par=par, a=a)
    phrase = f"Dossier GTP {dossier.numero} : {dossier.get_reponse_display().lower()}, le {date_longue(le)}. {texte}"
    journaliser(dossier.jury, "gtp", phrase.strip(), par=par, a=a)
    return enregistrer_dossier_gtp(dossier)


def _exiger_apres_depart(dossier: DossierGTP, le: date, a: datetime) -> None:
    if le > jour_de(a):
        raise ErreurMetier("Cette date n’est pas encore venue.")
    if dossier.transmis_le and le < dossier.transmis_le:
        raise ErreurMetier(
            f"Le dossier est parti le {date_longue(dossier.transmis_le)} : le GTP n’a pas pu répondre avant."
        )
