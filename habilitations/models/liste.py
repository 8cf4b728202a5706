"""The scope of an act, and the changes of the list of accredited OF with their transmissions."""

from datetime import date

from django.db import models
from django.db.models import Q

from certif_portal.commun.models import Fichier
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from habilitations.choix import Destinataire, NatureChangement
from habilitations.models.organisme import Habilitation
from habilitations.regles import LISTE_DEUX_MOIS
from referentiels.models import Bloc, Certification


class Perimetre(models.Model):
    """What an act covers from a day on. Without any, or with empty lists: the whole dispositif."""

    habilitation = models.ForeignKey(Habilitation, models.PROTECT, related_name="perimetres")
    du = models.DateField("à compter du")
    au = models.DateField(
        "jusqu’au", null=True, blank=True, help_text="Vide : jusqu’au dernier jour de l’habilitation."
    )
    certifications = models.ManyToManyField(
        Certification, blank=True, related_name="+", verbose_name="certifications entières"
    )
    blocs = models.ManyToManyField(Bloc, blank=True, related_name="+", verbose_name="blocs seuls")
    moyens = models.TextField("moyens mis en œuvre", blank=True)
    fixe_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="fixé par")
    fixe_le = models.DateTimeField("fixé le")

    class Meta:
        verbose_name = "périmètre d’une habilitation"
        verbose_name_plural = "périmètres des habilitations"
        ordering = ["-du", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="perimetre_dates",
                condition=Q(au__isnull=True) | Q(au__gte=models.F("du")),
                violation_error_message="Le dernier jour du périmètre ne précède pas le premier.",
            )
        ]

    def __str__(self) -> str:
        return f"Périmètre à compter du {self.du:%d/%m/%Y}"

    @property
    def lignes(self) -> list[str]:
        """« BDC0170 – Fraisage », certifications first; empty for the whole dispositif. Reads two prefetched lists."""
        certifications = [str(certification) for certification in self.certifications.all()]
        return certifications + [f"Bloc {bloc}" for bloc in self.blocs.all()]

    @property
    def texte(self) -> str:
        if not self.lignes:
            return "tout le dispositif"
        fin = f", jusqu’au {date_longue(self.au)}" if self.au else ""
        return f"{' ; '.join(self.lignes)}{fin}"


class Changement(models.Model):
    """One change of the list of accredited OF."""

    habilitation = models.ForeignKey(Habilitation, models.PROTECT, related_name="changements")
    nature = models.CharField("nature", max_length=12, choices=NatureChangement.choices)
    le = models.DateField("date d’effet")
    detail = models.TextField("détail", blank=True)
    saisi_le = models.DateTimeField("saisi le")
    saisi_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+", verbose_name="saisi par")

    class Meta:
        verbose_name = "changement de la liste des habilités"
        verbose_name_plural = "changements de la liste des habilités"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.le:%d/%m/%Y}"

    @property
    def limite(self) -> date:
        """HABILITATION-LISTE-FC: last day to tell France compétences."""
        return LISTE_DEUX_MOIS.apres(self.le)


class Transmission(models.Model):
    """A batch of changes sent to one of those who keep the list, with the workbook that was sent."""

    destinataire = models.CharField("destinataire", max_length=4, choices=Destinataire.choices)
    changements = models.ManyToManyField(Changement, related_name="transmissions")
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+", verbose_name="changements transmis")
    faite_le = models.DateTimeField("transmise le")
    faite_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="transmise par")

    class Meta:
        verbose_name = "transmission de la liste"
        verbose_name_plural = "transmissions de la liste"
        ordering = ["-faite_le", "-pk"]

    def __str__(self) -> str:
        return f"Lot {self.pk}, {self.get_destinataire_display()}"
