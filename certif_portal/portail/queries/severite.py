"""How hard each evaluator is beside the others, from the grids they signed: for the responsable alone."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q

from candidats.regles.insertion import SEUIL_PERSONNES
from certif_portal.portail.choix import AxeChiffre, MesureChiffre
from certif_portal.portail.models import Chiffre
from evaluations.choix import EtatGrille
from evaluations.models import Appreciation, SignatureGrille


def severites_de(annee: int) -> Iterator[Chiffre]:
    """Of the grids that each evaluator signed: competences mastered, and how many would be at the rate of everybody on
    the same certifications. An OF's evaluators are not harder for teaching something harder."""
    juge = Q(grille__etat=EtatGrille.SCELLEE, grille__scellee_le__year=annee)
    certification = "grille__inscription__referentiel__certification"
    ensemble: Any = (
        Appreciation.objects.filter(juge, maitrisee__isnull=False)
        .order_by()
        .values_list(certification)
        .annotate(n=Count("pk"), maitrisees=Count("pk", filter=Q(maitrisee=True)))
    )
    taux = {cle: maitrisees / nombre for cle, nombre, maitrisees in ensemble}
    signees = SignatureGrille.objects.filter(juge, grille__appreciations__maitrisee__isnull=False).order_by()
    vus: Any = signees.values_list("evaluateur").annotate(n=Count("grille__inscription__candidat", distinct=True))
    assez = {evaluateur for evaluateur, personnes in vus if personnes >= SEUIL_PERSONNES}
    lues: Any = signees.values_list("evaluateur", certification).annotate(
        n=Count("grille__appreciations"),
        maitrisees=Count("grille__appreciations", filter=Q(grille__appreciations__maitrisee=True)),
    )
    sommes: dict[int, list[float]] = defaultdict(lambda: [0, 0, 0])
    for evaluateur, cle, nombre, maitrisees in lues:
        if evaluateur in assez:
            somme = sommes[evaluateur]
            somme[0] += nombre
            somme[1] += maitrisees
            somme[2] += nombre * taux[cle]
    for rang, (evaluateur, (nombre, maitrisees, attendues)) in enumerate(sorted(sommes.items())):
        yield Chiffre(
            mesure=MesureChiffre.SEVERITE,
            axe=AxeChiffre.EVALUATEUR,
            cle=str(evaluateur),
            rang=rang,
            nombre=int(nombre),
            reussites=int(maitrisees),
            attendues=attendues,
        )
