"""What an app tells of a deadline; `portail` gathers them all and reminds."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from certif_portal.commun.models import url_dossier
from certif_portal.commun.regles import Regle
from certif_portal.commun.typographie import Restant, date_longue, restant


@dataclass(frozen=True)
class Echeance:
    """One thing due on one file.

    `cle` names the deadline for ever (rule, file and reference date), so that one reminder is
    never sent twice; `destinataires` are e-mail addresses, of those who must act (`acteur`, or `roles` one by one).
    `nature`: the kind of deadline, by which its steps are set. `etapes` are the deadline's own reminder
    steps, each with its first day, in order: without them, the centre's steps apply. `sans_compte` are those of the
    addressees who have no account: a link to the file would lead them nowhere.
    """

    regle: Regle
    date_limite: date
    libelle: str
    pour: str
    explication: str
    dossier_type: str
    dossier_id: int
    cle: str
    destinataires: tuple[str, ...] = ()
    etapes: tuple[tuple[str, date], ...] = ()
    sans_compte: tuple[str, ...] = ()
    acteur: str = "centre"
    roles: tuple[str, ...] = ()
    genre: str = ""
    repere: date | None = None
    """The date it was computed from."""
    interne: bool = False
    """Nobody but those who must act is told of it."""
    page: str = ""
    """The name of its page, when it is that of no file."""

    @property
    def calcul(self) -> str:
        """Where the date comes from, beside its rule."""
        return f"Calculée depuis le {date_longue(self.repere)}." if self.repere else ""

    @property
    def url(self) -> str:
        return reverse(self.page) if self.page else url_dossier(self.dossier_type, self.dossier_id)

    @property
    def nature(self) -> str:
        """The key of a deadline of no file begins with its kind."""
        return self.genre or self.cle.partition(":")[0]

    def a_qui(self) -> list[tuple[str, str]]:
        """(role, address) of each addressee."""
        roles = self.roles or (self.acteur,) * len(self.destinataires)
        return list(zip(roles, self.destinataires, strict=True))

    def restant(self, le: date) -> Restant:
        return restant(self.date_limite, le)

    def etape_propre(self, le: date) -> str:
        """The step of its own reached that day, or an empty string."""
        atteintes = [etape for etape, depuis in self.etapes if depuis <= le]
        return atteintes[-1] if atteintes else ""
