"""Closed lists and state machines of the joint jury."""

from django.db import models


class EtatJury(models.TextChoices):
    PREPARATION = "preparation", "En préparation"
    CONVOQUE = "convoque", "Convoqué"
    DELIBERATION = "deliberation", "En délibération"
    CLOS = "clos", "Clos"
    ANNULE = "annule", "Annulé"


TRANSITIONS_JURY: dict[EtatJury, set[EtatJury]] = {
    EtatJury.PREPARATION: {EtatJury.CONVOQUE, EtatJury.ANNULE},
    EtatJury.CONVOQUE: {EtatJury.DELIBERATION, EtatJury.ANNULE},
    EtatJury.DELIBERATION: {EtatJury.CLOS},
    EtatJury.CLOS: set(),
    EtatJury.ANNULE: set(),
}


AVANT_OUVERTURE = frozenset({EtatJury.PREPARATION, EtatJury.CONVOQUE})
OUVERTS = AVANT_OUVERTURE | {EtatJury.DELIBERATION}  # neither closed nor cancelled


class College(models.TextChoices):
    PATRONAL = "patronal", "Délégation patronale"
    SYNDICAL = "syndical", "Délégation syndicale"
    INVITE = "invite", "Invité, sans voix"


class Decision(models.TextChoices):
    """Annexe 14, note 5: no other value."""

    A = "A", "Admis"
    NA = "NA", "Non admis"


class NaturePiece(models.TextChoices):
    PV = "pv", "Procès-verbal (annexe 14)"
    EMARGEMENT = "emargement", "Feuille d’émargement (annexe 13)"
    RECTIFICATIF = "rectificatif", "Procès-verbal rectificatif"


class EtatPiece(models.TextChoices):
    A_EDITER = "a_editer", "En cours d’édition"
    RENDU = "rendu", "À faire signer"
    SIGNE = "signe", "Signé et déposé"


TRANSITIONS_PIECE: dict[EtatPiece, set[EtatPiece]] = {
    EtatPiece.A_EDITER: {EtatPiece.RENDU},
    EtatPiece.RENDU: {EtatPiece.SIGNE},
    EtatPiece.SIGNE: set(),
}


class NaturePapier(models.TextChoices):
    """What a jury leaves to be printed, in the order of the printer's trays."""

    CERTIFICAT = "certificat", "Certificats"
    LETTRE = "lettre", "Lettres aux candidats et aux entreprises"
    BORDEREAU = "bordereau", "Bordereaux de remise"
    PV = "pv", "Procès-verbaux (annexe 14)"
    EMARGEMENT = "emargement", "Feuille d’émargement (annexe 13)"
    ATTESTATION = "attestation", "Lettre au GTP (annexe 12)"


class Destinataire(models.TextChoices):
    CANDIDAT = "candidat", "Candidat"
    ENTREPRISE = "entreprise", "Entreprise"


class EtatLettre(models.TextChoices):
    RETENUE = "retenue", "À relire"
    PARTIE = "partie", "Partie"
    ECARTEE = "ecartee", "Écartée"


TRANSITIONS_LETTRE: dict[EtatLettre, set[EtatLettre]] = {
    EtatLettre.RETENUE: {EtatLettre.PARTIE, EtatLettre.ECARTEE},
    EtatLettre.PARTIE: set(),
    EtatLettre.ECARTEE: set(),
}


class EtatPapier(models.TextChoices):
    A_FAIRE = "a_faire", "À éditer"
    FAIT = "fait", "Édité"
    ECHEC = "echec", "En échec"


TRANSITIONS_PAPIER: dict[EtatPapier, set[EtatPapier]] = {
    EtatPapier.A_FAIRE: {EtatPapier.FAIT, EtatPapier.ECHEC},
    EtatPapier.ECHEC: {EtatPapier.A_FAIRE},
    EtatPapier.FAIT: set(),
}


class EtatRectification(models.TextChoices):
    OUVERTE = "ouverte", "En préparation"
    EDITEE = "editee", "À faire signer"
    SIGNEE = "signee", "Signée, en vigueur"
    ANNULEE = "annulee", "Annulée"


TRANSITIONS_RECTIFICATION: dict[EtatRectification, set[EtatRectification]] = {
    EtatRectification.OUVERTE: {EtatRectification.EDITEE, EtatRectification.ANNULEE},
    EtatRectification.EDITEE: {EtatRectification.SIGNEE, EtatRectification.ANNULEE},
    EtatRectification.SIGNEE: set(),
    EtatRectification.ANNULEE: set(),
}
RECTIFICATIONS_EN_COURS = frozenset({EtatRectification.OUVERTE, EtatRectification.EDITEE})
RECTIFICATIONS_FINIES = frozenset(EtatRectification) - RECTIFICATIONS_EN_COURS


class TypeCertificat(models.TextChoices):
    CQPM = "CQPM", "Certificat de qualification paritaire de la métallurgie"
    BDC = "BDC", "Certificat de bloc de compétences"
    CQPI = "CQPI", "Certificat de qualification professionnelle interbranches"
    CCPM = "CCPM", "Certificat de compétences professionnelles de la métallurgie"
    CCPI = "CCPI", "Certificat de compétences professionnelles interbranches"


class ModeRemise(models.TextChoices):
    MAIN = "main", "En main propre"
    COURRIER = "courrier", "Par courrier"
    ORGANISME = "organisme", "Par l’organisme de formation"
    ENTREPRISE = "entreprise", "Par l’entreprise"


class CodePiece(models.TextChoices):
    """What makes a candidate ready for the jury, in the order people gather it."""

    INSCRIPTION = "inscription", "Inscription acceptée dans les délais"
    IDENTITE = "identite", "Identité vérifiée"
    RECEVABILITE = "recevabilite", "Recevabilité déclarée (VAE)"
    LIVRET = "livret", "Livret de suivi validé"
    HABILITATION = "habilitation", "Organisme habilité aux dates de séance"
    COMPETENCES = "competences", "Chaque compétence évaluée"
    GRILLE = "grille", "Grille signée et scellée"
    EMARGEMENT = "emargement", "Émargement signé de chaque commission"
    AVIS = "avis", "Avis de l’entreprise"
    REPERTOIRE = "repertoire", "Certification au RNCP (blocs seuls)"


class Exigence(models.TextChoices):
    """What a route asks of a piece."""

    ATTENDUE = "attendue", "attendue"
    SAUF_DISPENSE = "sauf_dispense", "attendue, sauf dispense"
    SI_ORGANISME = "si_organisme", "attendue si un organisme suit le candidat"
    SI_BLOCS = "si_blocs", "attendue pour des blocs seuls"
    SANS_OBJET = "sans_objet", "sans objet"


class EtatAttendue(models.TextChoices):
    PRESENTE = "presente", "présente"
    MANQUANTE = "manquante", "manquante"
    SANS_OBJET = "sans_objet", "sans objet"


class IssueDemande(models.TextChoices):
    """What a union did of the request; nothing while its answer is awaited."""

    DESIGNE = "designe", "A désigné"
    REFUS = "refus", "Ne désigne personne"
    SANS_REPONSE = "sans_reponse", "N’a pas répondu"


class CanalConvocation(models.TextChoices):
    """How members were convened, or unions asked. The portal sends by the first; of the others it keeps the day and the
    proof."""

    PORTAIL = "portail", "Le portail écrit maintenant, par courriel"
    COURRIEL = "courriel", "Courriel parti d’ailleurs"
    COURRIER = "courrier", "Courrier posté"
    MAIN = "main", "Remise en main propre"
