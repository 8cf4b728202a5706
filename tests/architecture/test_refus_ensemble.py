"""A refusal lists everything at once: each service with several reasons is given two, and says both."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from candidats.services.depot import deposer_inscription
from candidats.services.inscription import creer_inscription, modifier_inscription
from certif_portal.commun.erreurs import ErreurMetier
from evaluations.services.commission import ajouter_passage, modifier_commission
from evaluations.services.grille import signer_grille
from evaluations.services.saisie import apprecier
from habilitations.services.audit import decider_audit, engager_contradictoire
from tests.candidats.factories import InscriptionFactory, donnees_completes
from tests.candidats.personne import corriger, verifier
from tests.evaluations.factories import AVANT, LE_JOUR, creer_commission, planifier
from tests.habilitations.audit import LE
from tests.habilitations.dossier import Scene, midi

pytestmark = pytest.mark.django_db
Monde = Callable[[str], Any]


def _signer(monde: Monde) -> None:
    passage = planifier(monde("inscription"), monde("evaluateur"), monde("autre_evaluateur"))
    signer_grille(grille=passage.inscription.grille, evaluateur=monde("evaluateur"), empreinte="", a=AVANT)


def _apprecier(monde: Monde) -> None:
    passage = planifier(monde("inscription"), monde("evaluateur"), monde("autre_evaluateur"))
    apprecier(
        grille=passage.inscription.grille,
        competence=passage.competences.first(),
        passage=passage,
        maitrisee=False,
        evaluateur=monde("evaluateur"),
        a=AVANT,
    )


def _ajouter_un_passage(monde: Monde) -> None:
    """Neither the livret nor the OF's accreditation."""
    commission = creer_commission(monde("evaluateur"), date=date(2099, 1, 5))
    ajouter_passage(
        commission=commission,
        inscription=monde("inscription"),
        competences=[],
        par=monde("agent"),
        a=LE_JOUR,
    )


def _ajouter_un_membre(monde: Monde) -> None:
    passage = planifier(monde("inscription"), monde("evaluateur"))
    autre = monde("autre_evaluateur")
    autre.actif = False
    autre.save()
    passage.inscription.superieur_nom = str(autre)
    passage.inscription.save()
    commission = passage.commission
    modifier_commission(
        commission=commission,
        date=commission.date,
        lieu=commission.lieu,
        heure=commission.heure,
        adresse=commission.adresse,
        evaluateurs=[monde("evaluateur"), autre],
        preside=None,
        par=monde("agent"),
        a=LE_JOUR,
    )


def _decider(_: Monde) -> None:
    scene = Scene()
    decider_audit(audit=scene.notifie(LE), favorable=False, motif=" ", par=scene.responsable, a=midi(LE))


def _engager(_: Monde) -> None:
    scene = Scene()
    audit = scene.notifie(LE, {"2.1": "mineure"})
    engager_contradictoire(audit=audit, motif=" ", par=scene.responsable, a=midi(LE))


def _inscrire(monde: Monde) -> None:
    brouillon = InscriptionFactory(organisme=monde("organisme"), referentiel=monde("referentiel"), brouillon=True)
    memes = {nom: getattr(brouillon.candidat, nom) for nom in ("nom_naissance", "prenom", "date_naissance")}
    donnees = donnees_completes(referentiel_id=monde("referentiel").pk, entreprise_siret="1", **memes)
    creer_inscription(donnees=donnees, organisme=monde("organisme"), par=monde("membre_of"), a=monde("instant"))


def _modifier(monde: Monde) -> None:
    communs = {"organisme": monde("organisme"), "referentiel": monde("referentiel"), "brouillon": True}
    un, autre = InscriptionFactory(**communs), InscriptionFactory(**communs)
    memes = {nom: getattr(un.candidat, nom) for nom in ("nom_naissance", "prenom", "date_naissance")}
    donnees = replace(donnees_completes(referentiel_id=monde("referentiel").pk, entreprise_siret="1"), **memes)
    modifier_inscription(inscription=autre, donnees=donnees, par=monde("membre_of"), a=monde("instant"))


def _deposer(monde: Monde) -> None:
    brouillon = InscriptionFactory(organisme=monde("organisme"), referentiel=monde("referentiel"), brouillon=True)
    brouillon.candidat.sexe = ""
    brouillon.candidat.save()
    deposer_inscription(inscription=brouillon, par=monde("membre_of"), a=monde("instant"))


def _corriger(monde: Monde) -> None:
    candidat = verifier(monde("inscription").candidat, monde("agent"), monde("instant"))
    lendemain = monde("instant").date() + timedelta(days=1)
    corriger(candidat, monde("agent"), monde("instant"), date_naissance=lendemain, departement_naissance="99")


CAS: dict[Callable[[Monde], None], tuple[str, ...]] = {
    _signer: ("GRILLE-COMPLETE", "GRILLE-SEANCE", "INDEPENDANCE-DECLARATION"),
    _apprecier: ("GRILLE-SEANCE", "INDEPENDANCE-DECLARATION", "COMMENTAIRE-NON-MAITRISE"),
    _ajouter_un_passage: ("PLANIFICATION-PREALABLE", "HABILITATION-VALIDE"),
    _ajouter_un_membre: ("n’est plus dans la liste", "INDEPENDANCE-HIERARCHIE"),
    _decider: ("est motivé", "HABILITATION-OBSERVATIONS"),
    _engager: ("Le motif envisagé est attendu", "ACTIONS-CORRECTIVES"),
    _inscrire: ("SIRET", "INSCRIPTION-UNIQUE"),
    _modifier: ("SIRET", "INSCRIPTION-UNIQUE"),
    _deposer: ("IDENTITE-COMPLETE", "IDENTITE-VERIFIEE"),
    _corriger: ("date de naissance passée", "numéro de département"),
}


@pytest.mark.parametrize("acte", CAS, ids=lambda acte: acte.__name__.strip("_"))
def test_deux_raisons_se_disent_ensemble(request, acte):
    with pytest.raises(ErreurMetier) as refus:
        acte(request.getfixturevalue)
    dits = str(refus.value)
    assert [raison for raison in CAS[acte] if raison not in dits] == []
