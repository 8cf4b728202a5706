"""The deliberation: opened with the presents, decided candidate by candidate, A or NA and nothing else."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from candidats.services.acquis import benefice_perdu
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.regles import Effet
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TRANSITIONS_JURY, Decision, EtatJury
from jurys.models import (
    DecisionBloc,
    DecisionPrise,
    Jury,
    MembreJury,
    Presentation,
    RelectureCommentaire,
    ValidationCompetence,
)
from jurys.models.presentation import PRISE
from jurys.queries.deliberation import LigneDeliberation, lignes_deliberation
from jurys.queries.ecrans import membres_de, siege_de
from jurys.queries.siege import liens_du_jury
from jurys.queries.synthese import SyntheseAnonyme, commentaires_a_lire, lire_synthese, syntheses_anonymes
from jurys.regles.anonymat import COMMENTAIRES_RELUS
from jurys.regles.composition import JURY_PRESIDENT, JURY_SYNDICAL, PARTAGE_VOIX, compter_voix, decision_du_vote
from jurys.regles.convocation import JURY_A_SA_DATE
from jurys.regles.deliberation import (
    ADMISSION_TOUTES_COMPETENCES,
    DECISION_A_NA,
    JURY_SOUVERAIN,
    acquises_par_defaut,
    decision_coherente,
    decision_resumee,
    s_ecarte,
)
from jurys.regles.siege import JURY_ECARTE, Lien
from jurys.services.composition import verrouiller_jury


@dataclass(frozen=True)
class Vote:
    """Counted only when somebody asks for a vote; the rest is unanimous."""

    pour: int
    contre: int


@acte
def ouvrir_deliberation(
    *, jury: Jury, presents: Collection[int], motif: str = "", par: Utilisateur, a: datetime
) -> Jury:
    """Record who is there and freeze the anonymous syntheses; not before the day, not without the president.

    `motif`: why it is entered another day than its own; annexed to the PV.
    """
    jury = verrouiller_jury(jury)
    verifier_transition(TRANSITIONS_JURY, jury, EtatJury.DELIBERATION)
    obstacles: list[ErreurMetier] = []
    if timezone.localdate(a) < jury.date:
        obstacles.append(
            ErreurMetier(f"Le jury se tient le {date_longue(jury.date)} : la délibération s’ouvre ce jour-là.")
        )
    if timezone.localdate(a) > jury.date and not motif.strip():
        dit = f"Le jury était prévu le {date_longue(jury.date)} : s’il s’est bien tenu ce jour-là, dites pourquoi la "
        obstacles.append(RegleNonRespectee(JURY_A_SA_DATE, f"{dit}délibération est saisie aujourd’hui."))
    membres = membres_de(jury)
    if not any(membre.preside and membre.pk in presents for membre in membres):
        absent = "Le président est absent : désignez qui le remplace."
        obstacles.append(RegleNonRespectee(JURY_PRESIDENT, absent))
    presentations = list(jury.presentations.select_related("inscription__candidat"))
    if not presentations:
        obstacles.append(ErreurMetier("Aucun candidat n’est rattaché à ce jury."))
    for presentation in presentations:
        obstacles += benefice_perdu(presentation.inscription, jury.date)
    obstacles += _commentaires_a_relire(presentations, jury)
    trouves = liens_du_jury(jury, [membre for membre in membres if membre.pk in presents], jury.date)
    obstacles += [RegleNonRespectee(lien.regle, lien.detail) for lien in trouves if lien.regle.effet == Effet.BLOQUANTE]
    refuser_si(obstacles)
    for membre in membres:
        membre.present = membre.pk in presents
        membre.full_clean()
        membre.save(update_fields=["present"])
    syntheses = syntheses_anonymes(presentations, jury.date)
    for presentation in presentations:
        presentation.synthese = syntheses[presentation.pk]
    Presentation.objects.bulk_update(presentations, ["synthese"])
    RelectureCommentaire.objects.filter(presentation__in=presentations).update(masques=[])
    _ecarter(trouves)
    jury.etat, jury.ouvert_le = EtatJury.DELIBERATION, a
    jury.ouverture_motif = motif.strip() if timezone.localdate(a) > jury.date else ""
    jury.full_clean()
    jury.save(update_fields=["etat", "ouvert_le", "ouverture_motif"])
    phrase = f"Délibération ouverte : {sum(bool(m.present) for m in membres)} présents, {len(presentations)} candidats."
    if jury.ouverture_motif:
        phrase += f" Saisie un autre jour que le {date_longue(jury.date)} : {jury.ouverture_motif}"
    journaliser(jury, "ouverture", phrase, par=par, a=a)
    return jury


def _ecarter(trouves: Iterable[Lien]) -> None:
    """The employers and superiors of a candidate take no part in that decision; told by the page, not why."""
    Ecart = Presentation.ecartes.through
    Ecart.objects.bulk_create(
        Ecart(presentation_id=lien.presentation, membrejury_id=lien.membre)
        for lien in trouves
        if lien.regle == JURY_ECARTE
    )


def _commentaires_a_relire(presentations: list[Presentation], jury: Jury) -> list[ErreurMetier]:
    codes = sorted({lu.code for lu in commentaires_a_lire(presentations, jury.date) if lu.a_relire})
    if not codes:
        return []
    return [
        RegleNonRespectee(COMMENTAIRES_RELUS, f"À relire avant l’ouverture, les commentaires de {', '.join(codes)}.")
    ]


@acte
def decider(
    *,
    presentation: Presentation,
    bloc: int | None = None,
    decision: str,
    motif: str = "",
    acquises: Collection[int] | None = None,
    vote: Vote | None = None,
    par: Utilisateur,
    a: datetime,
) -> Presentation:
    """Record A or NA, and what is acquired; a decision may change until the closing.

    `bloc`: which of the blocs aimed at alone; None for a whole certification (decision 0180).
    `acquises`: ids of the competences the jury validates; by default all of them for A, those the
    commission found mastered for NA. Departing from the commission asks for a reason.
    """
    jury = verrouiller_jury(presentation.jury)
    if jury.etat != EtatJury.DELIBERATION:
        raise ErreurMetier(f"Le jury est « {jury.get_etat_display()} » : il ne délibère pas.")
    presentation = Presentation.objects.defer(None).select_for_update(of=("self",), no_key=True).get(pk=presentation.pk)
    if presentation.ecartes.filter(utilisateur=par).exists():
        raise RegleNonRespectee(JURY_ECARTE, "Vous êtes à l’écart de cette décision : le centre l’enregistre.")
    prononcee = _lire_decision(decision)
    synthese = titre_lu(lire_synthese(presentation.synthese), bloc)
    validees = competences_validees(synthese, prononcee, acquises)
    motif = motif.strip()
    if s_ecarte(synthese.maitrisees, validees) and not motif:
        raise RegleNonRespectee(JURY_SOUVERAIN, "Le jury s’écarte de l’avis de la commission : un motif est attendu.")
    if vote:
        _verifier_vote(presentation, membres_de(jury), prononcee, vote)
    prise = _prise(presentation, bloc)
    prise.decision, prise.motif, prise.decidee_le, prise.decidee_par = prononcee, motif, a, par
    prise.voix_pour, prise.voix_contre = (vote.pour, vote.contre) if vote else (None, None)
    prise.full_clean()
    prise.save(update_fields=PRISE if prise.pk else None)
    if bloc is not None:
        _resumer(presentation, par, a)
    _ecrire_validations(presentation, synthese.visees, validees)
    sujet = f"{presentation.code}, {synthese.blocs[0].code}" if bloc is not None else presentation.code
    journaliser(jury, "decision", f"{sujet} : {prononcee.value}.", par=par, a=a)
    return presentation


def titre_lu(synthese: SyntheseAnonyme, bloc: int | None) -> SyntheseAnonyme:
    """The part of the synthesis that is decided of."""
    for titre in synthese.titres:
        if titre.bloc == bloc:
            return titre
    attendus = ", ".join(connu.code for connu in synthese.blocs)
    detail = f"chacun de ses blocs ({attendus})" if synthese.blocs_seuls else "la certification entière"
    raise ErreurMetier(f"La décision attendue de ce candidat porte sur {detail}.")


def _prise(presentation: Presentation, bloc: int | None) -> DecisionPrise:
    """The row that holds the decision: the presentation's own, or that of the bloc."""
    if bloc is None:
        return presentation
    deja = presentation.decisions_blocs.filter(version_bloc=bloc).first()
    return deja or DecisionBloc(presentation=presentation, version_bloc_id=bloc)


def _resumer(presentation: Presentation, par: Utilisateur, a: datetime) -> None:
    """The presentation's decision follows those of its blocs."""
    prises = dict(presentation.decisions_blocs.values_list("version_bloc", "decision"))
    titres = lire_synthese(presentation.synthese).titres
    presentation.decision = decision_resumee([prises.get(titre.bloc or 0, "") for titre in titres])
    presentation.decidee_le, presentation.decidee_par = (a, par) if presentation.decision else (None, None)
    presentation.full_clean()
    presentation.save(update_fields=["decision", "decidee_le", "decidee_par"])


def _lire_decision(decision: str) -> Decision:
    try:
        return Decision(decision)
    except ValueError as erreur:
        raise RegleNonRespectee(DECISION_A_NA, f"Décision lue : « {decision} ».") from erreur


def competences_validees(
    synthese: SyntheseAnonyme, prononcee: Decision, acquises: Collection[int] | None
) -> frozenset[int]:
    validees = acquises_par_defaut(prononcee, synthese.visees, synthese.maitrisees)
    if acquises is not None:
        validees = frozenset(synthese.visees) & frozenset((*acquises, *synthese.reprises))
    if not decision_coherente(prononcee, synthese.visees, validees):
        detail = (
            "Admis, mais une compétence au moins n’est pas validée."
            if prononcee == Decision.A
            else "Non admis, mais toutes les compétences sont validées : dites laquelle ne l’est pas."
        )
        raise RegleNonRespectee(ADMISSION_TOUTES_COMPETENCES, detail)
    return validees


def _verifier_vote(presentation: Presentation, membres: list[MembreJury], prononcee: Decision, vote: Vote) -> None:
    """The votes cannot outnumber the voices present, less those set aside, nor say the contrary of the decision."""
    ecartes = set(presentation.ecartes.values_list("pk", flat=True))
    votants = [membre for membre in membres if membre.present and membre.pk not in ecartes]
    voix = compter_voix(siege_de(membre) for membre in votants).total
    if not 0 < vote.pour + vote.contre <= voix:
        raise RegleNonRespectee(JURY_SYNDICAL, f"{vote.pour + vote.contre} voix comptées pour {voix} voix présentes.")
    majorite = decision_du_vote(vote.pour, vote.contre)
    if majorite is None and not any(membre.preside for membre in votants):
        dit = "Partage des voix, et le président ne prend pas part à cette décision : votez de nouveau, ou détachez."
        raise RegleNonRespectee(PARTAGE_VOIX, dit)
    if majorite is not None and majorite != prononcee:
        raise RegleNonRespectee(
            PARTAGE_VOIX, f"{vote.pour} voix pour, {vote.contre} contre : le vote dit {majorite.value}."
        )


def _ecrire_validations(presentation: Presentation, visees: Collection[int], validees: Collection[int]) -> None:
    """What is acquired follows the decision until the closing seals it."""
    presentation.validations.filter(competence__in=visees).delete()
    ValidationCompetence.objects.bulk_create(
        ValidationCompetence(presentation=presentation, competence_id=competence, acquise=competence in validees)
        for competence in visees
    )


@acte
def confirmer_sans_observation(*, jury: Jury, cles: Collection[str], par: Utilisateur, a: datetime) -> int:
    """Admit together those named, of whom nobody has anything to say: all of them, or none when one of them is not so
    any more. How many; those admitted meanwhile, by somebody else or by the same act, are left as they are."""
    jury = verrouiller_jury(jury)
    if jury.etat != EtatJury.DELIBERATION:
        raise ErreurMetier(f"Le jury est « {jury.get_etat_display()} » : il ne délibère pas.")
    lignes = lignes_deliberation(jury)
    lues = {ligne.cle: ligne for ligne in lignes}
    if not cles:
        raise ErreurMetier("Aucun candidat à confirmer.")
    refuser_si(refus for cle in cles if (refus := _plus_a_confirmer(cle, lues.get(cle))))
    confirmees = [lues[cle] for cle in cles if not lues[cle].decision]
    if confirmees:
        _admettre(lignes, confirmees, par, a)
        noms = ", ".join(ligne.nom for ligne in confirmees)
        phrase = f"Admis ensemble, sans observation, {compte(len(confirmees), 'décision')} : {noms}."
        journaliser(jury, "decision", phrase, par=par, a=a)
    return len(confirmees)


def _plus_a_confirmer(cle: str, ligne: LigneDeliberation | None) -> ErreurMetier | None:
    if ligne is None:
        return ErreurMetier(f"Le candidat {cle} n’est plus présenté à ce jury : relisez la liste.")
    if ligne.a_confirmer or ligne.decision == Decision.A:
        return None
    if ligne.decision:
        return ErreurMetier(f"Une décision NA a été prise entre-temps sur {ligne.nom} : relisez la liste.")
    return ErreurMetier(f"{ligne.nom} se discute ({', '.join(ligne.observations)}) : relisez la liste.")


def _admettre(
    lignes: Iterable[LigneDeliberation], confirmees: list[LigneDeliberation], par: Utilisateur, a: datetime
) -> None:
    """The decisions of a whole list: the number of queries does not depend on theirs."""
    choisies = {ligne.cle for ligne in confirmees}
    prises: dict[int, list[str]] = defaultdict(list)
    for ligne in lignes:
        prises[ligne.pk].append(Decision.A if ligne.cle in choisies else ligne.decision)
    DecisionBloc.objects.bulk_create(
        DecisionBloc(
            presentation_id=ligne.pk,
            version_bloc_id=ligne.synthese.bloc,
            decision=Decision.A,
            decidee_le=a,
            decidee_par=par,
        )
        for ligne in confirmees
        if ligne.synthese.bloc
    )
    resumees = {ligne.pk: decision_resumee(prises[ligne.pk]) for ligne in confirmees}
    decidees = [pk for pk, decision in resumees.items() if decision]
    Presentation.objects.filter(pk__in=decidees).update(decision=Decision.A, decidee_le=a, decidee_par=par)
    valider = [(ligne.pk, competence) for ligne in confirmees for competence in ligne.synthese.visees]
    ValidationCompetence.objects.bulk_create(
        (
            ValidationCompetence(presentation_id=presentation, competence_id=competence, acquise=True)
            for presentation, competence in valider
        ),
        update_conflicts=True,
        unique_fields=["presentation", "competence"],
        update_fields=["acquise"],
    )
