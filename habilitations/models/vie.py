"""What an OF tells while it is accredited, what the centre's meetings leave, what is proposed at renewal."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne
from habilitations.choix import NatureEnquete, SensDeclaration
from habilitations.criteres import CHOIX_INDICATEURS
from habilitations.models.dossier import DossierHabilitation
from habilitations.models.organisme import OrganismeFormation
from referentiels.models import Certification


class DuOrganismeQuerySet(models.QuerySet["models.Model"]):
    def visibles_par(self, personne: Personne) -> "DuOrganismeQuerySet":
        return self.filter(organisme__in=OrganismeFormation.objects.visibles_par(personne))


class DeclarationCertification(models.Model):
    """DECLARATION-CERTIFICATION: a certification of the catalogue, or its title when the catalogue does not have it."""

    organisme = models.ForeignKey(OrganismeFormation, models.CASCADE, related_name="declarations")
    sens = models.CharField("sens", max_length=7, choices=SensDeclaration.choices)
    certification = models.ForeignKey(
        Certification, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="certification"
    )
    autre = models.CharField("autre certification", max_length=200, blank=True)
    le = models.DateField("à compter du")
    motif = models.TextField("motif")
    saisie_le = models.DateTimeField("déclarée le")
    saisie_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")

    objects = DuOrganismeQuerySet.as_manager()

    class Meta:
        verbose_name = "déclaration de certification"
        verbose_name_plural = "déclarations de certification"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="declaration_une_certification",
                condition=Q(certification__isnull=False, autre="") | (Q(certification__isnull=True) & ~Q(autre="")),
                violation_error_message="Une certification du catalogue, ou son intitulé : l’un des deux.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.intitule}, {self.get_sens_display().lower()}"

    @property
    def intitule(self) -> str:
        return str(self.certification) if self.certification else self.autre


class EnqueteOrganisme(models.Model):
    """ENQUETE-ORGANISME: results of a survey the OF made, on a period that is over."""

    organisme = models.ForeignKey(OrganismeFormation, models.CASCADE, related_name="enquetes")
    nature = models.CharField("nature", max_length=11, choices=NatureEnquete.choices)
    debut = models.DateField("du")
    fin = models.DateField("au")
    interroges = models.PositiveIntegerField("personnes interrogées", null=True, blank=True)
    reponses = models.PositiveIntegerField("réponses", null=True, blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")

    objects = DuOrganismeQuerySet.as_manager()

    class Meta:
        verbose_name = "enquête d’un organisme"
        verbose_name_plural = "enquêtes des organismes"
        ordering = ["-fin", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="enquete_organisme_periode",
                condition=Q(fin__gte=models.F("debut")),
                violation_error_message="La période d’une enquête finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="enquete_organisme_reponses",
                condition=Q(reponses__isnull=True) | Q(interroges__isnull=False, reponses__lte=models.F("interroges")),
                violation_error_message="Une enquête ne reçoit pas plus de réponses que de personnes interrogées.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, du {self.debut:%d/%m/%Y} au {self.fin:%d/%m/%Y}"


class ReunionInformation(models.Model):
    """A meeting of the centre for its OFs."""

    date = models.DateField("date")
    lieu = models.CharField("lieu", max_length=160)
    sujet = models.CharField("sujet", max_length=200)
    saisie_le = models.DateTimeField("saisie le")
    saisie_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "réunion d’information"
        verbose_name_plural = "réunions d’information"
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.sujet}, le {self.date:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("reunioninformation_detail", args=[self.pk])


class PresenceReunion(models.Model):
    """Who came for one OF: names, one per line."""

    reunion = models.ForeignKey(ReunionInformation, models.CASCADE, related_name="presences")
    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, related_name="presences")
    personnes = models.TextField("personnes venues")

    objects = DuOrganismeQuerySet.as_manager()

    class Meta:
        verbose_name = "présence à une réunion"
        verbose_name_plural = "présences aux réunions"
        ordering = ["organisme__cle_recherche", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="presence_reunion_unique",
                fields=["reunion", "organisme"],
                violation_error_message="Cet organisme est déjà noté à cette réunion.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisme}, {self.reunion}"

    @property
    def noms(self) -> list[str]:
        return self.personnes.splitlines()


class PropositionReponse(models.Model):
    """PROPOSITION-SOURCEE: what the recorded facts would answer to one indicator; the OF takes it, or not."""

    dossier = models.ForeignKey(DossierHabilitation, models.CASCADE, related_name="propositions")
    code = models.CharField("indicateur", max_length=3, choices=CHOIX_INDICATEURS)
    texte = models.TextField("texte proposé")
    source = models.CharField("d’après", max_length=300)
    reprise_le = models.DateTimeField("reprise le", null=True, blank=True)

    class Meta:
        verbose_name = "réponse proposée"
        verbose_name_plural = "réponses proposées"
        ordering = ("code", "pk")
        constraints = [models.UniqueConstraint(name="proposition_unique", fields=["dossier", "code"])]

    def __str__(self) -> str:
        return f"Indicateur {self.code}"
