"""What the person of a registration already holds from earlier juries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from candidats.choix import Portee
from candidats.models import Acquis, BlocCertifie, Candidat, Inscription, Reprise
from candidats.regles.acquis import AcquisConnu, Personne, personne, reprises_possibles
from candidats.regles.lieu import lieu_de, nes_ailleurs
from referentiels.models import Competence, EquivalenceBloc, EquivalenceCompetence
from referentiels.queries.competence import CompetenceNumerotee, competences_numerotees


@dataclass(frozen=True)
class LigneReprise:
    """A competence aimed at, and where it was acquired; `reprise`: taken over already."""

    numerotee: CompetenceNumerotee
    acquis: AcquisConnu | None
    reprise: bool

    @property
    def pk(self) -> int:
        return self.numerotee.competence.pk


def personne_de(candidat: Candidat) -> Personne:
    """Who a row of civil status speaks of: two organisations write two rows of one person."""
    return personne(candidat.date_naissance, f"{candidat.nom_naissance} {candidat.prenom}")


def candidats_semblables(inscription: Inscription) -> set[int]:
    """The rows of the same person, whichever organisation wrote them: 1 query."""
    cherchee = personne_de(inscription.candidat)
    autres = Candidat.objects.filter(date_naissance=inscription.candidat.date_naissance)
    ici = lieu_de(inscription.candidat)
    return {autre.pk for autre in autres if personne_de(autre) == cherchee and not nes_ailleurs(ici, lieu_de(autre))}


def acquis_connus(candidats: Iterable[int], sauf: int = 0) -> list[AcquisConnu]:
    """Every acquis of these rows, and every bloc certified, alone or with its whole certification: 2 queries."""
    candidats = list(candidats)
    connus = [
        AcquisConnu(
            acquis.inscription_id,
            frozenset({acquis.competence_id} if acquis.competence_id else ()),
            frozenset({acquis.version_bloc_id} if acquis.version_bloc_id else ()),
            acquis.decision_le,
            acquis.expire_le,
        )
        for acquis in Acquis.objects.en_vigueur().filter(candidat__in=candidats).exclude(inscription=sauf)
    ]
    certifies = (
        BlocCertifie.objects.en_vigueur()
        .filter(inscription__candidat__in=candidats)
        .values_list("inscription_id", "versionbloc_id", "inscription__decidee_le")
    )
    for inscription, bloc, le in certifies:
        if le:
            connus.append(AcquisConnu(inscription, frozenset(), frozenset({bloc}), le, None))
    return connus


def lignes_de_reprise(inscription: Inscription, le: date) -> list[LigneReprise]:
    """Each competence aimed at, with what carries it: 8 queries at most, whatever was acquired."""
    visees = toutes_les_visees(inscription)
    reprises = set(Reprise.objects.filter(inscription=inscription).values_list("competence_id", flat=True))
    possibles = _possibles(inscription, visees, le)
    return [
        LigneReprise(ligne, possibles.get(ligne.competence.pk), ligne.competence.pk in reprises) for ligne in visees
    ]


def toutes_les_visees(inscription: Inscription) -> list[CompetenceNumerotee]:
    """Acquired already or not."""
    numerotees = competences_numerotees(inscription.referentiel)
    if inscription.portee != Portee.BLOCS:
        return numerotees
    choisis = set(inscription.blocs.values_list("pk", flat=True))
    return [ligne for ligne in numerotees if ligne.version_bloc.pk in choisis]


def _possibles(inscription: Inscription, visees: list[CompetenceNumerotee], le: date) -> dict[int, AcquisConnu]:
    connus = acquis_connus(candidats_semblables(inscription), sauf=inscription.pk)
    if not connus:
        return {}
    par_bloc: dict[int, set[int]] = defaultdict(set)
    for ligne in visees:
        par_bloc[ligne.version_bloc.pk].add(ligne.competence.pk)
    anciens = {bloc for connu in connus for bloc in connu.blocs} - set(par_bloc)
    membres: dict[int, set[int]] = defaultdict(set)
    for bloc, competence in Competence.objects.filter(version_bloc__in=anciens).values_list("version_bloc_id", "pk"):
        membres[bloc].add(competence)
    return reprises_possibles(
        [ligne.competence.pk for ligne in visees],
        [
            AcquisConnu(
                connu.inscription_id,
                connu.competences | {pk for bloc in connu.blocs for pk in membres[bloc]},
                connu.blocs,
                connu.acquis_le,
                connu.expire_le,
            )
            for connu in connus
        ],
        competences_de_bloc=par_bloc,
        equivalences=_table(EquivalenceCompetence, "ancienne_id", "nouvelle_id", inscription),
        equivalences_blocs=_table(EquivalenceBloc, "ancien_id", "nouveau_id", inscription),
        le=le,
    )


def _table(
    modele: type[EquivalenceCompetence] | type[EquivalenceBloc], ancien: str, nouveau: str, inscription: Inscription
) -> dict[int, list[int]]:
    lignes = modele.objects.filter(table__nouveau__certification=inscription.referentiel.certification_id)
    return suites(lignes.values_list(ancien, nouveau))


def suites(lignes: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Old -> new ones, of the confirmed tables."""
    par_ancien: dict[int, list[int]] = defaultdict(list)
    for avant, apres in lignes:
        par_ancien[avant].append(apres)
    return par_ancien
