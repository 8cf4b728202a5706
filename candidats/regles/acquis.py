"""What an earlier jury declared acquired, and how a new registration takes it over."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from certif_portal.commun.durees import compte
from certif_portal.commun.regles import Delai, Effet, Origine, Regle, decision, dispositif
from certif_portal.commun.textes import cle_recherche

RNCP_ANS = 5
HORS_RNCP_MOIS = 24
ACQUIS_REPRIS = Regle(
    code="ACQUIS-REPRIS",
    enonce=f"Les compétences acquises et validées par un jury restent acquises {compte(RNCP_ANS, 'an')} (RNCP) ou "
    f"{compte(HORS_RNCP_MOIS, 'mois')} (hors RNCP) : "
    "seules les autres sont évaluées de nouveau.",
    source=dispositif(partie=2, chapitre=3, paragraphe="4.B, non-délivrance d’une certification"),
)
ACQUIS_SEANCE = Regle(
    code="ACQUIS-SEANCE",
    enonce="Ce qui est repris d’un jury l’est encore le jour de la nouvelle évaluation, ou le jour du jury quand rien "
    "n’est évalué.",
    source=decision(85, "Reprise de ce qui est acquis"),
    origine=Origine.LECTURE,
)
ACQUIS_PERTE = Delai(
    code="ACQUIS-PERTE",
    enonce="Une alerte précède de {duree} la fin du bénéfice de ce qui est acquis.",
    source=decision(85, "Reprise de ce qui est acquis"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
    mois=6,
)


@dataclass(frozen=True)
class AcquisConnu:
    """Competences that one jury declared acquired; `expire_le` is None for a certified bloc."""

    inscription_id: int
    competences: frozenset[int]
    blocs: frozenset[int]
    acquis_le: date
    expire_le: date | None


def encore_acquis(expire_le: date | None, le: date) -> bool:
    """The last day counts. A certified bloc is never lost."""
    return expire_le is None or le <= expire_le


Personne = tuple[date, tuple[str, ...]]


def personne(naissance: date, noms: str) -> Personne:
    """The same for the same day of birth, birth name and first name, whatever their order, accents or hyphens."""
    return naissance, tuple(sorted(cle_recherche(noms).split()))


def reprises_possibles(
    visees: Collection[int],
    connus: Iterable[AcquisConnu],
    *,
    competences_de_bloc: Mapping[int, Collection[int]],
    equivalences: Mapping[int, Collection[int]],
    equivalences_blocs: Mapping[int, Collection[int]],
    le: date,
) -> dict[int, AcquisConnu]:
    """By competence aimed at, the acquis that carries it: the one kept the longest.

    `equivalences`: old competence -> new ones, of confirmed tables; `equivalences_blocs`: the same for blocs. What has
    no line has no equivalent.
    """
    reprises: dict[int, AcquisConnu] = {}
    for connu in connus:
        if not encore_acquis(connu.expire_le, le):
            continue
        portees = suivre(connu.competences, equivalences)
        for bloc in suivre(connu.blocs, equivalences_blocs):
            portees |= set(competences_de_bloc.get(bloc, ()))
        for competence in portees & set(visees):
            deja = reprises.get(competence)
            if deja is None or _dure_plus(connu, deja):
                reprises[competence] = connu
    return reprises


def suivre(depart: Iterable[int], suites: Mapping[int, Collection[int]]) -> set[int]:
    """Everything reached from version to version."""
    atteints, restants = set(depart), list(depart)
    while restants:
        for suite in suites.get(restants.pop(), ()):
            if suite not in atteints:
                atteints.add(suite)
                restants.append(suite)
    return atteints


def _dure_plus(un: AcquisConnu, autre: AcquisConnu) -> bool:
    return autre.expire_le is not None and (un.expire_le is None or un.expire_le > autre.expire_le)
