"""The one row of settings: identity, letterhead, local delays and usages."""

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q

from certif_portal.centre.choix import (
    ModeSignature,
)
from certif_portal.centre.regles import (
    AVIS_JOURS,
    CERTIFICATS_MOIS,
    EVALUATEURS_MINIMUM,
    EVALUATION_ANNONCE_MOIS,
    EVALUATION_FIN_MOIS,
    INSCRIPTION_JOURS,
    INSCRIPTION_JURY_MOIS,
    JURYS_AN,
    LIVRET_MOIS,
    OBSERVATIONS_JOURS,
    PURGE_SEUIL,
    RAPPORT_JOURS,
)
from certif_portal.commun.cachet import cle_installee
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.identifiants import normaliser_code_postal
from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import pluriel, tete_de_phrase

ENTETE_CQPM = "Commission Paritaire Nationale de l’Emploi de la Métallurgie"
VERSO_AIDE = "Une ligne vide sépare deux paragraphes. Vide : le verso est blanc."
PASSEPORT_LIEN = "https://www.moncompteformation.gouv.fr/espace-public/passeport-de-competences"
ENTETE_BDC = "Commission Paritaire Nationale de l’Emploi et de la formation professionnelle de la Métallurgie"


def nouvelle_cle() -> str:
    return secrets.token_hex(32)


class ParametresCentre(models.Model):
    """The one row of the centre's settings (primary key 1)."""

    nom = models.CharField("nom du centre", max_length=120, default="UIMM territoriale")
    nom_court = models.CharField("nom court", max_length=40, default="UIMM")
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    ville = models.CharField("ville", max_length=80, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    departements = models.CharField(
        "départements du centre", max_length=60, blank=True, help_text="Séparés par des virgules."
    )
    president_nom = models.CharField("président de l’UIMM", max_length=120, blank=True)
    president_qualite = models.CharField("sa qualité", max_length=160, default="Le Président de l’UIMM")
    referent_nom = models.CharField("référent du dispositif", max_length=120, blank=True)
    passeport_lien = models.CharField(
        "modèles de passeport orientation et formation",
        max_length=200,
        default=PASSEPORT_LIEN,
        validators=[URLValidator(["https", "http"])],
        help_text="L’adresse que donne la lettre à un candidat qui garde des acquis.",
    )
    entete_cqpm = models.CharField("en-tête du certificat de CQPM (annexe 7)", max_length=200, default=ENTETE_CQPM)
    entete_bdc = models.CharField("en-tête du certificat de bloc (annexe 8)", max_length=200, default=ENTETE_BDC)
    prefixe_certificat = models.CharField("préfixe du numéro de certificat", max_length=10, default="MC")
    numeros_nationaux = models.BooleanField(
        "les numéros de certificat sont donnés par le système national",
        default=False,
        help_text="Ils se saisissent alors jury par jury, avant la clôture, au lieu de suivre la série du centre.",
    )
    lieu_jury = models.CharField("lieu habituel des jurys", max_length=120, blank=True)
    inscription_jours = models.PositiveSmallIntegerField(
        "inscription : jours après l’entrée en formation",
        default=INSCRIPTION_JOURS,
        validators=[MaxValueValidator(365)],
    )
    livret_mois = models.PositiveSmallIntegerField(
        "livret : mois avant la commission", default=LIVRET_MOIS, validators=[MaxValueValidator(24)]
    )
    livret_premier_tiers = models.BooleanField("livret dans le premier tiers de la formation", default=True)
    livret_nom = models.CharField(
        "nom donné au livret",
        max_length=40,
        default="livret de suivi",
        help_text="« Livret de suivi » ou « dossier technique » : le mot des écrans, des courriels et des documents.",
    )
    evaluation_annonce_mois = models.PositiveSmallIntegerField(
        "date d’évaluation : mois d’annonce avant elle",
        default=EVALUATION_ANNONCE_MOIS,
        validators=[MaxValueValidator(24)],
    )
    evaluation_fin_mois = models.PositiveSmallIntegerField(
        "commission : derniers mois de la formation",
        default=EVALUATION_FIN_MOIS,
        validators=[MaxValueValidator(24)],
        help_text="La séance se tient dans ces derniers mois ; au-delà, le portail alerte sans rien empêcher.",
    )
    rapport_jours = models.PositiveSmallIntegerField(
        "rapport d’activités : jours avant la commission", default=RAPPORT_JOURS, validators=[MaxValueValidator(365)]
    )
    rapport_lien_jours = models.PositiveSmallIntegerField(
        "rapport d’activités : durée de vie du lien du candidat, en jours",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    vae_demandes_an = models.PositiveSmallIntegerField(
        "VAE : demandes du même candidat pour la même certification par année, avant alerte",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    projet_exige = models.BooleanField(
        "refuser une inscription sans projet avalisé ni positionnement",
        default=False,
        help_text="Sinon elle est signalée, et un agent peut la rattacher plus tard.",
    )
    sans_formation = models.BooleanField(
        "admettre une inscription sans formation, par l’entreprise ou le candidat",
        default=False,
        help_text="Ni dates de formation, ni formateur, ni organisme ; les modalités se choisissent avec l’entreprise.",
    )
    avis_jours = models.PositiveSmallIntegerField(
        "avis de l’entreprise : jours avant le jury", default=AVIS_JOURS, validators=[MaxValueValidator(365)]
    )
    avis_lien_jours = models.PositiveSmallIntegerField(
        "avis de l’entreprise : durée de vie du lien, en jours",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    observations_jours = models.PositiveSmallIntegerField(
        "habilitation : jours laissés à l’organisme pour ses observations",
        default=OBSERVATIONS_JOURS,
        validators=[MaxValueValidator(365)],
    )
    certificats_mois = models.PositiveSmallIntegerField("certificats : mois après le jury", default=CERTIFICATS_MOIS)
    jurys_an = models.PositiveSmallIntegerField(
        "jurys par an",
        default=JURYS_AN,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text="Le calendrier en propose autant.",
    )
    purge_seuil = models.PositiveIntegerField(
        "purge : lignes effacées sans approbation",
        default=PURGE_SEUIL,
        help_text="Au-delà, ou dès qu’un certificat est concerné, un responsable approuve. Zéro : toujours.",
    )
    inscription_jury_mois = models.PositiveSmallIntegerField(
        "mois entre l’inscription et le jury, au moins",
        default=INSCRIPTION_JURY_MOIS,
        validators=[MaxValueValidator(24)],
        help_text="En deçà, le dossier et le jury le signalent ; zéro ne signale rien.",
    )
    cprefp_adresse = models.TextField(
        "CPREFP : nom et adresse postale du secrétariat",
        default="Secrétariat de la CPREFP",
        max_length=300,
        help_text="Une ligne chacun, comme sur l’enveloppe.",
    )
    cprefp_courriel = models.EmailField("CPREFP : courriel du secrétariat", blank=True)
    cprefp_copie = models.EmailField("commission paritaire infrarégionale : courriel, s’il y en a une", blank=True)
    evaluateurs_minimum = models.PositiveSmallIntegerField(
        "nombre minimum d’évaluateurs",
        default=EVALUATEURS_MINIMUM,
        validators=[MinValueValidator(EVALUATEURS_MINIMUM), MaxValueValidator(10)],
    )
    journal_courriel = models.EmailField(
        "scellement du journal : courriel hors du portail",
        blank=True,
        help_text="Chaque nuit, l’empreinte du journal y part : gardée ailleurs, elle prouve que rien n’est récrit.",
    )
    alsace_moselle = models.BooleanField(
        "centre d’Alsace ou de Moselle",
        default=False,
        help_text="Le vendredi saint et la Saint-Étienne y sont fériés : aucune relance ne part ces jours-là.",
    )
    notice_rgpd = models.TextField(
        "vos données : texte du courriel d’accueil du candidat",
        blank=True,
        max_length=3000,
        help_text="Vide : le texte proposé par le portail.",
    )
    confirmation_etat_civil = models.BooleanField(
        "le candidat peut relire son état civil avant le jury, par un lien", default=False
    )
    blocs_cqpm_delivres = models.BooleanField(
        "blocs acquis d’un CQPM non obtenu : délivrés",
        default=False,
        help_text="Certification inscrite au RNCP le jour du jury : chaque bloc acquis en entier a sa ligne « A » à "
        "son propre procès-verbal et son certificat, sans terme. Sinon son bénéfice est conservé, avec un terme.",
    )
    reconversion_code = models.CharField(
        "code de la période de reconversion au procès-verbal",
        max_length=6,
        default="PREC",
        help_text="L’annexe 14 est antérieure à ce dispositif : aucun code n’y figure.",
    )
    signature_certificat = models.CharField(
        "signature des certificats par le centre",
        max_length=5,
        choices=ModeSignature.choices,
        default=ModeSignature.MAIN,
    )
    logo = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    cachet = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    signature_image = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    cle_verification = models.CharField(
        "clé des codes de vérification",
        max_length=64,
        default=nouvelle_cle,
        editable=False,
        help_text="Tirée une fois, et jamais changée : les certificats délivrés portent les codes qu’elle donne.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "paramètres du centre"
        constraints = [
            models.CheckConstraint(
                name="parametres_ligne_unique",
                condition=Q(pk=1),
                violation_error_message="Le centre n’a qu’une fiche de paramètres.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def livret_titre(self) -> str:
        """The centre's own word for the livret, at the head of a sentence."""
        return tete_de_phrase(self.livret_nom)

    @property
    def livrets_nom(self) -> str:
        return pluriel(self.livret_nom)

    def clean(self) -> None:
        erreurs: dict[str, str] = {}
        if self.code_postal:
            try:
                self.code_postal = normaliser_code_postal(self.code_postal)
            except ErreurMetier as erreur:
                erreurs["code_postal"] = str(erreur)
        if self.signature_certificat == ModeSignature.SCEAU and not cle_installee():
            erreurs["signature_certificat"] = (
                "Aucune clé n’est installée sur le serveur : le sceau électronique n’est pas possible."
            )
        if self.signature_certificat == ModeSignature.IMAGE and self.signature_image_id is None:
            erreurs["signature_certificat"] = "Déposez d’abord la signature scannée, dans « Images des certificats »."
        if not self.prefixe_certificat.isalnum():
            erreurs["prefixe_certificat"] = "Des lettres et des chiffres seulement."
        if erreurs:
            raise ValidationError(erreurs)

    def adresse_complete(self) -> str:
        return " ".join(part for part in (self.adresse, self.code_postal, self.ville) if part)


def parametres() -> ParametresCentre:
    """The centre's settings; the defaults of the sources until somebody edits them."""
    return ParametresCentre.objects.get_or_create(pk=1)[0]


def lire_parametres() -> ParametresCentre:
    return ParametresCentre.objects.filter(pk=1).first() or ParametresCentre()  # for a page that must not write
