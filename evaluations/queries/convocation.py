"""What the convocations of a sitting say: modalities of the livret, arrangements granted."""

from collections import defaultdict
from collections.abc import Iterable

from candidats.choix import EtatAmenagement
from candidats.models import Amenagement, LigneLivret
from evaluations.models import Passage
from evaluations.queries.competence import competences_attendues


def modalites_des_passages(passages: Iterable[Passage]) -> dict[int, dict[str, list[int]]]:
    """By registration, each modality agreed in the livret and the running numbers of the competences of this sitting
    that it evaluates: 3 queries. Expects `competences` fetched."""
    passages = list(passages)
    inscriptions = [passage.inscription for passage in passages]
    numeros = {
        pk: {ligne.competence.pk: ligne.numero for ligne in lignes}
        for pk, lignes in competences_attendues(inscriptions).items()
    }
    du_jour = {p.inscription_id: {competence.pk for competence in p.competences.all()} for p in passages}
    lignes = LigneLivret.objects.filter(livret__inscription__in=inscriptions).values_list(
        "livret__inscription", "competence", "modalites__nature"
    )
    trouvees: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for inscription, competence, nature in lignes:
        if nature and competence in du_jour[inscription] and competence in numeros[inscription]:
            trouvees[inscription][nature].append(numeros[inscription][competence])
    return {pk: {nature: sorted(set(n)) for nature, n in natures.items()} for pk, natures in trouvees.items()}


def amenagements_accordes(passages: Iterable[Passage]) -> dict[int, list[str]]:
    """By registration, the effects granted: 1 query."""
    trouves: dict[int, list[str]] = defaultdict(list)
    accordes = Amenagement.objects.filter(
        inscription__in=[passage.inscription_id for passage in passages], etat=EtatAmenagement.ACCORDE
    )
    for amenagement in accordes:
        trouves[amenagement.inscription_id].append(amenagement.get_effet_display())
    return trouves
