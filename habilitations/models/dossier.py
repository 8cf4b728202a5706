"""The application of an OF: answers, coded annexes with their versions, the signed commitment; frozen at deposit."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.commun.types_fichiers import BUREAUTIQUE
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne
from habilitations.choix import DOSSIERS_OUVERTS, EtatDossier, NatureDossier
from habilitations.criteres import CHOIX_INDICATEURS, CRITERES
from habilitations.models.organisme import Habilitation, OrganismeFormation
from referentiels.models import Certification


class DossierQuerySet(models.QuerySet["DossierHabilitation"]):
    def visibles_par(self, personne: Personne) -> "DossierQuerySet":
        """Those of the OF this person sees."""
        return self.filter(organisme__in=OrganismeFormation.objects.visibles_par(personne))


class DossierHabilitation(models.Model):
    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, related_name="dossiers")
    nature = models.CharField("nature", max_length=14, choices=NatureDossier.choices)
    etat = models.CharField("état", max_length=14, choices=EtatDossier.choices, default=EtatDossier.BROUILLON)
    precedent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="suites")
    certifications = models.ManyToManyField(
        Certification, blank=True, related_name="+", verbose_name="certifications mises en œuvre"
    )
    autres_certifications = models.TextField("autres certifications", blank=True)
    prix = models.TextField("prix demandé", blank=True)
    sous_traitance = models.TextField("sous-traitance", blank=True)
    engagement_nom = models.CharField("nom du responsable", max_length=120, blank=True)
    engagement_qualite = models.CharField("qualité", max_length=120, blank=True)
    engagement_le = models.DateField("date de l’engagement", null=True, blank=True)
    engagement_scan = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="engagement signé et cacheté"
    )
    cree_le = models.DateTimeField("ouvert le")
    cree_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")
    modifie_le = models.DateTimeField("enregistré le")
    depose_le = models.DateTimeField("déposé le", null=True, blank=True)
    depose_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, blank=True, related_name="+")
    recu_le = models.DateTimeField("recevabilité décidée le", null=True, blank=True)
    motif = models.TextField("motif", blank=True)
    document = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")
    habilitation = models.OneToOneField(Habilitation, models.PROTECT, null=True, blank=True, related_name="dossier")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier d’habilitation"
        verbose_name_plural = "dossiers d’habilitation"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="dossier_habilitation_ouvert_unique",
                fields=["organisme"],
                condition=Q(etat__in=DOSSIERS_OUVERTS),
                violation_error_message="Un dossier d’habilitation de cet organisme est déjà ouvert.",
            ),
            models.CheckConstraint(
                name="dossier_habilitation_depot",
                condition=Q(etat=EtatDossier.BROUILLON) | Q(depose_le__isnull=False, document__isnull=False),
                violation_error_message="Un dossier déposé porte sa date et son document.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.organisme}"

    def get_absolute_url(self) -> str:
        return reverse("dossierhabilitation_detail", args=[self.pk])


class Reponse(models.Model):
    """What the OF writes for one indicator."""

    dossier = models.ForeignKey(DossierHabilitation, models.CASCADE, related_name="reponses")
    code = models.CharField("indicateur", max_length=3, choices=CHOIX_INDICATEURS)
    texte = models.TextField("réponse", blank=True)

    class Meta:
        verbose_name = "réponse à un indicateur"
        verbose_name_plural = "réponses aux indicateurs"
        ordering = ("code", "pk")
        constraints = [models.UniqueConstraint(name="reponse_unique", fields=["dossier", "code"])]

    def __str__(self) -> str:
        return f"Indicateur {self.code}"


class Annexe(models.Model):
    """A piece of evidence, coded by criterion: C1-A1. Its number is never given twice."""

    dossier = models.ForeignKey(DossierHabilitation, models.CASCADE, related_name="annexes")
    critere = models.PositiveSmallIntegerField("critère", choices=[(c.numero, c.titre) for c in CRITERES])
    rang = models.PositiveSmallIntegerField("rang")
    indicateur = models.CharField("indicateur", max_length=3, choices=CHOIX_INDICATEURS, blank=True)
    titre = models.CharField("ce que montre cette annexe", max_length=160)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "annexe"
        ordering = ("critere", "rang", "pk")
        constraints = [models.UniqueConstraint(name="annexe_unique", fields=["dossier", "critere", "rang"])]

    def __str__(self) -> str:
        return f"{self.code} – {self.titre}"

    @property
    def code(self) -> str:
        return f"C{self.critere}-A{self.rang}"


class VersionAnnexe(models.Model):
    """One deposit of an annexe; the latest counts, the former ones stay readable."""

    annexe = models.ForeignKey(Annexe, models.CASCADE, related_name="versions")
    numero = models.PositiveSmallIntegerField("version")
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    lisible = models.ForeignKey(
        Fichier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ce qu’il dit, en PDF",
        help_text="D’un fichier Word ou Excel : l’original reste la preuve.",
    )
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "version d’une annexe"
        verbose_name_plural = "versions des annexes"
        ordering = ("-numero", "-pk")
        constraints = [models.UniqueConstraint(name="version_annexe_unique", fields=["annexe", "numero"])]

    def __str__(self) -> str:
        return f"{self.annexe.code}, version {self.numero}"

    @property
    def en_preparation(self) -> bool:
        """Its PDF is still being made."""
        return self.lisible_id is None and self.fichier.type_mime in BUREAUTIQUE

    @property
    def a_lire(self) -> Fichier:
        """What opens anywhere, once it is prepared."""
        return self.lisible or self.fichier
