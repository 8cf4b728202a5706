"""One click, the right version: papers to hand out, and the référentiel itself in PDF or Word."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import telecharger_rendu
from certif_portal.commun.fichiers import telecharger
from certif_portal.commun.lectures import SansTrace
from referentiels import documents
from referentiels.queries.fiche import FicheReferentiel, fiche_referentiel

TEXTE_PUBLIE = SansTrace("Un référentiel et ses modèles vierges ne disent rien de personne.")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def referentiel_document(request: HttpRequest, pk: int, modele: str) -> HttpResponse:
    """A PDF made from this version; 404 when the version is not visible or has no such document."""
    fiche = _fiche(request, pk)
    if not documents.existe(modele, fiche):
        raise Http404
    centre = parametres()
    nom = documents.nom_de_fichier(modele, fiche, centre, "pdf")
    ecrire = partial(documents.document_pdf, modele, fiche, centre)
    return telecharger_rendu(request, ecrire, nom, fiche.referentiel, lecture=TEXTE_PUBLIE)


@require_safe
def referentiel_word(request: HttpRequest, pk: int) -> HttpResponse:
    fiche = _fiche(request, pk)
    nom = documents.nom_de_fichier(documents.REFERENTIEL, fiche, parametres(), "docx")
    return telecharger(documents.document_word(fiche), WORD, nom, lecture=TEXTE_PUBLIE)


def _fiche(request: HttpRequest, pk: int) -> FicheReferentiel:
    fiche = fiche_referentiel(request.user, pk)
    if fiche is None:
        raise Http404
    return fiche
