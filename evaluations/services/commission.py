"""Sittings: planned, composed, moved, cancelled; candidates added and removed."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from candidats.choix import VOIES_VAE, DecisionRecevabilite, EtatLivret, NatureIncident
from candidats.models import Inscription, Livret, RecevabiliteVAE
from candidats.queries.habilitation import est_couverte
from candidats.regles.vae import VAE_LIVRET2
from candidats.services.acquis import reprises_perdues
from candidats.services.incident import interrompre
from candidats.services.verrou import verrouiller
from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.typographie import date_longue, heure, jour_de
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_COMMISSION, EtatCommission, EtatGrille, NatureCommission
from evaluations.courriels.commission import annoncer_annulation, convoquer_evaluateur
from evaluations.models import (
    Absence,
    Appreciation,
    Commission,
    Evaluateur,
    Grille,
    Passage,
)
from evaluations.queries.competence import competences_attendues
from evaluations.queries.independance import manquements
from evaluations.queries.planification import annonce_de
from evaluations.regles.commission import PLANIFICATION_PREALABLE
from evaluations.services.composition import composer_commission
from evaluations.services.convocation import decommander
from evaluations.services.dossier import changer_le_dossier
from evaluations.services.invitation import fermer_invitations, renouveler_invitations
from evaluations.services.liasse import oublier_la_liasse
from habilitations.regles import HABILITATION_VALIDE
from referentiels.models import Competence


@acte
def planifier_commission(
    *,
    date: date,
    lieu: str,
    heure: time | None = None,
    adresse: str = "",
    nature: str = NatureCommission.EVALUATION,
    evaluateurs: Iterable[Evaluateur] = (),
    preside: Evaluateur | None = None,
    par: Utilisateur | None,
    a: datetime,
) -> Commission:
    """Open a sitting; members may be completed later, candidates are added next."""
    commission = Commission(
        nature=nature, date=date, heure=heure, lieu=lieu, adresse=adresse, creee_le=a, creee_par=par
    )
    commission.full_clean()
    commission.save()
    journaliser(
        commission, "planification", f"{commission.get_nature_display()} planifiée : {_ou(commission)}.", par=par, a=a
    )
    composer_commission(commission, list(evaluateurs), preside, par, a)
    return commission


@acte
def modifier_commission(
    *,
    commission: Commission,
    date: date,
    lieu: str,
    heure: time | None,
    adresse: str,
    evaluateurs: Iterable[Evaluateur],
    preside: Evaluateur | None,
    par: Utilisateur,
    a: datetime,
) -> Commission:
    """Change the members, and the date or place while nothing has been evaluated yet."""
    commission = _modifiable(commission)
    avant, ancienne = _ou(commission), commission.date
    commission.date, commission.heure, commission.lieu, commission.adresse = date, heure, lieu, adresse
    deplacee = _ou(commission) != avant
    if deplacee:
        if Appreciation.objects.filter(passage__commission=commission).exists():
            raise ErreurMetier(
                "Des compétences sont déjà évaluées à cette séance : sa date et son lieu ne changent plus."
            )
        passages = commission.passages.select_related("inscription__organisme")
        refuser_si(obstacle for p in passages for obstacle in _obstacles_du_jour(p.inscription, commission.date))
    commission.full_clean()
    commission.save(update_fields=["date", "heure", "lieu", "adresse"])
    if deplacee:
        journaliser(commission, "deplacement", f"Séance déplacée : {_ou(commission)} (avant : {avant}).", par=par, a=a)
    anciens = set(commission.membres.values_list("evaluateur", flat=True))
    compose = composer_commission(commission, list(evaluateurs), preside, par, a)
    if deplacee:
        _redonner_rendez_vous(commission, anciens, annoncee=commission.date != ancienne, a=a)
        renouveler_invitations(commission, par, a)
    if deplacee or compose:
        changer_le_dossier(commission, "la séance a changé", par, a)
    return commission


def _redonner_rendez_vous(commission: Commission, anciens: set[int], *, annoncee: bool, a: datetime) -> None:
    """To another day or place: candidates are to be convened again, members who stay are told at once."""
    passages = list(commission.passages.select_related("inscription"))
    for passage in passages:
        passage.convoque_le = passage.lettre = None
        if annoncee:
            passage.annonce_le = annonce_de(passage.inscription, commission.date, jour_de(a))
    Passage.objects.bulk_update(passages, ["convoque_le", "lettre", "annonce_le"])
    for membre in commission.membres.filter(evaluateur__in=anciens).select_related("evaluateur__utilisateur"):
        convoquer_evaluateur(commission, membre.evaluateur, a)


@acte
def annuler_commission(*, commission: Commission, motif: str, par: Utilisateur, a: datetime) -> Commission:
    """Cancel a sitting that has evaluated nothing; members and OFs are told."""
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    verifier_transition(TRANSITIONS_COMMISSION, commission, EtatCommission.ANNULEE)
    if Appreciation.objects.filter(passage__commission=commission).exists():
        raise ErreurMetier("Des compétences sont déjà évaluées à cette séance : elle ne s’annule plus.")
    if not motif.strip():
        raise ErreurMetier("Le motif de l’annulation est attendu.")
    commission.etat, commission.motif_annulation = EtatCommission.ANNULEE, motif.strip()
    commission.full_clean()
    commission.save(update_fields=["etat", "motif_annulation"])
    changer_le_dossier(commission, "une séance est annulée", par, a)
    annoncer_annulation(commission, fermer_invitations(commission, a), a)
    passages = commission.passages.select_related(
        "inscription__candidat", "inscription__referentiel__certification", "inscription__organisme"
    )
    decommander(commission, passages, a, organisme_prevenu=True)
    journaliser(commission, "annulation", f"Commission annulée : {motif.strip()}", par=par, a=a)
    for passage in commission.passages.select_related("inscription"):
        journaliser(
            passage.inscription,
            "commission_annulee",
            f"Commission annulée : {_ou(commission)}. {motif.strip()}",
            par=par,
            a=a,
        )
    return commission


@acte
def ajouter_passage(
    *,
    commission: Commission,
    inscription: Inscription,
    competences: Iterable[Competence] | None = None,
    heure: time | None = None,
    par: Utilisateur | None,
    a: datetime,
) -> Passage:
    """Plan a candidate in a sitting; by default for every aimed competence that no sitting plans yet."""
    commission = _modifiable(commission)
    inscription = _inscription_verrouillee(inscription)
    _verifier_planifiable(commission, inscription)
    attendues = competences_attendues([inscription])[inscription.pk]
    visees = {ligne.competence.pk: ligne.competence for ligne in attendues}
    if competences is None:
        competences = [ligne.competence for ligne in attendues if not ligne.planifiee]
    choisies = list(competences)
    if not choisies:
        raise ErreurMetier("Aucune compétence à évaluer : choisissez-en une au moins.")
    if not {competence.pk for competence in choisies} <= set(visees):
        raise ErreurMetier("Une des compétences n’est pas visée par cette inscription.")
    for membre in commission.membres.select_related("evaluateur__utilisateur"):
        verifier_independance(membre.evaluateur, inscription)
    annonce = annonce_de(inscription, commission.date, jour_de(a))
    passage = Passage(commission=commission, inscription=inscription, heure=heure, annonce_le=annonce)
    passage.full_clean()
    passage.save()
    passage.competences.set(choisies)
    Grille.objects.get_or_create(inscription=inscription, defaults={"ouverte_le": a})
    changer_le_dossier(commission, "une séance est ajoutée", par, a, [inscription])
    nombre = f"{len(choisies)} compétence{'s' if len(choisies) > 1 else ''} à évaluer"
    journaliser(commission, "candidat_ajoute", f"Ajout de {inscription.candidat} : {nombre}.", par=par, a=a)
    journaliser(
        inscription, "commission_planifiee", f"Commission planifiée : {_ou(commission)}, {nombre}.", par=par, a=a
    )
    return passage


@acte
def retirer_passage(*, passage: Passage, motif: str, par: Utilisateur, a: datetime) -> None:
    """Take a candidate out of a sitting that has evaluated nothing of theirs."""
    commission = _modifiable(passage.commission)
    inscription = _inscription_verrouillee(passage.inscription)
    passage = Passage.objects.select_for_update(of=("self",), no_key=True).get(pk=passage.pk)
    if passage.est_evalue():
        raise ErreurMetier(
            f"{inscription.candidat} a déjà des compétences évaluées à cette séance : son passage reste."
        )
    if not motif.strip():
        raise ErreurMetier("Le motif du retrait est attendu.")
    decommander(commission, [passage], a, organisme_prevenu=False)
    passage.delete()
    oublier_la_liasse(commission)
    changer_le_dossier(commission, "une séance est retirée", par, a, [inscription])
    journaliser(commission, "candidat_retire", f"Retrait de {inscription.candidat} : {motif.strip()}", par=par, a=a)
    journaliser(
        inscription, "commission_retiree", f"Retiré de la séance {_ou(commission)} : {motif.strip()}", par=par, a=a
    )


@acte
def noter_absence(
    *,
    passage: Passage,
    nature: NatureIncident,
    motif: str,
    nouvelle_date: date | None,
    par: Utilisateur,
    a: datetime,
) -> Absence:
    """The candidate did not come, or their turn is put off: out of the sitting, whose page still names them."""
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=passage.commission_id)
    inscription = verrouiller(passage.inscription)
    if commission.etat == EtatCommission.ANNULEE:
        raise TransitionInterdite("Cette commission est annulée.")
    passage = Passage.objects.select_for_update(of=("self",), no_key=True).get(pk=passage.pk)
    if passage.est_evalue():
        raise ErreurMetier(f"Cette séance a évalué {inscription.candidat} : ce n’est pas une absence.")
    absent = nature == NatureIncident.ABSENCE
    if absent and commission.date > jour_de(a):
        raise ErreurMetier("Cette séance est à venir : notez un report.")
    incident = interrompre(
        inscription,
        nature,
        le=commission.date if absent else jour_de(a),
        motif=motif,
        nouvelle_date=nouvelle_date,
        precision=f"séance {_ou(commission)}",
        par=par,
        a=a,
    )
    absence = Absence.objects.create(commission=commission, incident=incident)
    if not absent:
        decommander(commission, [passage], a, organisme_prevenu=True)
    passage.delete()
    oublier_la_liasse(commission)
    changer_le_dossier(commission, "un candidat ne passe plus", par, a, [inscription], feuille=not absent)
    phrase = f"{inscription.candidat}, {nature.label.lower()} : {incident.motif}"
    journaliser(commission, "candidat_absent", phrase, par=par, a=a)
    return absence


def verifier_independance(evaluateur: Evaluateur, inscription: Inscription) -> None:
    """Raise with every computed breach: names the rule, the evaluator and the candidate."""
    refuser_si(RegleNonRespectee(m.regle, m.detail) for m in manquements(evaluateur, inscription))


def obstacles_habilitation(inscription: Inscription, le: date) -> Iterator[ErreurMetier]:
    """The OF must be accredited on the day of the sitting, or the candidate allowed to finish."""
    if not est_couverte(inscription, le):
        yield RegleNonRespectee(HABILITATION_VALIDE, f"{inscription.organisme} n’est pas habilité le {le:%d/%m/%Y}.")


def _obstacles_du_jour(inscription: Inscription, le: date) -> Iterator[ErreurMetier]:
    """What the day of the sitting decides."""
    yield from obstacles_habilitation(inscription, le)
    yield from reprises_perdues(inscription, le)


def _obstacles_au_passage(commission: Commission, inscription: Inscription) -> Iterator[ErreurMetier]:
    """The right kind of sitting, and what must be ready before it."""
    vae = inscription.voie in VOIES_VAE
    if vae != (commission.nature == NatureCommission.VALIDATION):
        attendue = NatureCommission.VALIDATION if vae else NatureCommission.EVALUATION
        yield ErreurMetier(f"{inscription.candidat} passe devant une {attendue.label[0].lower()}{attendue.label[1:]}.")
    if vae:
        pret = RecevabiliteVAE.objects.filter(inscription=inscription, decision=DecisionRecevabilite.RECEVABLE).exists()
        manque = "la recevabilité n’est pas déclarée"
    else:
        pret = Livret.objects.filter(inscription=inscription, etat=EtatLivret.VALIDE).exists()
        manque = f"le {parametres().livret_nom} n’est pas validé"
    if not pret:
        yield RegleNonRespectee(PLANIFICATION_PREALABLE, f"{inscription.candidat} : {manque}.")
    if vae and RecevabiliteVAE.objects.filter(inscription=inscription, livret2_le__isnull=True).exists():
        yield RegleNonRespectee(VAE_LIVRET2, f"{inscription.candidat} : le livret 2 n’est pas déposé.")


def _verifier_planifiable(commission: Commission, inscription: Inscription) -> None:
    if not inscription.est_suivie:
        etat = inscription.get_etat_display()
        raise ErreurMetier(f"L’inscription de {inscription.candidat} est « {etat} » : elle doit être acceptée.")
    if Grille.objects.filter(inscription=inscription, etat=EtatGrille.SCELLEE).exists():
        raise ErreurMetier(f"La grille de {inscription.candidat} est scellée : aucune séance ne s’y ajoute.")
    refuser_si([*_obstacles_au_passage(commission, inscription), *_obstacles_du_jour(inscription, commission.date)])


def _modifiable(commission: Commission) -> Commission:
    commission = Commission.objects.select_for_update(of=("self",), no_key=True).get(pk=commission.pk)
    if commission.etat != EtatCommission.PLANIFIEE:
        raise TransitionInterdite(f"Cette commission est « {commission.get_etat_display()} » : elle ne change plus.")
    return commission


def _inscription_verrouillee(inscription: Inscription) -> Inscription:
    """One registration at a time: two sittings planned at once would both take the same competences."""
    return (
        Inscription.objects.select_for_update(of=("self",), no_key=True)
        .select_related("candidat", "entreprise", "organisme")
        .prefetch_related("formateurs")
        .get(pk=inscription.pk)
    )


def _ou(commission: Commission) -> str:
    a_l_heure = f" à {heure(commission.heure)}" if commission.heure else ""
    adresse = f", {commission.adresse}" if commission.adresse else ""
    return f"le {date_longue(commission.date)}{a_l_heure}, {commission.lieu}{adresse}"
