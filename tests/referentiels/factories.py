"""A small certification: two blocs of two competences, two activities, three modalities."""

from datetime import date

import factory

from certif_portal.commun.textes import cle_recherche
from referentiels import models
from referentiels.choix import EtatReferentiel, NatureModalite, Rubrique, TypeCertification


class CertificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Certification

    type = TypeCertification.CQPM
    prefixe = "MQ"
    annee = 2020
    numero = factory.Sequence(lambda n: f"{n % 10_000:04d}")
    intitule = "Opérateur en usinage (essai)"
    cle_recherche = factory.LazyAttribute(lambda o: cle_recherche(o.intitule, o.numero))


class BlocFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Bloc

    numero = factory.Sequence(lambda n: f"BDC{n % 10_000:04d}")


def creer_referentiel(
    *, rncp: bool = True, nombre_blocs: int = 2, competences_par_bloc: int = 2, **champs
) -> models.Referentiel:
    """A version in force, complete enough for a grid and a certificate."""
    certification = champs.pop("certification", None) or CertificationFactory(**champs.pop("champs_certification", {}))
    if rncp:
        models.Enregistrement.objects.create(
            certification=certification,
            code="RNCP99999",
            date_enregistrement=date(2023, 5, 23),
            date_fin=date(2035, 5, 23),
        )
    referentiel = models.Referentiel.objects.create(
        certification=certification,
        date_gtp=champs.pop("date_gtp", date(2022, 3, 12)),
        etat=EtatReferentiel.EN_VIGUEUR,
        intitule=certification.intitule,
        niveau=4,
        mission="Usiner des pièces conformes au plan.",
        conditions_admission="Toutes les compétences sont acquises.",
        **champs,
    )
    for rang, nature in enumerate((NatureModalite.OBSERVATION, NatureModalite.QUESTIONNEMENT, NatureModalite.PROJET)):
        models.Modalite.objects.create(referentiel=referentiel, nature=nature, ordre=rang)
    sans_bloc = certification.type in (TypeCertification.CCPM, TypeCertification.CCPI)
    for rang in range(1, (1 if sans_bloc else nombre_blocs) + 1):
        version = models.VersionBloc.objects.create(
            bloc=None if sans_bloc else BlocFactory(), intitule=f"Bloc d’essai {rang}"
        )
        models.Composition.objects.create(referentiel=referentiel, version_bloc=version, ordre=rang)
        models.Connaissance.objects.create(version_bloc=version, ordre=1, texte="La lecture de plan")
        if not sans_bloc:
            models.Activite.objects.create(
                referentiel=referentiel, ordre=rang, intitule=f"Activité d’essai {rang}", texte="…"
            )
        for ordre in range(1, competences_par_bloc + 1):
            competence = models.Competence.objects.create(
                version_bloc=version, ordre=ordre, intitule=f"Compétence {rang}.{ordre}"
            )
            for rubrique in Rubrique:
                models.ElementEvaluation.objects.create(
                    competence=competence, rubrique=rubrique, ordre=1, texte=f"{rubrique.label} de {competence}"
                )
    return referentiel
