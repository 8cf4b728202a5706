"""When a deadline is reminded, and to whom. No database here: dates come in, a step goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from candidats.regles.insertion import SEUIL_PERSONNES
from certif_portal.commun.durees import compte, compte_en_lettres
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, decision, reglage
from certif_portal.portail.choix import QuiRelance
from habilitations.regles import Periode, premier_chevauchement

ETAPES_PAR_DEFAUT: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("organisme", "centre", "tuteur", "candidat", "commission"), (-15, -7, -1, 1)),
    QuiRelance.RESPONSABLE.value: (7,),
}
"""Days from the deadline, negative before it: what the table holds until somebody edits it."""

_AVANT = [-jours for jours in ETAPES_PAR_DEFAUT[QuiRelance.ORGANISME] if jours < 0]
RELANCE_ETAPES = Regle(
    code="RELANCE-ETAPES",
    enonce="Une échéance est relancée aux étapes que fixe le centre, par nature et par rôle (par défaut "
    f"{', '.join(map(str, _AVANT[:-1]))} et {compte(_AVANT[-1], 'jour')} avant, puis le lendemain), et signalée au "
    "responsable quand le retard dure ; jamais deux fois à la même personne pour la même étape.",
    source=reglage("étapes des relances"),
    origine=Origine.CENTRE,
    effet=Effet.ALERTE,
)
RELANCE_JOURS = Regle(
    code="RELANCE-JOURS",
    enonce="Les relances partent les jours ouvrés : avant l’échéance, celle qui tombe un jour chômé part le dernier "
    "jour ouvré qui précède ; après elle, le premier jour ouvré qui vient.",
    source=decision(360, "Relances : une tournée, une personne, un courriel"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
RELANCE_PAUSE = Regle(
    code="RELANCE-PAUSE",
    enonce="Les relances d’un dossier se suspendent avec un motif et une date de fin ; elles reprennent d’elles-mêmes "
    "le lendemain de cette date.",
    source=decision(360, "Relances : une tournée, une personne, un courriel"),
    origine=Origine.LECTURE,
)
ECHEANCES_PROCHES = Delai(
    code="ECHEANCES-PROCHES",
    enonce="L’accueil et les listes montrent d’abord les échéances en retard et celles des {duree} qui viennent.",
    source=decision(60, "Relances"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    jours=15,
)

CHIFFRES_SECRET = Regle(
    code="CHIFFRES-SECRET",
    enonce="Aucun chiffre n’est dit d’un groupe de moins de "
    f"{compte_en_lettres(SEUIL_PERSONNES, 'personne')} : les groupes trop petits sont réunis, et ce qui se déduirait "
    "d’une différence n’est pas dit non plus. Combien ont réussi ne l’est que si tous ont réussi, ou si ceux qui ont "
    "réussi et les autres sont chacun assez nombreux, et d’aucun groupe quand ce n’est pas dit de l’ensemble.",
    source=decision(380, "Chiffres : établis la nuit, et jamais de quelques personnes"),
    origine=Origine.LECTURE,
)


@dataclass(frozen=True)
class Etapes:
    """The table of steps: days from the deadline, by (kind, role); a kind left empty is any that has no line."""

    table: Mapping[tuple[str, str], tuple[int, ...]] = field(
        default_factory=lambda: {("", qui): jours for qui, jours in ETAPES_PAR_DEFAUT.items()}
    )

    def de(self, nature: str, qui: str, *, propres: bool = False) -> tuple[int, ...]:
        """`propres`: the deadline has steps of its own, that a general line does not touch."""
        siennes = self.table.get((nature, qui))
        if siennes is None:
            return () if propres else self.table.get(("", qui), ())
        return siennes

    def natures_de(self, qui: str) -> list[str]:
        """The kinds that have lines of their own for this role."""
        return sorted(nature for nature, role in self.table if nature and role == qui)


def nom_etape(jours: int) -> str:
    """« J-7 », « J », « J+1 »."""
    return f"J{jours:+d}" if jours else "J"


def depuis_quand(limite: date, jours: int) -> date:
    return limite + timedelta(days=jours)


def etape_atteinte(limite: date, le: date, veille: date, jours: Sequence[int]) -> str:
    """RELANCE-ETAPES, RELANCE-JOURS: the step reached last, or an empty string when it is too early. A run that was
    missed is made up for by the next one, with that step alone.

    `veille`: the last day before the next sending. What would fall before it, and before or on the deadline, goes now.
    """
    atteintes = [n for n in jours if depuis_quand(limite, n) <= (veille if n <= 0 else le)]
    return nom_etape(max(atteintes)) if atteintes else ""


def relances_suspendues(jusqu_au: date | None, le: date) -> bool:
    """RELANCE-PAUSE: until the last day said, included; they resume by themselves after it."""
    return jusqu_au is not None and le <= jusqu_au


def jours_comptes(couverts: Periode, demandes: Periode | None, le: date) -> Periode | None:
    """The days of which an OF is told: those asked for that its accreditation (`couverts`) meets, or without any asked
    the accreditation's own; never after today, and None of what has not begun."""
    debut, fin = demandes or couverts
    if couverts[0] > le or debut > le or premier_chevauchement(couverts, [(debut, fin)]) is None:
        return None
    return debut, min(fin, le)
