"""How dates, names and sentences are written in French, for screens, mails and documents. No clock: `le` is given."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from certif_portal.commun.durees import compte

JOURS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
JOURS_ENTIERS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOIS_COURTS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
INSECABLE = "\u00a0"
NOMBRE_ET_UNITE = re.compile(r"(?<=[0-9]) (?=(?:jours?|semaines?|mois|ans?|heures?|minutes?|€)(?!\w))")
"""« 15 jours » stays on one line."""


def jour_de(valeur: date | datetime) -> date:
    """The calendar day, in the portal's time zone, of a date or of an instant."""
    if isinstance(valeur, datetime):
        return timezone.localtime(valeur).date() if timezone.is_aware(valeur) else valeur.date()
    return valeur


def _quantieme(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)


def date_longue(valeur: date | datetime) -> str:
    """« 14 mars 2026 », « 1er juin 2026 »."""
    jour = jour_de(valeur)
    return f"{_quantieme(jour)}{INSECABLE}{MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def date_entiere(valeur: date | datetime) -> str:
    """« vendredi 20 novembre 2026 »."""
    return f"{JOURS_ENTIERS[jour_de(valeur).weekday()]} {date_longue(valeur)}"


def date_courte(valeur: date | datetime, le: date) -> str:
    """« 14 mars » in the year of `le`, « 14 mars 2024 » in another."""
    jour = jour_de(valeur)
    return f"{_quantieme(jour)}{INSECABLE}{MOIS[jour.month - 1]}" if jour.year == le.year else date_longue(jour)


def date_jour(valeur: date | datetime, le: date) -> str:
    """« lun. 23 nov. », with the year when it is not that of `le`."""
    jour = jour_de(valeur)
    texte = f"{JOURS[jour.weekday()]} {_quantieme(jour)}{INSECABLE}{MOIS_COURTS[jour.month - 1]}"
    return texte if jour.year == le.year else f"{texte}{INSECABLE}{jour.year}"


def heure(valeur: datetime | time) -> str:
    """« 16 h 42 », « 9 h »."""
    local = timezone.localtime(valeur) if isinstance(valeur, datetime) and timezone.is_aware(valeur) else valeur
    minutes = f"{INSECABLE}{local.minute:02d}" if local.minute else ""
    return f"{local.hour}{INSECABLE}h{minutes}"


def instant(valeur: datetime, le: date) -> str:
    """« 6 nov. à 16 h 42 », with the year when it is not that of `le`."""
    jour = jour_de(valeur)
    annee = "" if jour.year == le.year else f"{INSECABLE}{jour.year}"
    return f"{_quantieme(jour)}{INSECABLE}{MOIS_COURTS[jour.month - 1]}{annee} à {heure(valeur)}"


def _compte(nombre: int, unite: str) -> str:
    return compte(nombre, unite).replace(" ", INSECABLE)


def duree(jours: int) -> str:
    """An age in the unit people count in: « 6 jours », « 3 semaines », « 4 mois », « 2 ans »."""
    if jours < 14:
        return _compte(jours, "jour")
    if jours < 61:
        return _compte(jours // 7, "semaine")
    if jours < 731:
        return _compte(jours * 12 // 365, "mois")
    return _compte(jours // 365, "an")


def il_y_a(valeur: date | datetime, le: date) -> str:
    """« aujourd’hui », « hier », « il y a 3 semaines », « demain », « dans 6 jours »."""
    ecart = (le - jour_de(valeur)).days
    proches = {0: "aujourd’hui", 1: "hier", -1: "demain"}
    if ecart in proches:
        return proches[ecart]
    return f"il y a {duree(ecart)}" if ecart > 0 else f"dans {duree(-ecart)}"


def depuis(valeur: date | datetime, le: date) -> str:
    """How long something has waited: « depuis 3 semaines », « depuis hier »; a day to come, as `il_y_a` says it."""
    dit = il_y_a(valeur, le)
    return dit if jour_de(valeur) > le else f"depuis {dit.removeprefix('il y a ')}"


@dataclass(frozen=True)
class Restant:
    """What separates a day from a limit. Whatever words a deadline, a screen or a mail, does it from here."""

    limite: date
    jours: int

    @property
    def en_retard(self) -> bool:
        return self.jours < 0

    @property
    def bref(self) -> str:
        """« 3 semaines », « demain », « aujourd’hui », « retard : 2 jours »: for a badge."""
        if self.en_retard:
            return f"retard{INSECABLE}: {duree(-self.jours)}"
        return {0: "aujourd’hui", 1: "demain"}.get(self.jours, duree(self.jours))

    @property
    def situation(self) -> str:
        """« il reste 6 jours », « c’est aujourd’hui », « en retard de 84 jours »: to the day."""
        if not self.jours:
            return "c’est aujourd’hui"
        nombre = compte(abs(self.jours), "jour")
        return f"en retard de {nombre}" if self.en_retard else f"il reste {nombre}"

    @property
    def phrase(self) -> str:
        """« La date limite était le 28 août 2026 : en retard de 84 jours. »"""
        verbe = "était" if self.en_retard else "est"
        return f"La date limite {verbe} le {date_longue(self.limite)}{INSECABLE}: {self.situation}."


def restant(limite: date | datetime, le: date) -> Restant:
    jour = jour_de(limite)
    return Restant(jour, (jour - le).days)


def jour_moins(limite: date | datetime, le: date) -> str:
    """« J-12 », « jour J », « J+3 »."""
    reste = restant(limite, le).jours
    return "jour J" if reste == 0 else f"J{'-' if reste > 0 else '+'}{abs(reste)}"


def nom_complet(nom: str, prenom: str) -> str:
    """« O’BRIEN-NGUYỄN Zoé »: the family name in capitals first, as on the lists and the PV."""
    return f"{(nom or '').upper()} {prenom or ''}".strip()


def siret(valeur: str) -> str:
    """« 732 829 320 00074 »; anything else is left as it is."""
    if len(valeur) != 14:
        return valeur
    return INSECABLE.join((valeur[:3], valeur[3:6], valeur[6:9], valeur[9:]))


def tete_de_phrase(texte: str) -> str:
    """« dossier technique » at the head of a sentence; the rest is left as it is written."""
    return f"{texte[:1].upper()}{texte[1:]}"


def coeur_de_phrase(texte: str) -> str:
    """« Certification au RNCP » inside a sentence: an acronym keeps its capitals, at its head too."""
    return texte if texte[1:2].isupper() else f"{texte[:1].lower()}{texte[1:]}"


def pluriel(groupe: str) -> str:
    """« livrets de suivi », « dossiers techniques »: every word up to the first preposition."""
    tete, prepose, suite = re.match(r"(.*?)(?:( (?:d’|d'|de |du |des |en |à |pour ))(.*))?$", groupe).groups(default="")  # type: ignore[union-attr]
    mots = [mot if mot[-1:] in "sxz" else f"{mot}s" for mot in tete.split()]
    return f"{' '.join(mots)}{prepose}{suite}"


def typographier(texte: str) -> str:
    """Typographic apostrophes, and non-breaking spaces where French wants them."""
    texte = texte.replace("'", "’")
    texte = re.sub(r" (?=[:;?!»])", INSECABLE, texte)
    texte = NOMBRE_ET_UNITE.sub(INSECABLE, texte)
    return re.sub(r"« ", f"«{INSECABLE}", texte)
