"""Closed lists and state machines of registrations and livrets."""

from django.db import models


class Sexe(models.TextChoices):
    F = "F", "Féminin"
    M = "M", "Masculin"


class Origine(models.TextChoices):
    """Annexe 14, column « Origine du candidat »."""

    SL = "SL", "Salarié"
    DE = "DE", "Demandeur d’emploi"


class Financement(models.TextChoices):
    """Annexe 14, column « Dispositif de financement »; some are open for a time only (FINANCEMENT-OUVERT)."""

    CPF = "CPF", "Compte personnel de formation"
    CPFCA = "CPFCA", "Compte personnel de formation et contrat d’apprentissage"
    CVAE = "CVAE", "Congé de VAE"
    CP = "CP", "Contrat de professionnalisation"
    CPE = "CPE", "Contrat de professionnalisation expérimental"
    CPFTP = "CPFTP", "CPF de transition professionnelle"
    PDC = "PDC", "Plan de développement des compétences"
    POEC = "POEC", "Préparation opérationnelle à l’emploi collective"
    POEI = "POEI", "Préparation opérationnelle à l’emploi individuelle"
    PA = "PA", "Pro-A"
    RECONVERSION = "PREC", "Période de reconversion"


class Secteur(models.TextChoices):
    M = "M", "Métaux"
    HM = "HM", "Hors métaux"


class Voie(models.TextChoices):
    FORMATION = "formation", "Parcours de formation"
    VAE = "vae", "VAE"
    VAE_BRANCHE = "vae_branche", "VAE de branche"
    SANS_FORMATION = "directe", "Sans formation"


VOIES_VAE = frozenset({Voie.VAE, Voie.VAE_BRANCHE})
VOIES_D_UN_ORGANISME = [(voie.value, voie.label) for voie in Voie if voie != Voie.SANS_FORMATION]
"""What an OF may choose: without training, the company registers (decision 0261)."""


class Portee(models.TextChoices):
    COMPLETE = "complete", "Certification complète"
    BLOCS = "blocs", "Blocs de compétences seuls"


class EffetAmenagement(models.TextChoices):
    """Effects only, never a cause: a compensation asked by the candidate."""

    TEMPS_MAJORE = "temps_majore", "Temps majoré d’un tiers"
    PAUSES = "pauses", "Pauses supplémentaires"
    POSTE_ADAPTE = "poste_adapte", "Poste de travail adapté"
    LECTEUR = "lecteur", "Lecture à voix haute des consignes"
    INTERPRETE = "interprete", "Interprète en langue des signes"
    AGRANDI = "agrandi", "Documents agrandis"
    ACCES = "acces", "Accès de plain-pied"


class EtatAmenagement(models.TextChoices):
    """A request withdrawn is deleted: nothing of it is kept."""

    DEMANDE = "demande", "Demandé"
    ACCORDE = "accorde", "Accordé"
    REFUSE = "refuse", "Refusé"


TRANSITIONS_AMENAGEMENT: dict[EtatAmenagement, set[EtatAmenagement]] = {
    EtatAmenagement.DEMANDE: {EtatAmenagement.ACCORDE, EtatAmenagement.REFUSE},
    EtatAmenagement.ACCORDE: set(),
    EtatAmenagement.REFUSE: set(),
}


class EtatInscription(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    DEPOSEE = "deposee", "À vérifier"
    A_CORRIGER = "a_corriger", "À corriger"
    ACCEPTEE = "acceptee", "Acceptée"
    ADMISE = "admise", "Admis"
    NON_ADMISE = "non_admise", "Non admis"
    ABANDONNEE = "abandonnee", "Abandonnée"


TRANSITIONS_INSCRIPTION: dict[EtatInscription, set[EtatInscription]] = {
    EtatInscription.BROUILLON: {EtatInscription.DEPOSEE, EtatInscription.ABANDONNEE},
    EtatInscription.DEPOSEE: {EtatInscription.A_CORRIGER, EtatInscription.ACCEPTEE, EtatInscription.ABANDONNEE},
    EtatInscription.A_CORRIGER: {EtatInscription.DEPOSEE, EtatInscription.ABANDONNEE},
    EtatInscription.ACCEPTEE: {EtatInscription.ADMISE, EtatInscription.NON_ADMISE, EtatInscription.ABANDONNEE},
    EtatInscription.ADMISE: set(),
    EtatInscription.NON_ADMISE: set(),
    EtatInscription.ABANDONNEE: set(),
}
MODIFIABLE_PAR_ORGANISME = frozenset({EtatInscription.BROUILLON, EtatInscription.A_CORRIGER})
DECIDEES = frozenset({EtatInscription.ADMISE, EtatInscription.NON_ADMISE})
ACCEPTEES = DECIDEES | {EtatInscription.ACCEPTEE}
OUVERTES = frozenset(EtatInscription) - DECIDEES - {EtatInscription.ABANDONNEE}
AVANT_ACCEPTATION = OUVERTES - {EtatInscription.ACCEPTEE}
EN_ROUTE = OUVERTES - {EtatInscription.BROUILLON}  # deposited once
A_EXAMINER = frozenset({EtatInscription.DEPOSEE})  # the centre checks, then accepts or sends back
AU_CENTRE = A_EXAMINER | {EtatInscription.ACCEPTEE}  # the centre must act, or follows
TRANSITIONS_RECTIFIEES: dict[EtatInscription, set[EtatInscription]] = {
    **{etat: set() for etat in EtatInscription},
    EtatInscription.ADMISE: {EtatInscription.NON_ADMISE},
    EtatInscription.NON_ADMISE: {EtatInscription.ADMISE},
}
"""What a rectifying PV, signed, says of a decision wrongly reported."""
TRANSITIONS_RETOUR: dict[EtatInscription, set[EtatInscription]] = {EtatInscription.ABANDONNEE: set(OUVERTES)}
"""An abandonment noted by mistake: the only way back, to the state before it."""


SORTES_INSCRIPTION: dict[str, str] = {
    EtatInscription.BROUILLON: "neutre",
    EtatInscription.DEPOSEE: "attente",
    EtatInscription.A_CORRIGER: "faire",
    EtatInscription.ACCEPTEE: "fait",
    EtatInscription.ADMISE: "fait",
    EtatInscription.NON_ADMISE: "refus",
    EtatInscription.ABANDONNEE: "neutre",
}
"""Shape and colour of each state on screen."""


class EtatDerogation(models.TextChoices):
    DEMANDEE = "demandee", "Demandée"
    ACCORDEE = "accordee", "Accordée"
    REFUSEE = "refusee", "Refusée"


TRANSITIONS_DEROGATION: dict[EtatDerogation, set[EtatDerogation]] = {
    EtatDerogation.DEMANDEE: {EtatDerogation.ACCORDEE, EtatDerogation.REFUSEE},
    EtatDerogation.ACCORDEE: set(),
    EtatDerogation.REFUSEE: set(),
}


class NatureIncident(models.TextChoices):
    """What interrupts a registration. The first three end it; the others keep it alive."""

    ABANDON = "abandon", "Abandon"
    DESISTEMENT = "desistement", "Désistement"
    ARRET = "arret", "Arrêt, organisme plus habilité"
    ABSENCE = "absence", "Absence à la séance d’évaluation"
    REPORT = "report", "Report"


SORTIES = frozenset({NatureIncident.ABANDON, NatureIncident.DESISTEMENT, NatureIncident.ARRET})


class DecisionSuite(models.TextChoices):
    """What becomes of a running registration once its OF is suspended or withdrawn."""

    FINIR = "finir", "Peut finir avec cet organisme"
    REPRISE = "reprise", "Reprise par un autre organisme"
    ARRET = "arret", "Arrêt du parcours"


class TypePieceIdentite(models.TextChoices):
    CARTE = "carte", "Carte nationale d’identité"
    PASSEPORT = "passeport", "Passeport"
    TITRE_SEJOUR = "titre_sejour", "Titre de séjour"
    AUTRE = "autre", "Autre document officiel"


class DefautPiece(models.TextChoices):
    """Why an identity paper sends a registration back."""

    ILLISIBLE = "illisible", "La copie est illisible, ou coupée"
    FACE = "face", "Il manque une face : recto et verso sont attendus"
    PERSONNE = "personne", "La pièce est celle d’une autre personne"
    NOM = "nom", "Le nom ou les prénoms inscrits ne sont pas ceux de la pièce"
    NAISSANCE = "naissance", "La date ou le lieu de naissance inscrits ne sont pas ceux de la pièce"
    NATURE = "nature", "Ce document n’est pas une pièce d’identité"
    AUTRE = "autre", "Autre raison, dite ci-dessous"


class PreuveCorrection(models.TextChoices):
    """What was shown to correct a checked civil status: its kind only, never a copy."""

    PIECE = "piece", "Pièce d’identité présentée"
    ACTE = "acte", "Extrait d’acte de naissance"
    LIVRET = "livret", "Livret de famille"
    JUGEMENT = "jugement", "Décision de justice"
    COPIE = "copie", "Erreur de recopie, pièce relue"


class EtatConfirmation(models.TextChoices):
    """A candidate asked to read their own civil status again."""

    ENVOYEE = "envoyee", "Envoyée"
    CONFIRMEE = "confirmee", "Confirmé par le candidat"
    A_DECIDER = "a_decider", "Corrections à décider"
    ACCEPTEE = "acceptee", "Corrections acceptées"
    REFUSEE = "refusee", "Corrections refusées"


TRANSITIONS_CONFIRMATION: dict[EtatConfirmation, set[EtatConfirmation]] = {
    EtatConfirmation.ENVOYEE: {EtatConfirmation.CONFIRMEE, EtatConfirmation.A_DECIDER},
    EtatConfirmation.CONFIRMEE: set(),
    EtatConfirmation.A_DECIDER: {EtatConfirmation.ACCEPTEE, EtatConfirmation.REFUSEE},
    EtatConfirmation.ACCEPTEE: set(),
    EtatConfirmation.REFUSEE: set(),
}


class Demandeur(models.TextChoices):
    """Who fills the public form."""

    CANDIDAT = "candidat", "Je m’inscris moi-même"
    ENTREPRISE = "entreprise", "J’inscris un salarié de mon entreprise"


class EtatDemande(models.TextChoices):
    A_CONFIRMER = "a_confirmer", "Adresse à confirmer"
    A_TRAITER = "a_traiter", "À traiter"
    REPRISE = "reprise", "Reprise en inscription"
    REFUSEE = "refusee", "Refusée"


TRANSITIONS_DEMANDE: dict[EtatDemande, set[EtatDemande]] = {
    EtatDemande.A_CONFIRMER: {EtatDemande.A_TRAITER},
    EtatDemande.A_TRAITER: {EtatDemande.REPRISE, EtatDemande.REFUSEE},
    EtatDemande.REPRISE: set(),
    EtatDemande.REFUSEE: set(),
}


class EtatLivret(models.TextChoices):
    DEPOSE = "depose", "À valider"
    A_CORRIGER = "a_corriger", "À corriger"
    VALIDE = "valide", "Validé"


LIVRET_PREPARE = "livret-brouillon"
"""The act, in the journal, of who types a livret that is not deposited."""
TRANSITIONS_LIVRET: dict[EtatLivret, set[EtatLivret]] = {
    EtatLivret.DEPOSE: {EtatLivret.A_CORRIGER, EtatLivret.VALIDE},
    EtatLivret.A_CORRIGER: {EtatLivret.DEPOSE},
    EtatLivret.VALIDE: {EtatLivret.A_CORRIGER},
}
LIVRETS_AU_CENTRE = frozenset(EtatLivret) - {EtatLivret.A_CORRIGER}
"""What the centre may validate, or send back."""


class NatureRetour(models.TextChoices):
    """What is wrong with a livret sent back."""

    INCORRECT = "incorrect", "Incorrect"
    INCOMPLET = "incomplet", "Incomplet"
    PERIME = "perime", "Périmé (autre version du référentiel ou du modèle)"


class Accord(models.TextChoices):
    """Who agreed on the modalities with the centre: the company, failing it the candidate."""

    ENTREPRISE = "entreprise", "L’entreprise"
    CANDIDAT = "candidat", "Le candidat, à défaut de l’entreprise"


class DecisionRecevabilite(models.TextChoices):
    EN_COURS = "en_cours", "En cours d’instruction"
    RECEVABLE = "recevable", "Recevable"
    NON_RECEVABLE = "non_recevable", "Non recevable"


TRANSITIONS_RECEVABILITE: dict[DecisionRecevabilite, set[DecisionRecevabilite]] = {
    DecisionRecevabilite.EN_COURS: {DecisionRecevabilite.RECEVABLE, DecisionRecevabilite.NON_RECEVABLE},
    DecisionRecevabilite.RECEVABLE: set(),
    DecisionRecevabilite.NON_RECEVABLE: set(),
}


class EtatImport(models.TextChoices):
    A_RANGER = "a_ranger", "Colonnes à reconnaître"
    EN_LECTURE = "en_lecture", "En lecture"
    A_CONFIRMER = "a_confirmer", "À confirmer"
    EN_COURS = "en_cours", "En cours d’enregistrement"
    ENREGISTRE = "enregistre", "Enregistré"


class EtatChargement(models.TextChoices):
    """Of a list of places of birth that the centre loads."""

    EN_COURS = "en_cours", "En cours"
    FAIT = "fait", "Chargée"
    REFUSE = "refuse", "Refusée"


TRANSITIONS_CHARGEMENT: dict[EtatChargement, set[EtatChargement]] = {
    EtatChargement.EN_COURS: {EtatChargement.FAIT, EtatChargement.REFUSE},
    EtatChargement.FAIT: set(),
    EtatChargement.REFUSE: set(),
}


TRANSITIONS_IMPORT: dict[EtatImport, set[EtatImport]] = {
    EtatImport.A_RANGER: {EtatImport.EN_LECTURE},
    EtatImport.EN_LECTURE: {EtatImport.EN_LECTURE, EtatImport.A_CONFIRMER, EtatImport.A_RANGER},
    EtatImport.A_CONFIRMER: {EtatImport.EN_LECTURE, EtatImport.EN_COURS},
    EtatImport.EN_COURS: {EtatImport.EN_COURS, EtatImport.ENREGISTRE, EtatImport.A_CONFIRMER},
    EtatImport.ENREGISTRE: set(),
}


class EtatProjet(models.TextChoices):
    """A projet de certification: the centre gives its aval, refuses it, or advises another certification."""

    BROUILLON = "brouillon", "Brouillon"
    DEPOSE = "depose", "À étudier"
    AVAL = "aval", "Aval donné"
    REFUSE = "refuse", "Aval refusé"
    CONSEILLE = "conseille", "Autre certification conseillée"


TRANSITIONS_PROJET: dict[EtatProjet, set[EtatProjet]] = {
    EtatProjet.BROUILLON: {EtatProjet.DEPOSE},
    EtatProjet.DEPOSE: {EtatProjet.AVAL, EtatProjet.REFUSE, EtatProjet.CONSEILLE},
    EtatProjet.AVAL: {EtatProjet.REFUSE, EtatProjet.CONSEILLE},
    EtatProjet.REFUSE: {EtatProjet.DEPOSE, EtatProjet.AVAL, EtatProjet.CONSEILLE},
    EtatProjet.CONSEILLE: {EtatProjet.DEPOSE, EtatProjet.AVAL, EtatProjet.REFUSE},
}
"""A decision may be looked at again; an aval that registrations rest on stays (decision 0076)."""
PROJET_MODIFIABLE = frozenset({EtatProjet.BROUILLON, EtatProjet.REFUSE, EtatProjet.CONSEILLE})
PROJET_DECIDE = frozenset({EtatProjet.AVAL, EtatProjet.REFUSE, EtatProjet.CONSEILLE})
SORTES_PROJET: dict[str, str] = {
    EtatProjet.BROUILLON: "neutre",
    EtatProjet.DEPOSE: "attente",
    EtatProjet.AVAL: "fait",
    EtatProjet.REFUSE: "refus",
    EtatProjet.CONSEILLE: "faire",
}


class EtapeEnquete(models.TextChoices):
    """When certified people are asked what became of them (R. 6113-9: 6 months, then 2 years)."""

    SIX_MOIS = "six_mois", "À six mois"
    DEUX_ANS = "deux_ans", "À deux ans"


class SituationInsertion(models.TextChoices):
    EMPLOI = "emploi", "En emploi, ou à mon compte"
    RECHERCHE = "recherche", "En recherche d’emploi"
    ETUDES = "etudes", "En poursuite d’études ou en formation"
    INCAPACITE = "incapacite", "Empêché de travailler (santé, congé parental…)"
    AUTRE = "autre", "Une autre situation"


NEUTRALISEES = frozenset({SituationInsertion.ETUDES, SituationInsertion.INCAPACITE})


class ContratInsertion(models.TextChoices):
    CDI = "cdi", "CDI"
    CDD = "cdd", "CDD"
    INTERIM = "interim", "Intérim"
    ALTERNANCE = "alternance", "Contrat en alternance"
    INDEPENDANT = "independant", "Indépendant"


class StatutInsertion(models.TextChoices):
    OUVRIER = "ouvrier", "Ouvrier"
    EMPLOYE = "employe", "Employé"
    TECHNICIEN = "technicien", "Technicien, agent de maîtrise"
    CADRE = "cadre", "Cadre"


class SalaireInsertion(models.TextChoices):
    """Gross monthly pay, in bands: an exact figure is not needed."""

    S1 = "s1", "Moins de 1 900 €"
    S2 = "s2", "1 900 à 2 299 €"
    S3 = "s3", "2 300 à 2 799 €"
    S4 = "s4", "2 800 € et plus"


class PrecisionNaissance(models.TextChoices):
    """What the identity papers say of a day of birth: those of people born abroad may leave out the day, or the
    month."""

    JOUR = "jour", "Le jour"
    MOIS = "mois", "Le mois seulement"
    ANNEE = "annee", "L’année seulement"
