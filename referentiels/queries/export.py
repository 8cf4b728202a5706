"""A stored version as the reader would give it back: what the export to Word writes."""

from referentiels.choix import FAMILLES_CRITERES
from referentiels.imports.modele import (
    ActiviteLue,
    BlocLu,
    CompetenceLue,
    CriteresLus,
    Element,
    ModaliteLue,
    ReferentielLu,
)
from referentiels.models import Modalite
from referentiels.queries.fiche import BlocFiche, CompetenceFiche, CritereFiche, FicheReferentiel

DEBUT_AVIS = ("l’entreprise (", "l'entreprise (")  # opening of the model's paragraph on the company's opinion


def version_lue(fiche: FicheReferentiel) -> ReferentielLu:
    """The whole version in one more query than its page; doubts and texts put aside are not part of it."""
    referentiel, certification = fiche.referentiel, fiche.referentiel.certification
    mise_en_oeuvre, avis = _separer_avis(referentiel.texte_modalites)
    return ReferentielLu(
        type=certification.type,
        intitule=referentiel.intitule,
        prefixe=certification.prefixe or None,
        annee=certification.annee,
        mois=certification.mois,
        departements=tuple(certification.departements.split("/")) if certification.departements else (),
        numero=certification.numero or None,
        suffixe=certification.suffixe or None,
        numero_imprime=None,
        niveau=referentiel.niveau,
        categorie=referentiel.categorie or None,
        date_gtp=referentiel.date_gtp,
        mission=referentiel.mission or None,
        activites=tuple(ActiviteLue(intitule, texte) for intitule, texte in fiche.activites),
        environnement=referentiel.environnement or None,
        interactions=referentiel.interactions or None,
        evolutions=referentiel.evolutions or None,
        blocs=tuple(_bloc(bloc) for bloc in fiche.blocs),
        mise_en_oeuvre=mise_en_oeuvre,
        avis_entreprise=avis,
        modalites=tuple(
            ModaliteLue(nature, texte)
            for nature, texte in Modalite.objects.filter(referentiel=referentiel).values_list("nature", "texte")
        ),
        conditions_admission=referentiel.conditions_admission or None,
        doutes=(),
        ecartes=(),
        empreinte=referentiel.source_sha256,
    )


def _separer_avis(texte: str) -> tuple[tuple[str, ...], str | None]:
    """Paragraphs of the implementation, then the company's opinion, which is stored last."""
    paragraphes = [paragraphe for paragraphe in texte.split("\n\n") if paragraphe.strip()]
    if paragraphes and paragraphes[-1].lower().startswith(DEBUT_AVIS):
        return tuple(paragraphes[:-1]), paragraphes[-1]
    return tuple(paragraphes), None


def _bloc(bloc: BlocFiche) -> BlocLu:
    return BlocLu(
        numero=bloc.code or None,
        intitule=bloc.intitule if bloc.code else None,
        connaissances=tuple(Element(texte) for texte in bloc.connaissances),
        competences=tuple(_competence(competence) for competence in bloc.competences),
    )


def _competence(competence: CompetenceFiche) -> CompetenceLue:
    familles = {str(famille): _elements(competence.rubriques.get(famille, [])) for famille in FAMILLES_CRITERES}
    return CompetenceLue(
        numero=competence.numero,
        intitule=competence.intitule,
        conditions=_elements(competence.conditions),
        criteres=CriteresLus(**familles),
        resultats=_elements(competence.resultats),
    )


def _elements(criteres: list[CritereFiche]) -> tuple[Element, ...]:
    return tuple(
        element
        for critere in criteres
        for element in (Element(critere.texte), *(Element(texte, sous=True) for texte in critere.sous))
    )
