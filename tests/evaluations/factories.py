"""Evaluators, sittings, grids; a sitting is complete and held on 6 November 2026 by default."""

from datetime import UTC, date, datetime

import factory

from candidats.choix import Accord, DecisionRecevabilite, EtatLivret
from candidats.models import Inscription, Livret, RecevabiliteVAE
from certif_portal.comptes.choix import Role
from evaluations import models
from evaluations.choix import NatureCommission
from evaluations.services.commission import ajouter_passage, planifier_commission
from evaluations.services.grille import declarer_independance, signer_grille
from evaluations.services.saisie import apprecier
from tests.comptes.factories import creer_personne

SEANCE = date(2026, 11, 6)
AVANT = datetime(2026, 9, 1, 9, tzinfo=UTC)
LE_JOUR = datetime(2026, 11, 6, 9, tzinfo=UTC)


class EvaluateurFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Evaluateur

    utilisateur = factory.LazyFunction(lambda: creer_personne(Role.EVALUATEUR))
    entreprise_nom = "Forges de l’Ouest"
    service = "Production"


class CommissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Commission

    date = SEANCE
    lieu = "Lanester"
    creee_le = AVANT
    creee_par = None


def valider_livret(inscription: Inscription) -> Livret:
    """A livret already validated, its lines left out."""
    agent = creer_personne(Role.AGENT)
    return Livret.objects.create(
        inscription=inscription,
        etat=EtatLivret.VALIDE,
        accord=Accord.ENTREPRISE,
        accord_nom="Anne Prigent",
        accord_le=date(2026, 5, 20),
        depose_le=AVANT,
        premier_depot_le=date(2026, 5, 22),
        depose_par=agent,
        valide_le=AVANT,
        valide_par=agent,
    )


def declarer_recevable(inscription: Inscription) -> RecevabiliteVAE:
    return RecevabiliteVAE.objects.create(
        inscription=inscription,
        recue_le=date(2026, 3, 1),
        decision=DecisionRecevabilite.RECEVABLE,
        livret2_le=date(2026, 4, 2),
        decidee_le=date(2026, 4, 1),
        decidee_par=creer_personne(Role.AGENT),
    )


def creer_commission(*evaluateurs: models.Evaluateur, vae: bool = False, **champs) -> models.Commission:
    """A planned sitting of these evaluators; the first one presides a VAE validation."""
    if vae and evaluateurs:
        evaluateurs[0].represente_centre = True
        evaluateurs[0].save()
    return planifier_commission(
        date=champs.pop("date", SEANCE),
        lieu=champs.pop("lieu", "Lanester"),
        nature=NatureCommission.VALIDATION if vae else NatureCommission.EVALUATION,
        evaluateurs=evaluateurs,
        preside=evaluateurs[0] if vae and evaluateurs else None,
        par=champs.pop("par", None),
        a=AVANT,
        **champs,
    )


def planifier(inscription: Inscription, *evaluateurs: models.Evaluateur, **champs) -> models.Passage:
    """The registration ready to be evaluated, in a sitting of its own."""
    if not hasattr(inscription, "livret"):
        valider_livret(inscription)
    competences, heure = champs.pop("competences", None), champs.pop("heure", None)
    commission = champs.pop("commission", None) or creer_commission(*evaluateurs, **champs)
    return ajouter_passage(
        commission=commission, inscription=inscription, competences=competences, heure=heure, par=None, a=AVANT
    )


def declarer(passage: models.Passage, *, a: datetime = LE_JOUR) -> None:
    """Every member of the sitting declares no link."""
    for membre in passage.commission.membres.all():
        if not models.DeclarationIndependance.objects.filter(
            evaluateur=membre.evaluateur, inscription=passage.inscription
        ).exists():
            declarer_independance(evaluateur=membre.evaluateur, inscription=passage.inscription, lien=False, a=a)


def remplir(passage: models.Passage, *, non_maitrisees: tuple[int, ...] = (), a: datetime = LE_JOUR) -> models.Grille:
    """Every competence of the sitting appreciated by its first member; ranks (from 1) not mastered."""
    declarer(passage, a=a)
    grille = passage.inscription.grille
    evaluateur = passage.commission.membres.first().evaluateur
    for rang, competence in enumerate(passage.competences.order_by("version_bloc", "ordre"), start=1):
        maitrisee = rang not in non_maitrisees
        apprecier(
            grille=grille,
            competence=competence,
            passage=passage,
            maitrisee=maitrisee,
            commentaire="" if maitrisee else "La gamme n’est pas justifiée.",
            evaluateur=evaluateur,
            a=a,
        )
    grille.refresh_from_db()
    return grille


def sceller(grille: models.Grille, *, a: datetime = LE_JOUR) -> models.Grille:
    """Every member of the candidate's sittings signs."""
    from evaluations.queries.grille import contenu_grille

    for signataire in contenu_grille(grille).signataires:
        empreinte = contenu_grille(grille).empreinte
        signer_grille(grille=grille, evaluateur=signataire.evaluateur, empreinte=empreinte, a=a)
    grille.refresh_from_db()
    return grille
