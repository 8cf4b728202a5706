"""Answers given once for many lines: a word explained is remembered for the organisation, anything else corrects the
cells."""

from collections.abc import Iterable
from datetime import date

from candidats.imports.cellules import CelluleRefusee, convertir
from candidats.imports.colonnes import PAR_CLE, Genre
from candidats.imports.groupes import Groupe, groupes_de
from candidats.imports.rapport import Rapport
from candidats.models import ImportClasseur, MotRetenu
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.textes import mot_sur
from habilitations.models import OrganismeFormation

LISTES_FERMEES = frozenset({Genre.CHOIX, Genre.LISTE, Genre.OUI_NON})


def repondre_ensemble(
    classeur: ImportClasseur, rapport: Rapport, reponses: dict[str, str]
) -> dict[int, dict[str, str]]:
    """The corrections that these answers make, by line, an empty one leaving the cell out; the words they explain are
    kept. To be called by the act that corrects the workbook."""
    groupes = groupes_de(rapport)
    corrections: dict[int, dict[str, str]] = {}
    for nom, reponse in reponses.items():
        groupe, valeur = groupes.get(nom), reponse.strip()[:300]
        if groupe is None:
            continue
        if groupe.retenu and valeur:
            _retenir(classeur.organisme, groupe, valeur)
            continue
        for _, anomalie in groupe.dites:
            corrections.setdefault(anomalie.ligne, {})[anomalie.cle] = valeur
    return corrections


def _retenir(organisme: OrganismeFormation, groupe: Groupe, valeur: str) -> None:
    anomalie = groupe.anomalie
    _exiger_un_mot_compris(anomalie.cle, valeur)
    MotRetenu.objects.update_or_create(
        organisme=organisme,
        cle=anomalie.cle,
        mot=mot_sur(anomalie.lu)[:200],
        defaults={"valeur": valeur},
    )


def _exiger_un_mot_compris(cle: str, valeur: str) -> None:
    colonne = PAR_CLE[cle]
    if defaut := defaut_de_texte(valeur):
        raise ErreurMetier(f"{colonne.titre}, « {valeur} » : {defaut}")
    if colonne.genre not in LISTES_FERMEES:
        return
    try:
        convertir(colonne, valeur, date.max)
    except CelluleRefusee as refus:
        raise ErreurMetier(f"{colonne.titre}, « {valeur} » : {refus}") from refus


@acte
def oublier_mots(*, organisme: OrganismeFormation, mots: Iterable[int]) -> int:
    """Forget what some words mean: they will be asked again."""
    nombre, _ = MotRetenu.objects.filter(organisme=organisme, pk__in=list(mots)).delete()
    return nombre
