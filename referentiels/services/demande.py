"""Requests to the GTP: prepared, addressed with their pieces, decided; the decision changes the catalogue at once."""

from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from referentiels import regles
from referentiels.choix import (
    DELIVREES_PAR_L_ENTREPRISE,
    TRANSITIONS_DEMANDE,
    EtatDemande,
    EtatReferentiel,
    NatureDemande,
    PieceAttendue,
)
from referentiels.models import Certification, DemandeGTP, PieceDemande, Referentiel
from referentiels.queries.demande import pieces_presentes
from referentiels.services.certification import supprimer_certification
from referentiels.services.contenu import enregistrer
from referentiels.services.version import publier_referentiel

OUVERTES = (EtatDemande.PREPARATION, EtatDemande.ADRESSEE)


@dataclass(frozen=True)
class FichierJoint:
    """An upload that passed the gate."""

    nom: str
    octets: bytes
    type_mime: str


def _verrouiller(demande: DemandeGTP) -> DemandeGTP:
    return DemandeGTP.objects.select_for_update(of=("self",), no_key=True).get(pk=demande.pk)


@acte
def creer_demande(
    *,
    nature: str,
    intitule: str,
    certification: Certification | None,
    motif: str,
    par: Utilisateur | None,
    a: datetime,
) -> DemandeGTP:
    """Open the file of a request; its title is the certification's when there is one."""
    if nature == NatureDemande.CREATION:
        certification = None
    if certification is not None:
        _exiger_demandable(certification, nature)
    demande = DemandeGTP(
        nature=nature,
        intitule=certification.intitule if certification else intitule,
        certification=certification,
        motif=motif if nature == NatureDemande.SUPPRESSION else "",
        creee_le=a,
        creee_par=par,
    )
    enregistrer(demande)
    journaliser(demande, "creation", f"Demande préparée : {demande}.", par=par, a=a)
    return demande


@acte
def rattacher_projet(*, demande: DemandeGTP, projet: Referentiel, par: Utilisateur | None, a: datetime) -> DemandeGTP:
    """The draft that the GTP will be asked to decide on."""
    demande = _verrouiller(demande)
    _exiger_ouverte(demande)
    if projet.etat != EtatReferentiel.BROUILLON:
        raise ErreurMetier("Le projet est une version en brouillon du catalogue.")
    if demande.nature == NatureDemande.SUPPRESSION:
        raise ErreurMetier("Une suppression ne porte pas de projet de référentiel.")
    if demande.certification_id and demande.certification_id != projet.certification_id:
        raise ErreurMetier(f"Le projet « {projet.intitule} » est celui d’une autre certification.")
    _exiger_demandable(projet.certification, demande.nature)
    demande.projet = projet
    enregistrer(demande, ["projet"])
    journaliser(demande, "projet", f"Projet de référentiel joint : {projet.intitule}.", par=par, a=a)
    return demande


@acte
def joindre_piece(
    *,
    demande: DemandeGTP,
    code: str,
    texte: str,
    fichier: FichierJoint | None,
    datee_du: date | None,
    par: Utilisateur | None,
    a: datetime,
) -> PieceDemande:
    """A text, a file, or both; joined again, the new ones replace the old ones, and a file not given is kept."""
    demande = _verrouiller(demande)
    _exiger_ouverte(demande)
    if code not in regles.PIECES_DEMANDE[NatureDemande(demande.nature)]:
        raise ErreurMetier(f"Cette pièce n’accompagne pas une demande de nature « {demande.get_nature_display()} ».")
    piece = demande.pieces.filter(code=code).first() or PieceDemande(demande=demande, code=code)
    piece.texte, piece.datee_du = texte, datee_du
    if fichier is not None:
        piece.fichier = enregistrer_fichier(
            nom=fichier.nom, octets=fichier.octets, type_mime=fichier.type_mime, par=par, a=a
        )
    enregistrer(piece)
    journaliser(demande, "piece", f"Pièce jointe : {PieceAttendue(code).label}.", par=par, a=a)
    return piece


@acte
def adresser_demande(*, demande: DemandeGTP, le: date, par: Utilisateur | None, a: datetime) -> DemandeGTP:
    """Sent to the secretariat of the GTP, complete. Raises RegleNonRespectee with what is missing."""
    demande = _verrouiller(demande)
    verifier_transition(TRANSITIONS_DEMANDE, demande, EtatDemande.ADRESSEE)
    if le > jour_de(a):
        raise ErreurMetier(f"L’envoi du {date_longue(le)} est à venir.")
    manques = regles.pieces_manquantes(demande.nature, pieces_presentes(demande))
    if manques:
        noms = " ; ".join(piece.label for piece in manques)
        raise RegleNonRespectee(regles.DEMANDE_PIECES, f"Il manque : {noms}.")
    demande.etat, demande.adressee_le = EtatDemande.ADRESSEE, le
    enregistrer(demande, ["etat", "adressee_le"])
    journaliser(demande, "envoi", f"Demande adressée au secrétariat du GTP le {date_longue(le)}.", par=par, a=a)
    return demande


@acte
def decider_demande(
    *,
    demande: DemandeGTP,
    acceptee: bool,
    le: date,
    commentaire: str,
    textes_relus: bool = False,
    par: Utilisateur | None,
    a: datetime,
) -> DemandeGTP:
    """Record the GTP's decision; accepted, the project comes into force or the certification is suppressed at its
    date."""
    demande = _verrouiller(demande)
    vers = EtatDemande.ACCEPTEE if acceptee else EtatDemande.REFUSEE
    verifier_transition(TRANSITIONS_DEMANDE, demande, vers)
    if le > jour_de(a):
        raise RegleNonRespectee(regles.DEMANDE_EFFET, f"La décision du {date_longue(le)} est à venir.")
    if demande.adressee_le is not None and le < demande.adressee_le:
        raise ErreurMetier(
            f"La demande est du {date_longue(demande.adressee_le)} : la décision ne peut pas la précéder."
        )
    if not acceptee and not commentaire:
        raise ErreurMetier("Le motif du refus est attendu.")
    demande.etat, demande.decidee_le, demande.commentaire = vers, le, commentaire
    if acceptee:
        _appliquer(demande, le, par, a, textes_relus=textes_relus)
    enregistrer(demande, ["etat", "decidee_le", "commentaire", "certification"])
    suite = f" {commentaire}" if commentaire else ""
    journaliser(
        demande, "decision", f"Demande {vers.label.lower()} par le GTP le {date_longue(le)}.{suite}", par=par, a=a
    )
    return demande


def _appliquer(demande: DemandeGTP, le: date, par: Utilisateur | None, a: datetime, *, textes_relus: bool) -> None:
    """DEMANDE-EFFET."""
    if demande.nature == NatureDemande.SUPPRESSION and demande.certification is not None:
        motivation = demande.pieces.filter(code=PieceAttendue.MOTIVATION).values_list("texte", flat=True).first()
        texte = motivation or demande.commentaire or demande.get_motif_display()
        supprimer_certification(
            certification=demande.certification, le=le, motif=demande.motif, texte=texte, par=par, a=a
        )
        return
    if demande.projet is None:
        raise RegleNonRespectee(regles.DEMANDE_EFFET, "Joignez d’abord le projet, tel que le GTP l’a validé.")
    publie, _ = publier_referentiel(referentiel=demande.projet, date_gtp=le, textes_relus=textes_relus, par=par, a=a)
    demande.certification = publie.certification


@acte
def abandonner_demande(*, demande: DemandeGTP, motif: str, par: Utilisateur | None, a: datetime) -> DemandeGTP:
    demande = _verrouiller(demande)
    verifier_transition(TRANSITIONS_DEMANDE, demande, EtatDemande.ABANDONNEE)
    demande.etat, demande.commentaire = EtatDemande.ABANDONNEE, motif
    enregistrer(demande, ["etat", "commentaire"])
    journaliser(demande, "abandon", f"Demande abandonnée : {motif}", par=par, a=a)
    return demande


def _exiger_demandable(certification: Certification, nature: str) -> None:
    """A parcours and a certification delivered by juries are not asked for in the same way."""
    if certification.supprimee_le is not None:
        detail = f"« {certification.intitule} » est supprimée depuis le {date_longue(certification.supprimee_le)}."
        raise RegleNonRespectee(regles.SUPPRESSION, detail)
    parcours = certification.type in DELIVREES_PAR_L_ENTREPRISE
    if nature != NatureDemande.SUPPRESSION and parcours != (nature == NatureDemande.PARCOURS):
        attendue = NatureDemande.PARCOURS if parcours else NatureDemande.REVISION
        raise ErreurMetier(
            f"« {certification.intitule} » ({certification.get_type_display()}) : choisissez « {attendue.label} »."
        )


def _exiger_ouverte(demande: DemandeGTP) -> None:
    if demande.etat not in OUVERTES:
        raise ErreurMetier(f"Cette demande est {demande.get_etat_display().lower()} : elle ne change plus.")
