"""Closed lists of the catalogue."""

from django.db import models


class TypeCertification(models.TextChoices):
    CQPM = "CQPM", "CQPM"
    CQPI = "CQPI", "CQPI"
    CCPM = "CCPM", "CCPM"
    CCPI = "CCPI", "CCPI"
    PARCOURS = "PPC", "Parcours de professionnalisation certifiant"


# Delivered by the company itself: listed, never opened to registrations (partie 2, chapitre 7).
DELIVREES_PAR_L_ENTREPRISE = frozenset({TypeCertification.PARCOURS})
SANS_BLOC = frozenset({TypeCertification.CCPM, TypeCertification.CCPI})


class Repertoire(models.TextChoices):
    RNCP = "RNCP", "RNCP"
    RS = "RS", "Répertoire spécifique"


class EtatReferentiel(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    EN_VIGUEUR = "en_vigueur", "En vigueur"
    REMPLACE = "remplace", "Remplacé"
    SUPPRIME = "supprime", "Supprimé"


TRANSITIONS_REFERENTIEL: dict[EtatReferentiel, set[EtatReferentiel]] = {
    EtatReferentiel.BROUILLON: {EtatReferentiel.EN_VIGUEUR},
    EtatReferentiel.EN_VIGUEUR: {EtatReferentiel.REMPLACE, EtatReferentiel.SUPPRIME},
    EtatReferentiel.REMPLACE: {EtatReferentiel.SUPPRIME},
    EtatReferentiel.SUPPRIME: set(),
}


class Rubrique(models.TextChoices):
    """What the evaluation table says of a competence: conditions, four families, results."""

    CONDITIONS = "conditions", "Conditions de réalisation"
    METHODES = "methodes", "En matière de méthodes utilisées"
    MOYENS = "moyens", "En matière de moyens utilisés"
    LIENS = "liens", "En matière de liens professionnels / relationnels"
    CONTRAINTES = "contraintes", "En matière de contraintes liées au milieu et environnement de travail"
    RESULTATS = "resultats", "Résultats attendus"


FAMILLES_CRITERES = (Rubrique.METHODES, Rubrique.MOYENS, Rubrique.LIENS, Rubrique.CONTRAINTES)


class NatureModalite(models.TextChoices):
    """Types of evaluation modality; « situation reconstituée » is a centre's own type."""

    OBSERVATION = "observation", "Situation professionnelle réelle : observation en situation de travail"
    QUESTIONNEMENT = "questionnement", "Situation professionnelle réelle : questionnement avec apport de preuves"
    PROJET = "projet", "Présentation des projets ou activités réalisés en milieu professionnel"
    RECONSTITUEE = "reconstituee", "Situation reconstituée"


MODALITES_COURTES: dict[str, str] = {
    NatureModalite.OBSERVATION: "Observation en situation de travail",
    NatureModalite.QUESTIONNEMENT: "Questionnement avec preuves",
    NatureModalite.PROJET: "Présentation de projet",
    NatureModalite.RECONSTITUEE: "Situation reconstituée",
}
# « L'évaluation en situation de travail est privilégiée » (partie 2, chapitre 2)
EN_SITUATION_DE_TRAVAIL = frozenset({NatureModalite.OBSERVATION})


class MotifSuppression(models.TextChoices):
    """Part 1, « Suppression », 1.A: the two grounds of a request."""

    OBSOLESCENCE = "obsolescence", "Obsolescence des compétences visées"
    USAGE = "usage", "Usage : moins de deux promotions sur les cinq dernières années"


class NatureDemande(models.TextChoices):
    CREATION = "creation", "Création d’une certification"
    REVISION = "revision", "Révision d’une certification"
    SUPPRESSION = "suppression", "Suppression d’une certification"
    PARCOURS = "parcours", "Parcours de professionnalisation certifiant"


class EtatDemande(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    ADRESSEE = "adressee", "Adressée au GTP"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"
    ABANDONNEE = "abandonnee", "Abandonnée"


TRANSITIONS_DEMANDE: dict[EtatDemande, set[EtatDemande]] = {
    EtatDemande.PREPARATION: {EtatDemande.ADRESSEE, EtatDemande.ABANDONNEE},
    EtatDemande.ADRESSEE: {EtatDemande.ACCEPTEE, EtatDemande.REFUSEE, EtatDemande.ABANDONNEE},
    EtatDemande.ACCEPTEE: set(),
    EtatDemande.REFUSEE: set(),
    EtatDemande.ABANDONNEE: set(),
}
DEMANDES_DECIDEES = frozenset({EtatDemande.ACCEPTEE, EtatDemande.REFUSEE})


class PieceAttendue(models.TextChoices):
    """What the dispositif lists for each request; the opportunity report is followed point by point."""

    BESOINS = "besoins", "Rapport d’opportunité, 1 : besoins des entreprises, secteur d’activités"
    EMPLOIS = "emplois", "Rapport d’opportunité, 2 : perspectives d’emploi, caractéristiques des emplois visés"
    POSITION = "position", "Rapport d’opportunité, 3 : place parmi les diplômes, les titres et les certifications"
    UTILISATION = "utilisation", "Rapport d’opportunité, 4 : preuves de l’utilisation des compétences"
    PROJET = "projet", "Projet de référentiel"
    MOTIVATION = "motivation", "Motivation de la suppression"
    COURRIER = "courrier", "Courrier de l’entreprise : ses raisons"
    FICHE = "fiche", "Fiche du parcours (annexe 3)"
    PROGRAMME = "programme", "Programme de formation détaillé (annexe 4)"
    REPRESENTANTS = "representants", "Avis des représentants du personnel (CSE quand il existe)"


class EtatLecture(models.TextChoices):
    """What becomes of a document read in the browser."""

    EN_RELECTURE = "en_relecture", "En relecture"
    IMPORTEE = "importee", "Importée"
    ABANDONNEE = "abandonnee", "Abandonnée"


TRANSITIONS_LECTURE: dict[EtatLecture, set[EtatLecture]] = {
    EtatLecture.EN_RELECTURE: {EtatLecture.IMPORTEE, EtatLecture.ABANDONNEE},
    EtatLecture.IMPORTEE: set(),
    EtatLecture.ABANDONNEE: set(),
}


class EtatDepot(models.TextChoices):
    """Of a document sent by the browser, that a worker reads."""

    EN_COURS = "en_cours", "En lecture"
    FAIT = "fait", "Lu"
    REFUSE = "refuse", "Refusé"


TRANSITIONS_DEPOT: dict[EtatDepot, set[EtatDepot]] = {
    EtatDepot.EN_COURS: {EtatDepot.FAIT, EtatDepot.REFUSE},
    EtatDepot.FAIT: set(),
    EtatDepot.REFUSE: set(),
}


class EtatReprise(models.TextChoices):
    """Of an export of France compétences that the centre takes up."""

    EN_COURS = "en_cours", "En cours"
    FAIT = "fait", "Reprise"
    REFUSE = "refuse", "Refusée"


TRANSITIONS_REPRISE: dict[EtatReprise, set[EtatReprise]] = {
    EtatReprise.EN_COURS: {EtatReprise.FAIT, EtatReprise.REFUSE},
    EtatReprise.FAIT: set(),
    EtatReprise.REFUSE: set(),
}
