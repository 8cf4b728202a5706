"""Rectify the PV of a closed jury: opened with a reason, written line by line, edited, signed; only then, its effects.

Nothing sealed is edited: the first PV and what the jury reported stay, the rectifying PV says what is right.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from candidats.choix import Portee
from candidats.services.decision import DecisionSurDossier, rectifier
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.typographie import date_longue, tete_de_phrase
from certif_portal.comptes.models import Utilisateur
from jurys.choix import (
    TRANSITIONS_RECTIFICATION,
    Decision,
    EtatJury,
    EtatLettre,
    EtatPiece,
    EtatRectification,
    NaturePiece,
)
from jurys.documents.rectificatif import MODELE_RECTIFICATIF, VERSION_RECTIFICATIF, contexte_rectificatif
from jurys.models import (
    Certificat,
    DecisionBloc,
    Jury,
    Lettre,
    LigneRectification,
    PieceJury,
    Presentation,
    Rectification,
)
from jurys.queries.ecrans import membres_de, president_de
from jurys.queries.rectification import MOTS, lignes_en_vigueur, sujet_de, titres_du_jury, usages_de
from jurys.queries.synthese import lire_synthese
from jurys.queries.titre import TitreDecide, titres_decides
from jurys.regles.deliberation import JURY_RECTIFIE, decision_inverse, decision_resumee
from jurys.services.acquis import validations_de
from jurys.services.certificat import revoquer_certificat
from jurys.services.cloture import (
    Cloture,
    decision_de,
    delivrer,
    papiers_de_remise,
    preparer,
    resultats_de,
    titres_par_presentation,
)
from jurys.services.composition import verrouiller_jury
from jurys.services.deliberation import competences_validees, titre_lu
from jurys.services.lettre import ecarter_lettre, retenir_lettres
from jurys.services.papier import papiers_a_la_suite


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
    titre = _titre_en_vigueur(rectification.jury, presentation.pk, bloc)
    vers = decision_inverse(titre.decision)
    _verifier_usages(titre, vers)
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
        juste=_dite(vers) + (f" ; {_comptees(validees, synthese.visees)}" if vers == Decision.NA else ""),
        decision=vers,
        acquises=sorted(validees),
    )
    return _ajouter(ligne, par, a)


def _dite(decision: str) -> str:
    return f"{decision} ({MOTS[decision]})"


def _comptees(validees: Collection[int], visees: Collection[int]) -> str:
    """« 3 compétences validées sur 8 »."""
    pluriel = "s" if len(validees) > 1 else ""
    return f"{compte(len(validees), 'compétence')} validée{pluriel} sur {len(visees)}"


def _titre_en_vigueur(jury: Jury, presentation: int, bloc: int | None) -> TitreDecide:
    for titre in titres_du_jury(jury, presentation):
        if (titre.bloc.pk if titre.bloc else None) == bloc:
            return titre
    raise ErreurMetier("Ce jury n’a rien décidé de ce titre pour ce candidat.")


def _verifier_usages(titre: TitreDecide, vers: Decision) -> None:
    """Refused where something already leans on what is to be withdrawn, or would be given twice."""
    if usages := usages_de(titre.presentation, vers):
        phrases = " ; ".join(usage.phrase for usage in usages)
        raise RegleNonRespectee(JURY_RECTIFIE, f"{sujet_de(titre)} : {phrases}. Mettez-y d’abord fin.")


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
    lignes = list(rectification.lignes.all())
    if not lignes:
        raise ErreurMetier("Rien n’est rectifié : dites d’abord ce qui a été lu et ce qui est juste.")
    jury = rectification.jury
    pv = jury.pieces.filter(nature__in=[NaturePiece.PV, NaturePiece.RECTIFICATIF])
    pv = pv.select_related("jury", "certification", "version_bloc__bloc", "document", "rectification__jury")
    president = president_de(membres_de(jury))
    contexte = contexte_rectificatif(rectification, lignes, pv, president=president, centre=parametres(), a=a)
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
    *, rectification: Rectification, fichier: Depot, par: Utilisateur, a: datetime
) -> Rectification:
    """The scan of the signed PV is deposited: it joins those of the jury, and what it says takes effect."""
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
    effets = _appliquer(rectification, par, a)
    rectification.etat, rectification.close_le, rectification.close_par = EtatRectification.SIGNEE, a, par
    rectification.full_clean()
    rectification.save(update_fields=["etat", "piece", "close_le", "close_par"])
    envoye = " Le dossier est déjà parti au GTP : envoyez-lui ce rectificatif." if jury.transmis_gtp_le else ""
    phrase = f"{rectification} signé et déposé.{effets}{envoye}"
    journaliser(jury, "rectification", phrase, par=par, a=a)
    return rectification


@dataclass(frozen=True)
class _Rectifiees:
    """The decisions to rectify, each by candidate and bloc."""

    lignes: dict[tuple[int, int | None], LigneRectification]

    @classmethod
    def de(cls, lignes: Iterable[LigneRectification]) -> "_Rectifiees":
        return cls({(ligne.presentation_id or 0, ligne.version_bloc_id): ligne for ligne in lignes})

    def de_ce_titre(self, titre: TitreDecide) -> LigneRectification | None:
        return self.lignes.get((titre.presentation.pk, titre.bloc.pk if titre.bloc else None))


def _appliquer(rectification: Rectification, par: Utilisateur, a: datetime) -> str:
    """Withdraw what was given wrongly, give what is right, as the closing would have; one sentence of it."""
    lignes = list(rectification.lignes.exclude(decision=""))
    if not lignes:
        return ""
    presentations = {ligne.presentation_id for ligne in lignes if ligne.presentation_id}
    cloture = preparer(rectification.jury, par, a, seulement=presentations)
    nouvelles = _Rectifiees.de(lignes)
    for titre in cloture.titres:
        if ligne := nouvelles.de_ce_titre(titre):
            _verifier_usages(titre, Decision(ligne.decision))
    _ecrire_decisions(cloture, lignes)
    _valider(cloture, _Rectifiees.de([*lignes_en_vigueur(presentations), *lignes]))
    cloture = replace(cloture, titres=titres_decides(cloture.presentations))
    decisions = _prononcer(cloture, rectification)
    revoques = _revoquer(rectification, lignes, par, a)
    admis = [t for t in cloture.titres if t.decision == Decision.A and nouvelles.de_ce_titre(t)]
    attribues = delivrer(replace(cloture, titres=admis))
    papiers_a_la_suite(cloture.jury, papiers_de_remise(cloture, attribues), par=par, a=a)
    remplacees = list(Lettre.objects.filter(presentation__in=presentations, etat=EtatLettre.RETENUE))
    resultats = (
        (presentation, replace(resultat, rectificatif=_nomme(rectification)))
        for presentation, resultat in resultats_de(cloture, decisions, attribues)
    )
    retenir_lettres(
        cloture.jury, resultats, president=cloture.president, centre=cloture.centre, a=a, rectification=rectification
    )
    for lettre in remplacees:  # once the new ones wait: an OF whose last letter is dropped is told its results
        ecarter_lettre(lettre=lettre, motif=f"remplacée, {rectification}.", par=par, a=a)
    return f" Certificats révoqués : {revoques}, délivrés : {len(attribues)}."


def _nomme(rectification: Rectification) -> str:
    return f"procès-verbal rectificatif n° {rectification.rang} du jury {rectification.jury.numero}"


def _ecrire_decisions(cloture: Cloture, lignes: list[LigneRectification]) -> None:
    """What is in force, beside what was reported, which stays."""
    par_cle = {(ligne.presentation_id, ligne.version_bloc_id): ligne.decision for ligne in lignes}
    blocs: list[DecisionBloc] = []
    for presentation in cloture.presentations:
        prises = list(presentation.decisions_blocs.all())
        for prise in prises:
            if decision := par_cle.get((presentation.pk, prise.version_bloc_id)):
                prise.rectifiee = decision
                blocs.append(prise)
        if presentation.inscription.portee == Portee.BLOCS:
            presentation.rectifiee = decision_resumee([prise.en_vigueur for prise in prises])
        else:
            presentation.rectifiee = par_cle[presentation.pk, None]
    DecisionBloc.objects.bulk_update(blocs, ["rectifiee"])
    Presentation.objects.bulk_update(cloture.presentations, ["rectifiee"])


def _valider(cloture: Cloture, rectifiees: _Rectifiees) -> None:
    """The competences as the rectifying PVs say them, read in memory: what the jury recorded stays written."""
    for titre in cloture.titres:
        if ligne := rectifiees.de_ce_titre(titre):
            for validation in validations_de(titre):
                validation.acquise = validation.competence_id in ligne.acquises


def _prononcer(cloture: Cloture, rectification: Rectification) -> list[DecisionSurDossier]:
    titres = titres_par_presentation(cloture)
    decisions = [decision_de(cloture, p, titres[p.pk]) for p in cloture.presentations]
    for presentation, decision in zip(cloture.presentations, decisions, strict=True):
        inscription = rectifier(decision=decision, le=cloture.jury.date, par=cloture.par, a=cloture.a)
        dits = ", ".join(f"{titre.code} : {MOTS[titre.decision]}" for titre in titres[presentation.pk])
        phrase = f"Décision du jury du {date_longue(cloture.jury.date)} rectifiée, {_nomme(rectification)}. {dits}."
        journaliser(inscription, "rectification", phrase, par=cloture.par, a=cloture.a)
    return decisions


def _revoquer(rectification: Rectification, lignes: list[LigneRectification], par: Utilisateur, a: datetime) -> int:
    """The certificates of what is not admitted any more, the CQPI that went with them too; how many."""
    motif, nombre = f"{tete_de_phrase(_nomme(rectification))} : non admis.", 0
    for ligne in lignes:
        if ligne.decision == Decision.NA:
            for certificat in Certificat.objects.filter(
                presentation=ligne.presentation_id, version_bloc=ligne.version_bloc_id, revoque_le=None
            ):
                revoquer_certificat(certificat=certificat, motif=motif, par=par, a=a)
                nombre += 1
    return nombre
