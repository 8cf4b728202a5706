"""Rectify the PV of a closed jury: opened with a reason, written line by line, edited, signed; only then, its effects.

Nothing sealed is edited: the first PV and what the jury reported stay, the rectifying PV says what is right.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.comptes.models import Utilisateur
from jurys.choix import (
    TRANSITIONS_RECTIFICATION,
    Decision,
    EtatJury,
    EtatPiece,
    EtatRectification,
    NaturePiece,
)
from jurys.documents.rectificatif import MODELE_RECTIFICATIF, VERSION_RECTIFICATIF, contexte_rectificatif
from jurys.models import (
    Jury,
    LigneRectification,
    PieceJury,
    Presentation,
    Rectification,
)
from jurys.queries.ecrans import membres_de, president_de
from jurys.queries.numero import Cle
from jurys.queries.rectification import MOTS, sujet_de
from jurys.queries.synthese import lire_synthese
from jurys.queries.titre import TitreDecide
from jurys.regles.deliberation import JURY_RECTIFIE, decision_inverse
from jurys.services.composition import verrouiller_jury
from jurys.services.deliberation import competences_validees, titre_lu
from jurys.services.preparation import Cloture, blocs_hors_rncp, preparer
from jurys.services.rectificatif import appliquer, suites_des_blocs, verifier_usages


@acte
def ouvrir_rectification(*, jury: Jury, motif: str, par: Utilisateur, a: datetime) -> Rectification:
    """An error was found in what a closed jury reported: one rectification at a time, numbered."""
    jury = verrouiller_jury(jury)
    if jury.etat != EtatJury.CLOS:
        raise RegleNonRespectee(JURY_RECTIFIE, f"Le jury est « {jury.get_etat_display()} » : il se corrige encore.")
    if jury.pieces.filter(nature=NaturePiece.PV, document__isnull=True).exists():
        raise RegleNonRespectee(JURY_RECTIFIE, "Un procès-verbal du jury s’édite encore : le rectificatif y renvoie.")
    rectification = Rectification(
        jury=jury, rang=jury.rectifications.count() + 1, motif=motif, ouverte_le=a, ouverte_par=par
    )
    rectification.full_clean()
    rectification.save()
    journaliser(jury, "rectification", f"{rectification} ouvert : {motif}", par=par, a=a)
    return rectification


def _verrouiller(rectification: Rectification, *etats: EtatRectification) -> Rectification:
    verrouillees = Rectification.objects.select_for_update(of=("self",), no_key=True).select_related("jury", "document")
    rectification = verrouillees.get(pk=rectification.pk)
    if etats and rectification.etat not in etats:
        etat = rectification.get_etat_display().lower()
        raise ErreurMetier(f"Cette rectification est « {etat} » : ce qu’elle dit ne change plus.")
    return rectification


@acte
def rectifier_decision(
    *,
    rectification: Rectification,
    presentation: Presentation,
    bloc: int | None,
    acquises: Collection[int] | None,
    par: Utilisateur,
    a: datetime,
) -> LigneRectification:
    """A decision wrongly reported, A for NA or the contrary. `acquises`: the competences validated by the jury."""
    rectification = _verrouiller(rectification, EtatRectification.OUVERTE)
    cloture = preparer(rectification.jury, par, a, seulement=[presentation.pk])
    titre = _titre_en_vigueur(cloture, bloc)
    vers = decision_inverse(titre.decision)
    verifier_usages(titre, vers)
    refuser_si(blocs_hors_rncp(replace(cloture, titres=[replace(titre, decision=vers)])))
    lue = Presentation.objects.defer(None).get(pk=presentation.pk)
    if not lue.synthese:
        raise ErreurMetier("La synthèse de ce candidat n’est plus conservée : sa décision ne se rectifie plus.")
    synthese = titre_lu(lire_synthese(lue.synthese), bloc)
    validees = competences_validees(synthese, vers, acquises)
    ligne = LigneRectification(
        rectification=rectification,
        presentation=presentation,
        version_bloc=titre.bloc,
        sujet=sujet_de(titre)[:300],
        lu=_dite(titre.decision),
        decision=vers,
        acquises=sorted(validees),
    )
    suites = suites_des_blocs(cloture, titre, ligne)
    if vers == Decision.NA:
        suites = [_comptees(validees, synthese.visees), *suites]
    ligne.juste = " ; ".join([_dite(vers), *suites])
    return _ajouter(ligne, par, a)


def _dite(decision: str) -> str:
    return f"{decision} ({MOTS[decision]})"


def _comptees(validees: Collection[int], visees: Collection[int]) -> str:
    """« 3 compétences validées sur 8 »."""
    pluriel = "s" if len(validees) > 1 else ""
    return f"{compte(len(validees), 'compétence')} validée{pluriel} sur {len(visees)}"


def _titre_en_vigueur(cloture: Cloture, bloc: int | None) -> TitreDecide:
    for titre in cloture.titres:
        if titre.presente and titre.bloc_pk == bloc:
            return titre
    raise ErreurMetier("Ce jury n’a rien décidé de ce titre pour ce candidat.")


@acte
def rectifier_mention(
    *,
    rectification: Rectification,
    presentation: Presentation | None,
    sujet: str,
    lu: str,
    juste: str,
    par: Utilisateur,
    a: datetime,
) -> LigneRectification:
    """Any other fact of the PV: a name, a place, who sat and how. The certificate of a holder whose civil status was
    corrected is replaced from its own page."""
    rectification = _verrouiller(rectification, EtatRectification.OUVERTE)
    if lu == juste:
        raise ErreurMetier("Ce qui a été lu et ce qui est juste sont identiques.")
    if presentation and presentation.jury_id != rectification.jury_id:
        raise ErreurMetier("Ce candidat n’est pas de ce jury.")
    if presentation:
        candidat = presentation.inscription.candidat
        sujet = f"{candidat.nom_naissance.upper()} {candidat.prenom}, {sujet}"
    ligne = LigneRectification(
        rectification=rectification, presentation=presentation, sujet=sujet[:300], lu=lu, juste=juste
    )
    return _ajouter(ligne, par, a)


def _ajouter(ligne: LigneRectification, par: Utilisateur, a: datetime) -> LigneRectification:
    ligne.full_clean()
    ligne.save()
    phrase = f"{ligne.rectification} : {ligne.sujet}, « {ligne.lu} » devient « {ligne.juste} »."
    journaliser(ligne.rectification.jury, "rectification", phrase, par=par, a=a)
    return ligne


@acte
def retirer_ligne(*, ligne: LigneRectification, par: Utilisateur, a: datetime) -> Rectification:
    rectification = _verrouiller(ligne.rectification, EtatRectification.OUVERTE)
    journaliser(rectification.jury, "rectification", f"{rectification} : {ligne.sujet}, retiré.", par=par, a=a)
    ligne.delete()
    return rectification


@acte
def editer_rectificatif(*, rectification: Rectification, par: Utilisateur, a: datetime) -> Rectification:
    """The PV to be signed; from here its lines do not change: it is signed, or cancelled."""
    rectification = _verrouiller(rectification)
    verifier_transition(TRANSITIONS_RECTIFICATION, rectification, EtatRectification.EDITEE)
    lignes = list(rectification.lignes.select_related("presentation__inscription__referentiel"))
    if not lignes:
        raise ErreurMetier("Rien n’est rectifié : dites d’abord ce qui a été lu et ce qui est juste.")
    jury = rectification.jury
    pv = jury.pieces.filter(nature__in=[NaturePiece.PV, NaturePiece.RECTIFICATIF])
    pv = pv.select_related("jury", "certification", "version_bloc__bloc", "document", "rectification__jury")
    president = president_de(membres_de(jury))
    vises = [piece for piece in pv if any(_porte_sur(ligne, piece) for ligne in lignes)]
    contexte = contexte_rectificatif(rectification, lignes, vises, president=president, centre=parametres(), a=a)
    rectification.document = rendre_et_conserver(
        MODELE_RECTIFICATIF,
        contexte,
        titre=str(rectification),
        version_modele=VERSION_RECTIFICATIF,
        identifiant=f"pv_rectificatif:{jury.numero}:{rectification.rang}",
        par=par,
        a=a,
    )
    rectification.etat = EtatRectification.EDITEE
    rectification.save(update_fields=["document", "etat"])
    journaliser(jury, "rectification", f"{rectification} édité, à faire signer du président du jury.", par=par, a=a)
    return rectification


def _porte_sur(ligne: LigneRectification, piece: PieceJury) -> bool:
    """That PV says what the line puts right: of its title, of its candidate, or of the whole jury. A rectifying PV of
    the same jury is always referred to: it may have put the same thing right."""
    if ligne.presentation is None or piece.nature == NaturePiece.RECTIFICATIF:
        return True
    if piece.certification_id != ligne.presentation.inscription.referentiel.certification_id:
        return False
    return not ligne.decision or piece.version_bloc_id == ligne.version_bloc_id


@acte
def annuler_rectification(*, rectification: Rectification, motif: str, par: Utilisateur, a: datetime) -> Rectification:
    """Before its signature, nothing has changed: it stays written, as cancelled."""
    rectification = _verrouiller(rectification)
    verifier_transition(TRANSITIONS_RECTIFICATION, rectification, EtatRectification.ANNULEE)
    rectification.etat, rectification.annulation_motif = EtatRectification.ANNULEE, motif
    rectification.close_le, rectification.close_par = a, par
    rectification.save(update_fields=["etat", "annulation_motif", "close_le", "close_par"])
    journaliser(rectification.jury, "rectification", f"{rectification} annulé : {motif}", par=par, a=a)
    return rectification


@acte
def signer_rectification(
    *,
    rectification: Rectification,
    fichier: Depot,
    numeros: Mapping[Cle, str] | None = None,
    par: Utilisateur,
    a: datetime,
) -> Rectification:
    """The scan of the signed PV is deposited: it joins those of the jury, and what it says takes effect. `numeros`:
    those of the certificates that it delivers, where the national system gives them."""
    jury = verrouiller_jury(rectification.jury)
    rectification = _verrouiller(rectification)
    verifier_transition(TRANSITIONS_RECTIFICATION, rectification, EtatRectification.SIGNEE)
    rectification.piece = PieceJury.objects.create(
        jury=jury,
        nature=NaturePiece.RECTIFICATIF,
        etat=EtatPiece.SIGNE,
        document=rectification.document,
        scan=conserver(fichier, par=par, a=a),
        signee_le=a,
        signee_par=par,
    )
    effets = appliquer(rectification, numeros or {}, par, a)
    rectification.etat, rectification.close_le, rectification.close_par = EtatRectification.SIGNEE, a, par
    rectification.full_clean()
    rectification.save(update_fields=["etat", "piece", "close_le", "close_par"])
    envoye = " Le dossier est déjà parti au GTP : envoyez-lui ce rectificatif." if jury.transmis_gtp_le else ""
    phrase = f"{rectification} signé et déposé.{effets}{envoye}"
    journaliser(jury, "rectification", phrase, par=par, a=a)
    return rectification
