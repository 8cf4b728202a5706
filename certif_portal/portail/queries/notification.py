"""What the portal told a person: the mails of the outbox that are addressed to them, and how they chose to receive each
kind. No second mechanism: a notification is the row of a mail."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from certif_portal.commun.choix import Cadence, EtatCourriel
from certif_portal.commun.envoi import Preference
from certif_portal.commun.models import Courriel
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.models import Attribution, Utilisateur
from certif_portal.portail.choix import NATURES, OBLIGATOIRES, NatureCourriel
from certif_portal.portail.models import LectureNotifications, PreferenceCourriel

MEMOIRE = timedelta(days=60)
"""How far back the list goes: what is older is on the file it was about."""
PAS_DITS = (EtatCourriel.RETENU, EtatCourriel.ECARTE, EtatCourriel.REMPLACE)
"""Mails that told nobody anything, or that another took the place of."""
ACCES = tuple(acte for acte, nature in NATURES.items() if nature == NatureCourriel.ACCES)
DITS = {
    EtatCourriel.PORTAIL: "sans courriel, par votre choix",
    EtatCourriel.A_REUNIR: "dans votre prochain récapitulatif",
    EtatCourriel.ECHEC: "le courriel n’est pas arrivé",
}
# What each role may receive, in the order it is shown.
NATURES_DE: dict[str, tuple[NatureCourriel, ...]] = {
    Role.ORGANISME: (
        *(NatureCourriel.ACCEPTATION, NatureCourriel.RENVOI, NatureCourriel.REPONSE, NatureCourriel.SEANCE),
        *(NatureCourriel.RESULTAT, NatureCourriel.HABILITATION, NatureCourriel.RELANCE),
    ),
    Role.EVALUATEUR: (NatureCourriel.SEANCE, NatureCourriel.CONVOCATION, NatureCourriel.RELANCE),
    Role.JURE: (NatureCourriel.CONVOCATION,),
    **dict.fromkeys(CENTRE, (NatureCourriel.EQUIPE, NatureCourriel.HABILITATION, NatureCourriel.RELANCE)),
}


@dataclass(frozen=True)
class Notification:
    """A mail as its addressee reads it in the portal. `url`: the page it speaks of, at the address its words give."""

    courriel: Courriel
    nouvelle: bool
    url: str
    texte: str
    dit: str


def notifications_de(personne: Utilisateur, le: date) -> QuerySet[Courriel]:
    """Latest first; codes and invitations left out."""
    depuis = timezone.make_aware(datetime.combine(le - MEMOIRE, time()))
    recus = Courriel.objects.filter(destinataire=personne.email, cree_le__gte=depuis)
    return recus.exclude(etat__in=PAS_DITS).exclude(acte__in=ACCES).order_by("-cree_le", "-pk")


def nouvelles_de(personne: Utilisateur, le: date) -> QuerySet[Courriel]:
    """Those written since the person last said that all was read."""
    lecture = LectureNotifications.objects.filter(personne=personne).values("jusqu_a")
    depuis = Coalesce(Subquery(lecture), Value(personne.date_joined))
    return notifications_de(personne, le).filter(cree_le__gt=depuis)


def lues_jusqu_a(personne: Utilisateur) -> datetime:
    lecture = LectureNotifications.objects.filter(personne=personne).values_list("jusqu_a", flat=True).first()
    return lecture or personne.date_joined


def notification(courriel: Courriel, lues: datetime, *, sous_secret: bool) -> Notification:
    """`sous_secret`: who sits in a jury reads no name before its closing. A personal link or a code is read in the mail
    alone."""
    texte = "" if sous_secret or courriel.confidentiel else courriel.texte
    trouve = re.search(rf"{re.escape(settings.ADRESSE_PUBLIQUE)}(/\S*)", texte)
    dit = DITS.get(EtatCourriel(courriel.etat), "")
    return Notification(courriel, courriel.cree_le > lues, trouve[1] if trouve else "", texte, dit)


def natures_de(roles: Collection[str]) -> list[NatureCourriel]:
    """What these roles receive: what may be chosen first, then what may not."""
    recues = dict.fromkeys(nature for role in Role for nature in NATURES_DE.get(role, ()) if role in roles)
    if Role.RESPONSABLE in roles:
        recues[NatureCourriel.ALARME] = None
    return sorted([*recues, NatureCourriel.ACCES], key=lambda nature: nature in OBLIGATOIRES)


def cadences_de(personne: Utilisateur) -> dict[str, str]:
    """What the person chose, by kind; the kinds left to mails at once are not there."""
    return dict(PreferenceCourriel.objects.filter(personne=personne).values_list("nature", "cadence"))


def preference_de(courriel: Courriel, a: datetime) -> Preference:
    """How the addressee of this mail chose to receive it: 1 query, for what may be chosen alone.

    Who holds no role any more could not read the portal: by mail, as whoever has no account.
    """
    nature = NATURES.get(courriel.acte)
    if nature is None or nature in OBLIGATOIRES or courriel.confidentiel or courriel.fichier_id:
        return Preference()
    choix = PreferenceCourriel.objects.filter(personne=OuterRef("pk"), nature=nature).values("cadence")
    roles = Attribution.objects.en_cours(jour_de(a)).filter(utilisateur=OuterRef("pk"))
    comptes = Utilisateur.objects.filter(Exists(roles), email=courriel.destinataire, is_active=True)
    lu = comptes.values_list(Coalesce(Subquery(choix), Value(Cadence.AU_FIL.value))).first()
    if lu is None:
        return Preference()
    return Preference(Cadence(lu[0]), settings.ADRESSE_PUBLIQUE + reverse("preferences_modifier"))
