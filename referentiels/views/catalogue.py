"""Pages of the catalogue: the list, and one référentiel whole, made to be read and printed."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from certif_portal.commun import horloge
from certif_portal.commun.tri import Tri
from certif_portal.comptes.permissions import peut_tout_consulter
from referentiels.choix import DELIVREES_PAR_L_ENTREPRISE, EtatReferentiel, TypeCertification
from referentiels.permissions import peut_gerer_catalogue, peut_lire_provenance
from referentiels.presentation import SORTES
from referentiels.queries.catalogue import COLONNES, FiltreCatalogue, catalogue
from referentiels.queries.fiche import fiche_referentiel
from referentiels.regles import NIVEAUX

PAR_PAGE = 50


@require_safe
def referentiel_liste(request: HttpRequest) -> HttpResponse:
    filtre = FiltreCatalogue.lu(request.GET)
    trouve = catalogue(request.user, le=horloge.aujourdhui(), filtre=filtre)
    tri = Tri.lu(request.GET, COLONNES)
    page = Paginator(tri.ranger(trouve.certifications), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "tri": tri,
        "peut_importer": peut_gerer_catalogue(request.user),
        "consulte": peut_tout_consulter(request.user),
        "lignes": [
            (certification, SORTES[etat], etat.label)
            for certification in page
            for etat in [EtatReferentiel(certification.version_etat)]
        ],
        "premiere_proche": next((c.pk for c in page if c.pk in trouve.proches and not tri.cle), 0),
        "filtre": filtre,
        "types": TypeCertification.choices,
        "etats": EtatReferentiel.choices,
        "niveaux": NIVEAUX,
    }
    return render(request, "referentiels/referentiel_liste.html", contexte)


@require_safe
def referentiel_detail(request: HttpRequest, pk: int) -> HttpResponse:
    fiche = fiche_referentiel(request.user, pk)
    if fiche is None:
        raise Http404
    if fiche.referentiel.certification.type in DELIVREES_PAR_L_ENTREPRISE:
        return redirect("parcours_detail", pk)
    le, avec_provenance = horloge.aujourdhui(), peut_lire_provenance(request.user)
    contexte = {
        "fiche": fiche,
        "referentiel": fiche.referentiel,
        "certification": fiche.referentiel.certification,
        "sorte": SORTES[EtatReferentiel(fiche.referentiel.etat)],
        "versions": [
            (version, SORTES[etat], etat.label)
            for version in fiche.versions
            for etat in [EtatReferentiel(version.etat)]
        ],
        "fiches": [(e, e.periode.enregistree(le), e.periode.delivrable(le)) for e in fiche.enregistrements],
        "avec_provenance": avec_provenance,
        "provenance": getattr(fiche.referentiel, "provenance", None) if avec_provenance else None,
        "peut_publier": peut_gerer_catalogue(request.user) and fiche.referentiel.etat == EtatReferentiel.BROUILLON,
    }
    return render(request, "referentiels/referentiel_detail.html", contexte)
