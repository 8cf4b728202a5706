"""The projets de certification of the demonstration: those the registrations rest on, and one in each other state."""

from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from candidats.choix import EtatProjet, Voie
from candidats.donnees import DonneesProjet
from candidats.models import Inscription, Projet
from candidats.queries.gac import exportables
from candidats.services.gac import exporter_gac
from candidats.services.projet import creer_projet, decider_projet, deposer_projet, rattacher_inscription
from certif_portal.portail.demo.parcours import Recit
from certif_portal.portail.demo.personnes import ENTREPRISES, siret_fictif
from habilitations.models import OrganismeFormation
from referentiels.models import Referentiel

BESOINS = (
    "Remplacer les départs en retraite de l’atelier et tenir la montée en cadence demandée par les donneurs d’ordres."
)
TECHNIQUES = (
    "Plateau technique de l’organisme : deux machines de production, une salle de métrologie, postes de préparation."
)
HUMAINS = "Deux formateurs du métier, un tuteur par candidat dans son entreprise, un référent handicap."
POSITIONNEMENT = "Entretien et test technique : le parcours convient, avec une remise à niveau en lecture de plans."


def charger(recit: Recit) -> None:
    """Told after the registrations, each act at the day it would have been done."""
    for (organisme, referentiel, _), inscriptions in _promotions().items():
        entrees = [inscription.entree_formation for inscription in inscriptions if inscription.entree_formation]
        projet = _avalise(recit, organisme, referentiel, min(entrees))
        for inscription in inscriptions:
            entree = inscription.entree_formation or recit.calendrier.jour
            rattacher_inscription(
                inscription=inscription,
                projet=projet,
                positionnement_le=recit.calendrier.ouvre(entree - timedelta(days=12)),
                positionnement_resultat=POSITIONNEMENT,
                par=recit.cast.agent,
                a=inscription.acceptee_le or recit.calendrier.maintenant,
            )
    _autres_etats(recit)
    _exporter(recit)


def _exporter(recit: Recit) -> None:
    """The oldest registrations have left for the national system; the latest wait."""
    ids = exportables(Inscription.objects.all(), deja=False).values_list("pk", flat=True)
    exporter_gac(ids=list(ids)[:12], deja=False, par=recit.cast.agent, a=recit.calendrier.a(-30, 10))


def _promotions() -> dict[tuple[OrganismeFormation, Referentiel, tuple[int, int]], list[Inscription]]:
    """Accepted or decided trainings, by organisation, version and season of entry."""
    groupes = defaultdict(list)
    suivies = Inscription.objects.filter(acceptee_le__isnull=False, organisme__isnull=False, voie=Voie.FORMATION)
    for inscription in suivies.exclude(etat="abandonnee").select_related("organisme", "referentiel").order_by("pk"):
        entree = inscription.entree_formation
        if inscription.organisme and entree:
            groupes[inscription.organisme, inscription.referentiel, (entree.year, entree.month // 4)].append(
                inscription
            )
    return groupes


def _donnees(referentiel: Referentiel, entree: date, **precisions: object) -> DonneesProjet:
    fin = entree + timedelta(days=260)
    valeurs: dict[str, object] = {
        "referentiel_id": referentiel.pk,
        "besoins": BESOINS,
        "moyens_techniques": TECHNIQUES,
        "moyens_humains": HUMAINS,
        "entree_formation": entree,
        "livret_prevu_le": entree + timedelta(days=61),
        "date_evaluation_prevue": fin - timedelta(days=20),
        "fin_formation": fin,
        "effectif_prevu": 6,
    }
    return DonneesProjet(**valeurs | precisions)  # type: ignore[arg-type]


def _ecrire(recit: Recit, organisme: OrganismeFormation | None, donnees: DonneesProjet, le: date) -> Projet:
    return creer_projet(
        donnees=donnees,
        organisme=organisme,
        par_centre=organisme is None,
        par=recit.saisi_par(organisme),
        a=recit.calendrier.a(le, 9, 15),
    )


def _deposer(recit: Recit, organisme: OrganismeFormation | None, donnees: DonneesProjet, le: date) -> Projet:
    projet = _ecrire(recit, organisme, donnees, le)
    return deposer_projet(projet=projet, par=recit.saisi_par(organisme), a=recit.calendrier.a(le, 16))


def _decider(recit: Recit, projet: Projet, decision: EtatProjet, le: date, motif: str = "", **options: object) -> None:
    decider_projet(
        projet=projet,
        decision=decision,
        motif=motif,
        par=recit.cast.agent,
        a=recit.calendrier.a(le, 11, 20),
        **options,  # type: ignore[arg-type]
    )


def _avalise(recit: Recit, organisme: OrganismeFormation, referentiel: Referentiel, entree: date) -> Projet:
    depot = recit.calendrier.ouvre(entree - timedelta(days=40))
    projet = _deposer(recit, organisme, _donnees(referentiel, entree), depot)
    _decider(recit, projet, EtatProjet.AVAL, depot + timedelta(days=6))
    return Projet.objects.get(pk=projet.pk)


def _autres_etats(recit: Recit) -> None:
    """To study (one whose dates breach a usage), refused, advised otherwise, still a draft, of a company."""
    cast, calendrier = recit.cast, recit.calendrier
    of1, of2, _ = cast.organismes
    rentree = calendrier.ouvre(calendrier.jour + relativedelta(months=2))
    evaluation = rentree + timedelta(days=170)
    tardif = _donnees(
        cast.cqpm, rentree, livret_prevu_le=rentree + timedelta(days=150), date_evaluation_prevue=evaluation
    )
    _deposer(recit, of1, tardif, calendrier.ouvre(-2))
    _deposer(recit, of2, _donnees(cast.ccpm, rentree, effectif_prevu=4), calendrier.ouvre(-1))
    refuse = _deposer(recit, of2, _donnees(cast.cqpm, rentree, moyens_techniques="À trouver."), calendrier.ouvre(-20))
    motif = "Les moyens techniques ne sont pas réunis : dites sur quelles machines les candidats seront formés."
    _decider(recit, refuse, EtatProjet.REFUSE, calendrier.ouvre(-14), motif)
    conseille = _deposer(recit, of1, _donnees(cast.ccpm, rentree, effectif_prevu=8), calendrier.ouvre(-30))
    motif = "Les besoins décrits couvrent tout l’emploi : le CQPM y répond mieux, et le RNCP ouvre le CPF."
    conseil = {"certification_conseillee": cast.cqpm.certification}
    _decider(recit, conseille, EtatProjet.CONSEILLE, calendrier.ouvre(-25), motif, **conseil)
    _ecrire(recit, of2, DonneesProjet(referentiel_id=cast.cqpm.pk, besoins=BESOINS), calendrier.ouvre(-3))
    porteur = {"entreprise_nom": ENTREPRISES[0].raison_sociale, "entreprise_siret": siret_fictif(100)}
    entreprise = _deposer(recit, None, _donnees(cast.cqpm, rentree, **porteur), calendrier.ouvre(-16))
    _decider(recit, entreprise, EtatProjet.AVAL, calendrier.ouvre(-12))
