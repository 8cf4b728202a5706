"""The grid: independence declared, signed by each evaluator, sealed at the last signature."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser, journaliser_lecture
from certif_portal.commun.signature import Trait
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_GRILLE, EtatCommission, EtatGrille, NatureCommission
from evaluations.courriels.grille import annoncer_signatures_annulees, signaler_lien
from evaluations.models import (
    Commission,
    DeclarationIndependance,
    Evaluateur,
    Grille,
    GrillePapier,
    SignatureGrille,
    VersionGrille,
)
from evaluations.queries.grille import ContenuGrille, contenu_grille
from evaluations.queries.grille_scellee import version_de
from evaluations.queries.independance import manquements
from evaluations.regles.commission import (
    COMMISSION_MEMBRES,
    VALIDATION_VAE_PRESIDENCE,
    membres_suffisants,
    presidence_reguliere,
)
from evaluations.regles.grille import (
    COMMENTAIRE_NON_MAITRISE,
    GRILLE_COMPLETE,
    GRILLE_DESACCORD,
    GRILLE_SEANCE,
    GRILLE_SIGNATURE,
    commentaire_suffisant,
    saisie_ouverte,
)
from evaluations.regles.independance import INDEPENDANCE_DECLARATION


class EmpreintePerimee(RegleNonRespectee):
    """The grid is no longer what the screen showed."""


@acte
def declarer_independance(
    *, evaluateur: Evaluateur, inscription: Inscription, lien: bool, precision: str = "", a: datetime
) -> DeclarationIndependance:
    """An evaluator's word on one candidate; a declared link closes the grid to them and is told to the staff."""
    commissions = list(_commissions_communes(evaluateur, inscription).select_related("creee_par"))
    if not commissions:
        raise ErreurMetier("Vous ne siégez pas pour ce candidat.")
    if DeclarationIndependance.objects.filter(evaluateur=evaluateur, inscription=inscription).exists():
        raise ErreurMetier("Vous avez déjà fait cette déclaration : le centre peut vous remplacer si elle a changé.")
    declaration = DeclarationIndependance(
        evaluateur=evaluateur,
        inscription=inscription,
        lien=lien,
        precision=precision.strip() if lien else "",
        declaree_le=a,
    )
    declaration.full_clean()
    declaration.save()
    suite = "un lien" if lien else "n’avoir aucun lien"
    journaliser(
        inscription, "independance", f"{evaluateur} déclare {suite} avec le candidat.", par=evaluateur.utilisateur, a=a
    )
    precision_du_lien = f" : {declaration.precision}" if lien else "."
    for commission in commissions:
        phrase = f"{evaluateur} déclare {suite} avec {inscription.candidat}{precision_du_lien}"
        journaliser(commission, "independance", phrase, par=evaluateur.utilisateur, a=a)
    if lien:
        signaler_lien(declaration, commissions[0], a)
    return declaration


@acte
def signer_grille(
    *,
    grille: Grille,
    evaluateur: Evaluateur,
    empreinte: str,
    trace: Sequence[Trait] = (),
    sans_trace: str = "",
    a: datetime,
) -> Grille:
    """Sign what the screen showed; the last signature of the sittings' members seals the grid."""
    grille = verrouiller_grille(grille)
    if grille.etat == EtatGrille.SCELLEE:
        raise TransitionInterdite("Cette grille est déjà scellée.")
    contenu = contenu_grille(grille)
    refuser_si(_obstacles_a_la_signature(contenu, evaluateur, a))
    if empreinte != contenu.empreinte:
        detail = "La grille a changé depuis que vous l’avez relue : relisez-la, puis signez."
        raise EmpreintePerimee(GRILLE_SIGNATURE, detail)
    SignatureGrille.objects.create(
        grille=grille,
        evaluateur=evaluateur,
        empreinte=empreinte,
        signee_le=a,
        trace=list(trace),
        sans_trace="" if trace else sans_trace.strip(),
    )
    restants = [s for s in contenu.signataires if not s.signee_le and s.evaluateur != evaluateur]
    vers = EtatGrille.EN_SIGNATURE if restants else EtatGrille.SCELLEE
    if grille.etat != vers:
        verifier_transition(TRANSITIONS_GRILLE, grille, vers)
    grille.etat, grille.empreinte = vers, empreinte
    grille.scellee_le = None if restants else a
    if not restants:
        grille.conclusion = contenu.conclusion or ""
    grille.full_clean()
    grille.save(update_fields=["etat", "empreinte", "scellee_le", "conclusion"])
    if not restants:
        garder_la_version(grille, contenu, a)
    suite = (
        f"il manque {len(restants)} signature{'s' if len(restants) > 1 else ''}"
        if restants
        else "la grille est scellée"
    )
    if grille.conclusion:
        suite += f" ; {grille.get_conclusion_display().lower()}"
    journaliser(
        grille.inscription,
        "grille_signee",
        f"Grille signée par {evaluateur} : {suite}.",
        par=evaluateur.utilisateur,
        a=a,
    )
    return grille


def garder_la_version(
    grille: Grille, contenu: ContenuGrille, scellee_le: datetime, papier: GrillePapier | None = None
) -> VersionGrille:
    """What was signed, word for word: nothing changes it any more, not even a reopening."""
    version = version_de(grille, contenu, scellee_le, papier)
    version.save()
    return version


@acte
def rouvrir_grille(*, grille: Grille, motif: str, par: Utilisateur, a: datetime) -> Grille:
    """A sealed grid is filled again: what was sealed is kept, the next sealing makes another version.

    Whether a jury has it is known above: `jurys.services.reouverture`.
    """
    grille = verrouiller_grille(grille)
    if grille.etat != EtatGrille.SCELLEE:
        raise TransitionInterdite("Cette grille n’est pas scellée : elle se corrige sans être rouverte.")
    if not motif.strip():
        raise ErreurMetier("Le motif de la réouverture est attendu.")
    version = grille.versions.last() or garder_la_version(grille, contenu_grille(grille), grille.scellee_le or a)
    version.rouverte_le, version.rouverte_par, version.motif = a, par, motif.strip()
    version.full_clean()
    version.save(update_fields=["rouverte_le", "rouverte_par", "motif"])
    verifier_transition(TRANSITIONS_GRILLE, grille, EtatGrille.OUVERTE)
    prevenus = [signature.evaluateur for signature in grille.signatures.select_related("evaluateur__utilisateur")]
    grille.signatures.all().delete()
    grille.etat, grille.empreinte, grille.scellee_le, grille.conclusion = EtatGrille.OUVERTE, "", None, ""
    grille.full_clean()
    grille.save(update_fields=["etat", "empreinte", "scellee_le", "conclusion"])
    annoncer_signatures_annulees(grille, prevenus, str(par), a)
    phrase = f"Grille rouverte (version {version.rang} gardée) : {version.motif}"
    journaliser(grille.inscription, "grille_rouverte", phrase, par=par, a=a)
    return grille


def consigner_lecture(*, grille: Grille, par: Utilisateur, a: datetime) -> None:
    """An auditor opened a sealed grid: told in the file (decision 0061)."""
    journaliser_lecture(grille.inscription, "consultation", "Grille d’évaluation lue par l’auditeur.", par=par, a=a)


@acte
def annuler_signatures(grille: Grille, raison: str, *, auteur: str, par: Utilisateur | None, a: datetime) -> None:
    """Back to filling in: what was signed has changed. Those who had signed are told. The grid is locked."""
    signatures = list(grille.signatures.select_related("evaluateur__utilisateur"))
    if not signatures:
        return
    verifier_transition(TRANSITIONS_GRILLE, grille, EtatGrille.OUVERTE)
    grille.signatures.all().delete()
    grille.etat, grille.empreinte = EtatGrille.OUVERTE, ""
    grille.save(update_fields=["etat", "empreinte"])
    prevenus = [s.evaluateur for s in signatures if par is None or s.evaluateur.utilisateur_id != par.pk]
    annoncer_signatures_annulees(grille, prevenus, auteur, a)
    noms = ", ".join(str(signature.evaluateur) for signature in signatures)
    journaliser(
        grille.inscription,
        "signatures_annulees",
        f"Signatures de la grille annulées ({noms}) : {raison}.",
        par=par,
        a=a,
    )


def verrouiller_grille(grille: Grille) -> Grille:
    return (
        Grille.objects.select_for_update(of=("self",), no_key=True)
        .select_related("inscription__candidat", "inscription__entreprise", "inscription__referentiel__certification")
        .get(pk=grille.pk)
    )


def _commissions_communes(evaluateur: Evaluateur, inscription: Inscription) -> QuerySet[Commission]:
    return Commission.objects.filter(membres__evaluateur=evaluateur, passages__inscription=inscription).exclude(
        etat=EtatCommission.ANNULEE
    )


def obstacles_de_composition(commission: Commission) -> Iterator[RegleNonRespectee]:
    """Enough members, and the president that a VAE validation asks for."""
    membres = list(commission.membres.select_related("evaluateur"))
    presidents = [membre.evaluateur.represente_centre for membre in membres if membre.preside]
    validation = commission.nature == NatureCommission.VALIDATION
    yield from juger_composition(len(membres), parametres().evaluateurs_minimum, validation, presidents)


def juger_composition(
    membres: int, attendus: int, validation: bool, presidents: Sequence[bool]
) -> Iterator[RegleNonRespectee]:
    """The one judgement of who sits, wherever the facts were read. `presidents`: for each, whether they represent the
    centre."""
    if not membres_suffisants(membres, attendus):
        yield RegleNonRespectee(COMMISSION_MEMBRES, f"La commission compte {compte(membres, 'membre')} sur {attendus}.")
    if not presidence_reguliere(validation, presidents):
        yield RegleNonRespectee(VALIDATION_VAE_PRESIDENCE, "Le président de la commission reste à désigner.")


def _obstacles_d_acces(evaluateur: Evaluateur, inscription: Inscription) -> Iterator[RegleNonRespectee]:
    """Independence, computed again (the registration may have changed), and declared."""
    for manquement in manquements(evaluateur, inscription):
        yield RegleNonRespectee(manquement.regle, manquement.detail)
    declaration = DeclarationIndependance.objects.filter(evaluateur=evaluateur, inscription=inscription).first()
    if declaration is None:
        yield RegleNonRespectee(INDEPENDANCE_DECLARATION, "Votre déclaration est attendue.")
    elif declaration.lien:
        yield RegleNonRespectee(INDEPENDANCE_DECLARATION, "Vous avez déclaré un lien avec ce candidat.")


def _obstacles_a_la_signature(contenu: ContenuGrille, evaluateur: Evaluateur, a: datetime) -> Iterator[ErreurMetier]:
    """All that stops a signature; who has none to give, or gave it, is told that alone."""
    signataire = next((s for s in contenu.signataires if s.evaluateur == evaluateur), None)
    if signataire is None:
        yield ErreurMetier("Vous ne siégez pas pour ce candidat : sa grille n’attend pas votre signature.")
        return
    if signataire.signee_le:
        yield ErreurMetier("Vous avez déjà signé cette grille.")
        return
    if not contenu.complete:
        manquent = [str(ligne.numero) for ligne in contenu.lignes if not ligne.jugee]
        yield RegleNonRespectee(GRILLE_COMPLETE, f"Restent à évaluer : {', '.join(manquent) or 'toutes'}.")
    if contenu.desaccords:
        numeros = ", ".join(str(ligne.numero) for ligne in contenu.desaccords)
        yield RegleNonRespectee(GRILLE_DESACCORD, f"Restent à trancher : {numeros}.")
    courts = [
        str(ligne.numero)
        for ligne in contenu.lignes
        if ligne.appreciation
        and ligne.maitrisee is False
        and not commentaire_suffisant(False, ligne.appreciation.commentaire)
    ]
    if courts:
        detail = f"Le commentaire ne dit pas quel critère n’est pas atteint : {', '.join(courts)}."
        yield RegleNonRespectee(COMMENTAIRE_NON_MAITRISE, detail)
    inscription = contenu.grille.inscription
    for commission in Commission.objects.filter(passages__inscription=inscription).exclude(etat=EtatCommission.ANNULEE):
        if not saisie_ouverte(commission.date, jour_de(a)):
            detail = f"Une séance est encore à venir, le {date_longue(commission.date)}."
            yield RegleNonRespectee(GRILLE_SEANCE, detail)
        yield from obstacles_de_composition(commission)
    yield from _obstacles_d_acces(evaluateur, inscription)
