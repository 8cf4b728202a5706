"""A catalogue of 150 certifications in three versions each, believable words, made in a few seconds."""

from datetime import date
from itertools import product

from certif_portal.commun.textes import cle_recherche
from referentiels import models
from referentiels.choix import EtatReferentiel
from referentiels.services.index import indexer_catalogue

METIERS = (
    "Technicien",
    "Conducteur",
    "Chaudronnier",
    "Soudeur",
    "Usineur",
    "Câbleur",
    "Monteur",
    "Chargé d’affaires",
    "Animateur",
    "Contrôleur",
    "Ajusteur",
    "Opérateur",
    "Responsable",
    "Dessinateur",
    "Préparateur",
)
DOMAINES = (
    "en fabrication additive métallique",
    "en maintenance aéronautique",
    "de lignes d’assemblage automatisées",
    "en tôlerie fine",
    "en systèmes hydrauliques",
    "de l’amélioration continue",
    "en métrologie tridimensionnelle",
    "en traitement thermique",
    "de structures composites",
    "en cybersécurité industrielle",
)
CONNAISSANCES = (
    "La cotation géométrique",
    "Les règles d’élingage",
    "La lecture de schémas électropneumatiques",
    "Le soudage TIG",
    "L’étanchéité des réseaux",
    "La traçabilité des pièces",
    "L’ergonomie du poste",
    "Les diagrammes de Pareto",
)
COMPETENCES = (
    "Diagnostiquer une défaillance récurrente",
    "Étalonner un instrument de mesure",
    "Régler les paramètres de coupe",
    "Rédiger une gamme opératoire",
    "Conduire une réunion de résolution de problèmes",
    "Poser un revêtement anticorrosion",
)
SECTEURS = ("Construction navale", "Ferroviaire", "Décolletage", "Énergie", "Spatial")
ETATS = (EtatReferentiel.EN_VIGUEUR, EtatReferentiel.REMPLACE, EtatReferentiel.BROUILLON)


def intitules() -> list[str]:
    return [f"{metier} {domaine}" for metier, domaine in product(METIERS, DOMAINES)]


def creer_catalogue() -> None:
    """150 certifications, 450 versions, 900 blocs shared by the versions of a certification, half of them at the
    RNCP."""
    certifications = models.Certification.objects.bulk_create(
        models.Certification(
            type="CQPM",
            prefixe="MQ" if rang % 2 else "CQPM",
            annee=1990 + rang % 35,
            mois=rang % 12 + 1 if rang % 3 == 0 else None,
            departements="59/35" if rang % 3 == 0 else "",
            numero=f"{rang + 100:04d}",
            intitule=intitule,
            secteur=SECTEURS[rang % len(SECTEURS)],
            cle_recherche=cle_recherche(intitule, f"{rang + 100:04d}"),
        )
        for rang, intitule in enumerate(intitules())
    )
    models.Enregistrement.objects.bulk_create(
        models.Enregistrement(certification=c, code=f"RNCP{40000 + rang}", date_enregistrement=date(2023, 1, 1))
        for rang, c in enumerate(certifications)
        if rang % 2
    )
    versions = models.Referentiel.objects.bulk_create(
        models.Referentiel(
            certification=c,
            intitule=c.intitule,
            etat=etat,
            niveau=3 + rang % 4,
            mission="Tenir son poste en sécurité.",
            date_gtp=None if etat == EtatReferentiel.BROUILLON else date(2020 - 5 * ETATS.index(etat), 1, 1),
        )
        for rang, c in enumerate(certifications)
        for etat in ETATS
    )
    _composer(versions)
    indexer_catalogue()


def _composer(versions: list[models.Referentiel]) -> None:
    contenus = models.VersionBloc.objects.bulk_create(
        models.VersionBloc(bloc=bloc, intitule=f"Bloc {bloc.numero}")
        for bloc in models.Bloc.objects.bulk_create(models.Bloc(numero=f"BDC{n:04d}") for n in range(len(versions)))
    )
    models.Composition.objects.bulk_create(
        models.Composition(referentiel=version, version_bloc=contenu, ordre=1)
        for version, contenu in zip(versions, contenus, strict=True)
    )
    models.Connaissance.objects.bulk_create(
        models.Connaissance(version_bloc=contenu, ordre=1, texte=CONNAISSANCES[rang // 3 % len(CONNAISSANCES)])
        for rang, contenu in enumerate(contenus)
    )
    models.Competence.objects.bulk_create(
        models.Competence(
            version_bloc=contenu, ordre=ordre, intitule=COMPETENCES[(rang // 3 + ordre) % len(COMPETENCES)]
        )
        for rang, contenu in enumerate(contenus)
        for ordre in (1, 2)
    )
