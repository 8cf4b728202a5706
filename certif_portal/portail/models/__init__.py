"""What the portal remembers of its own reminders; no trade model lives here."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from candidats.models import Inscription
from certif_portal.commun.choix import Cadence
from certif_portal.commun.immuable import Scellement
from certif_portal.commun.models import Courriel, DocumentRendu, Fichier
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne
from certif_portal.portail.choix import (
    AxeChiffre,
    Cote,
    EtatExport,
    MesureChiffre,
    NatureCourriel,
    NatureRelance,
    QuiRelance,
)
from certif_portal.portail.models.lot import LotActes as LotActes


class EtapeRelance(models.Model):
    """One line of the table of steps, edited in the technical administration: when whom is reminded of what."""

    nature = models.CharField(
        "nature d’échéance",
        max_length=30,
        choices=NatureRelance.choices,
        blank=True,
        help_text="Vide : toute échéance dont la nature n’a pas de ligne pour ce rôle.",
    )
    qui = models.CharField("à qui", max_length=12, choices=QuiRelance.choices)
    jours = models.SmallIntegerField(
        "jours",
        validators=[MinValueValidator(-365), MaxValueValidator(365)],
        help_text="Comptés depuis la date limite : négatifs avant elle, 0 le jour même, positifs après.",
    )
    active = models.BooleanField(
        "envoyée", default=True, help_text="Une nature dont aucune ligne ne l’est n’est pas relancée."
    )

    class Meta:
        verbose_name = "étape de relance"
        verbose_name_plural = "étapes de relance"
        ordering = ["nature", "qui", "jours"]
        constraints = [
            models.UniqueConstraint(
                name="etape_relance_unique",
                fields=["nature", "qui", "jours"],
                violation_error_message="Cette étape existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display() or 'toutes les échéances'}, {self.get_qui_display()}, {self.jours:+d} j"


class TourneeRelances(models.Model):
    """One morning's reminders: begun, then ended once; what failed in it is said on the page of the staff."""

    le = models.DateField("jour", unique=True)
    commencee_le = models.DateTimeField("commencée le")
    finie_le = models.DateTimeField("finie le", null=True, blank=True)
    relances = models.PositiveIntegerField("relances", default=0)
    courriels = models.PositiveIntegerField("courriels", default=0)
    pannes = models.TextField("ce qui a échoué", blank=True)

    class Meta:
        verbose_name = "tournée de relances"
        verbose_name_plural = "tournées de relances"
        ordering = ["-le"]

    def __str__(self) -> str:
        return f"Tournée du {self.le:%d/%m/%Y}"


class Relance(models.Model):
    """One reminder: (deadline, step, addressee) once and for all. Due from the moment it is a row, it is written when
    its mail is."""

    echeance = models.CharField("échéance", max_length=160)
    etape = models.CharField("étape", max_length=10)
    destinataire = models.EmailField("destinataire")
    qui = models.CharField("à quel titre", max_length=12, choices=QuiRelance.choices, blank=True)
    courriel = models.ForeignKey(Courriel, models.SET_NULL, null=True, related_name="+")
    due_le = models.DateTimeField("due le")
    envoyee_le = models.DateTimeField("écrite le", null=True)

    class Meta:
        verbose_name = "relance"
        ordering = ["-envoyee_le", "-pk"]
        constraints = [models.UniqueConstraint(name="relance_unique", fields=["echeance", "etape", "destinataire"])]
        indexes = [
            models.Index(name="relance_a_ecrire", fields=["destinataire"], condition=models.Q(envoyee_le__isnull=True)),
            models.Index(name="relance_par_instant", fields=["-envoyee_le", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.echeance} {self.etape} {self.destinataire}"


class SuspensionQuerySet(models.QuerySet["SuspensionRelances"]):
    def en_cours(self, le: Any) -> "SuspensionQuerySet":
        """`le`: a date, or what stands for one."""
        return self.filter(levee_le__isnull=True, jusqu_au__gte=le)


class SuspensionRelances(models.Model):
    """A file whose reminders are held, for a reason, until a day."""

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="+")
    motif = models.TextField("motif", max_length=2000)
    jusqu_au = models.DateField("jusqu’au")
    par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="suspendues par")
    cree_le = models.DateTimeField("suspendues le")
    levee_le = models.DateTimeField("reprises le", null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension de relances"
        verbose_name_plural = "suspensions de relances"
        constraints = [
            models.UniqueConstraint(
                name="relances_suspension_unique",
                fields=["inscription"],
                condition=models.Q(levee_le__isnull=True),
                violation_error_message="Les relances de ce dossier sont déjà suspendues.",
            )
        ]

    def __str__(self) -> str:
        return f"Relances suspendues jusqu’au {self.jusqu_au:%d/%m/%Y}"


class VueEnregistree(models.Model):
    """A list as one person filtered and sorted it, under a name of theirs; nobody else sees it."""

    personne = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+")
    page = models.CharField("liste", max_length=40)
    nom = models.CharField("nom", max_length=60)
    requete = models.CharField("filtres", max_length=1000, blank=True)
    par_defaut = models.BooleanField("ouverte par le menu", default=False)

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="vue_unique",
                fields=["personne", "page", "nom"],
                violation_error_message="Une de vos vues de cette liste porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                name="vue_par_defaut_unique", fields=["personne", "page"], condition=models.Q(par_defaut=True)
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return f"{reverse(self.page)}?{self.requete}"


class PriseEnCharge(models.Model):
    """Who takes care of a row of a work queue, on one side: one person; the journal tells what was before."""

    objet_type = models.CharField("type de ce qui attend", max_length=60)
    objet_id = models.PositiveBigIntegerField("ce qui attend")
    cote = models.CharField("de quel côté", max_length=10, choices=Cote.choices)
    personne = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+", verbose_name="prise en charge par")
    depuis = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "prise en charge"
        verbose_name_plural = "prises en charge"
        constraints = [
            models.UniqueConstraint(
                name="prise_en_charge_unique",
                fields=["objet_type", "objet_id", "cote"],
                violation_error_message="Quelqu’un s’en occupe déjà.",
            )
        ]
        indexes = [models.Index(name="prise_en_charge_personne", fields=["personne", "objet_type"])]

    def __str__(self) -> str:
        return f"{self.objet_type} {self.objet_id} : {self.personne}"


class AbonnementAgenda(models.Model):
    """The address at which a person's calendar reads their meetings. Its secret is the seed signed by the server:
    the row alone opens nothing, another seed closes the old address."""

    personne = models.OneToOneField(Utilisateur, models.CASCADE, related_name="+")
    graine = models.CharField("graine de l’adresse", max_length=22, unique=True)
    cree_le = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "abonnement d’agenda"
        verbose_name_plural = "abonnements d’agenda"

    def __str__(self) -> str:
        return f"Agenda de {self.personne}"


class PreferenceCourriel(models.Model):
    """How a person chose to receive the mails of a kind; no row: by mail, at once."""

    personne = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+")
    nature = models.CharField("nature", max_length=12, choices=NatureCourriel.choices)
    cadence = models.CharField("cadence", max_length=10, choices=Cadence.choices)

    class Meta:
        verbose_name = "préférence de courriel"
        verbose_name_plural = "préférences de courriel"
        constraints = [models.UniqueConstraint(name="preference_unique", fields=["personne", "nature"])]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.get_cadence_display()}"


class LectureNotifications(models.Model):
    """Up to which instant a person said they had read what the portal told them."""

    personne = models.OneToOneField(Utilisateur, models.CASCADE, related_name="+")
    jusqu_a = models.DateTimeField("lues jusqu’à")

    class Meta:
        verbose_name = "lecture des notifications"
        verbose_name_plural = "lectures des notifications"

    def __str__(self) -> str:
        return f"Notifications lues par {self.personne}"


class ExportQuerySet(models.QuerySet["Export"]):
    def visibles_par(self, personne: Personne) -> "ExportQuerySet":
        """Whoever asked, and nobody else: the file holds what they may see."""
        return self.filter(par=personne) if isinstance(personne, Utilisateur) else self.none()


class Export(models.Model):
    """A workbook too long to be made while somebody waits: asked for, then written by a task (decision 0125).

    The file is deleted with the next one of its kind, or after a week: its lines are personal data.
    """

    nature = models.SlugField("nature", max_length=20)
    requete = models.CharField("filtres", max_length=1000, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatExport.choices, default=EtatExport.EN_COURS)
    nombre = models.PositiveIntegerField("lignes", default=0)
    par = models.ForeignKey(Utilisateur, models.CASCADE, related_name="+", verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)
    fichier = models.ForeignKey(
        Fichier, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="classeur"
    )

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "export"
        ordering = ["-demande_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="export_pret_date",
                condition=~models.Q(etat=EtatExport.PRET) | models.Q(termine_le__isnull=False),
                violation_error_message="Un classeur prêt dit quand il l’a été.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nature} du {self.demande_le:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("export_detail", args=[self.pk])


class AnneeChiffree(models.Model):
    """The figures of one calendar year, as they were last made; `demandee_le`: somebody waits for them to be made."""

    annee = models.PositiveSmallIntegerField("année", unique=True)
    etablie_le = models.DateTimeField("établie le", null=True, blank=True)
    demandee_le = models.DateTimeField("demandée le", null=True, blank=True)

    class Meta:
        verbose_name = "année chiffrée"
        verbose_name_plural = "années chiffrées"
        ordering = ["-annee"]

    def __str__(self) -> str:
        return f"Chiffres de {self.annee}"


class Chiffre(models.Model):
    """One figure that may be told, made at night: what is too few is not in the table at all (decision 0380).

    `cle`: which certification, OF, route… of the axis, empty for the groups told together (`groupes` of them);
    `sous`: the certification of a bloc or a competence; `trimestre`: 0 for the whole year.
    """

    annee = models.ForeignKey(AnneeChiffree, models.CASCADE, related_name="chiffres")
    mesure = models.CharField("mesure", max_length=14, choices=MesureChiffre.choices)
    axe = models.CharField("axe", max_length=14, choices=AxeChiffre.choices)
    cle = models.CharField("de quoi", max_length=20, blank=True)
    sous = models.CharField("certification", max_length=20, blank=True)
    trimestre = models.PositiveSmallIntegerField("trimestre", default=0)
    rang = models.PositiveIntegerField("rang", default=0)
    groupes = models.PositiveIntegerField("groupes réunis", default=1)
    nombre = models.PositiveIntegerField("nombre")
    reussites = models.PositiveIntegerField("réussites", null=True, blank=True)
    attendues = models.FloatField("réussites attendues", null=True, blank=True)
    delais = models.JSONField("jours entre deux étapes, médiane et neuf sur dix", default=dict, blank=True)

    class Meta:
        verbose_name = "chiffre"
        ordering = ["annee", "mesure", "axe", "rang", "trimestre"]
        constraints = [
            models.UniqueConstraint(
                name="chiffre_unique", fields=["annee", "mesure", "axe", "sous", "cle", "trimestre"]
            )
        ]
        indexes = [models.Index(name="chiffre_par_groupe", fields=["axe", "cle", "annee"])]

    def __str__(self) -> str:
        return f"{self.get_mesure_display()}, {self.get_axe_display()} {self.cle}".strip()

    def delai(self, etape: str) -> tuple[int, int] | None:
        """Within how many days half of them went from one to the other, and nine in ten; None of too few people."""
        lu = self.delais.get(etape)
        return (lu[0], lu[1]) if lu else None

    @property
    def taux(self) -> float | None:
        return None if self.reussites is None or not self.nombre else self.reussites / self.nombre


class RapportAnnuel(models.Model):
    """The annual report of a finished year, for the GTP and the CPREFP: what it says is frozen with its PDF, and made
    again it is another version, for a reason. Empty until the task has drawn it from the recorded facts."""

    annee = models.PositiveSmallIntegerField("année")
    version = models.PositiveSmallIntegerField("version")
    motif = models.TextField("pourquoi il est refait", blank=True, max_length=2000)
    contenu = models.JSONField("ce qu’il dit", null=True, blank=True)
    document = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")
    demande_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandé par")
    demande_le = models.DateTimeField("demandé le")

    scellement: ClassVar[Scellement] = Scellement(
        figes=("annee", "version", "motif", "demande_par", "demande_le"), une_fois=("contenu", "document")
    )

    class Meta:
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        ordering = ["-annee", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="rapport_annuel_version",
                fields=["annee", "version"],
                violation_error_message="Cette version du rapport existe déjà.",
            ),
            models.CheckConstraint(
                name="rapport_annuel_motif",
                condition=models.Q(version=1) | ~models.Q(motif=""),
                violation_error_message="Un rapport refait dit pourquoi.",
            ),
            models.CheckConstraint(
                name="rapport_annuel_etabli",
                condition=models.Q(contenu__isnull=True, document__isnull=True)
                | models.Q(contenu__isnull=False, document__isnull=False),
                violation_error_message="Un rapport établi porte ce qu’il dit et son document.",
            ),
        ]

    def __str__(self) -> str:
        return f"Rapport annuel {self.annee}, version {self.version}"
