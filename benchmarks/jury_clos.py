"""A jury made for a measure or a trial: every decision taken, all its papers to come."""

from datetime import UTC, date, datetime

from candidats.choix import EtatInscription, Origine, Voie
from candidats.models import Candidat, Inscription
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation
from jurys.choix import College, Decision, EtatJury
from jurys.models import Jury, MembreJury, Presentation, ValidationCompetence
from referentiels.models import Competence, Referentiel

A, LE = datetime(2026, 12, 8, 12, tzinfo=UTC), date(2026, 12, 8)


def jury_a_clore(nombre: int, numero: str) -> Jury:
    """`nombre` candidates of two OF, three of four admitted; written in bulk, every decision taken."""
    agent = Utilisateur.objects.order_by("pk")[0]
    referentiel = Referentiel.objects.filter(etat="en_vigueur", certification__type="CQPM").order_by("pk")[0]
    organismes = list(OrganismeFormation.objects.order_by("pk")[:2])
    jury = Jury.objects.create(
        numero=numero,
        date=LE,
        lieu="Saint-Nazaire",
        etat=EtatJury.DELIBERATION,
        creee_le=A,
        convoque_le=LE,
        ouvert_le=A,
    )
    MembreJury.objects.create(jury=jury, nom="Tanguy", prenom="Nolwenn", college=College.PATRONAL, preside=True)
    candidats = Candidat.objects.bulk_create(
        Candidat(
            nom_naissance=f"Le Goff-{chr(65 + rang // 676)}{chr(65 + rang // 26 % 26)}{chr(65 + rang % 26)}",
            prenom="Zoé",
            sexe="F",
            date_naissance=date(1990, 5, 3),
            commune_naissance="Saint-Nazaire",
            departement_naissance="44",
            courriel=f"{numero}-{rang}@exemple.fr",
            cle_recherche=f"le goff {rang}",
        )
        for rang in range(nombre)
    )
    inscriptions = Inscription.objects.bulk_create(
        Inscription(
            candidat=candidat,
            organisme=organismes[rang % len(organismes)],
            referentiel=referentiel,
            voie=Voie.FORMATION,
            origine=Origine.DE,
            entree_formation=date(2026, 1, 5),
            fin_formation=date(2026, 11, 30),
            etat=EtatInscription.ACCEPTEE,
            creee_le=A,
            deposee_le=LE,
            acceptee_le=A,
            acceptee_par=agent,
        )
        for rang, candidat in enumerate(candidats)
    )
    presentations = Presentation.objects.bulk_create(
        Presentation(
            jury=jury,
            inscription=inscription,
            code=f"J-{rang}",
            ordre=rang,
            synthese={},
            decision=Decision.NA if rang % 4 == 3 else Decision.A,
            decidee_le=A,
            decidee_par=agent,
        )
        for rang, inscription in enumerate(inscriptions)
    )
    competences = list(Competence.objects.filter(version_bloc__compositions__referentiel=referentiel))
    ValidationCompetence.objects.bulk_create(
        ValidationCompetence(
            presentation=presentation,
            competence=competence,
            acquise=presentation.decision == Decision.A or competence != competences[0],
        )
        for presentation in presentations
        for competence in competences
    )
    return jury
