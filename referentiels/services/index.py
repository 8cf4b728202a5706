"""The words of each version, kept beside it so that the search reads one row per certification."""

from certif_portal.commun.actes import acte
from referentiels.models import Competence, Connaissance, IndexRecherche, Referentiel
from referentiels.recherche import mots_de


@acte
def indexer(referentiel: Referentiel) -> IndexRecherche:
    """Write (again) the words of a version: its texts, its blocs, its knowledge, its competences."""
    mots = " ".join(sorted(mots_de(*_textes(referentiel))))
    index, _ = IndexRecherche.objects.update_or_create(referentiel=referentiel, defaults={"mots": mots})
    return index


def indexer_catalogue() -> int:
    """Every version again; how many there are."""
    versions = Referentiel.objects.select_related("certification")
    return len([indexer(referentiel) for referentiel in versions.iterator()])


def _textes(referentiel: Referentiel) -> list[str]:
    contenus = referentiel.blocs.select_related("bloc").order_by()
    textes = [referentiel.intitule, referentiel.mission, referentiel.environnement, referentiel.interactions]
    textes += [referentiel.evolutions]
    textes += [
        texte for contenu in contenus for texte in (contenu.intitule, contenu.bloc.numero if contenu.bloc else "")
    ]
    textes += [texte for paire in referentiel.activites.values_list("intitule", "texte") for texte in paire]
    textes += Connaissance.objects.filter(version_bloc__in=contenus).values_list("texte", flat=True)
    textes += Competence.objects.filter(version_bloc__in=contenus).values_list("intitule", flat=True)
    return [*textes, *_textes_parcours(referentiel)]


def _textes_parcours(referentiel: Referentiel) -> list[str]:
    """A parcours is found by its company, its domains and its modules."""
    fiche = getattr(referentiel, "fiche_parcours", None)
    if fiche is None:
        return []
    domaines = fiche.domaines.values_list("domaine", "competences", "contenus")
    modules = fiche.modules.values_list("phase", "intitule", "objectifs")
    return [fiche.societe, fiche.public, *(texte for ligne in (*domaines, *modules) for texte in ligne)]
