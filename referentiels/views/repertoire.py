"""What the responsable keeps of the répertoires: sheets, codes of the blocs, CQPI twins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from certif_portal.commun import horloge
from certif_portal.commun.cadre import reussir, saisie, tenter
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels import queries, services
from referentiels.forms import CodesBlocsForm, EnregistrementForm, EquivalenceForm
from referentiels.models import Certification, Enregistrement
from referentiels.views.vie import ECRITURE, certification_visible


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def enregistrement_saisir(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet, new or corrected: the code says which."""
    certification = certification_visible(request, pk)
    form = EnregistrementForm(**saisie(request), certification=certification)
    issue = tenter(
        request,
        form,
        lambda: services.inscrire_au_repertoire(
            certification=certification, **form.cleaned_data, par=request.user, a=horloge.maintenant()
        ),
    )
    if issue.fait:
        fiche = issue.valeur
        return reussir(request, f"La fiche {fiche.code} est enregistrée.", certification)
    contexte = {"form": form, "certification": certification, "titre": "Saisir une fiche du répertoire"}
    return render(request, "referentiels/certification_saisie.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def codes_blocs(request: HttpRequest, pk: int) -> HttpResponse:
    """The codes of the blocs in one sheet."""
    visibles = Certification.objects.visibles_par(request.user)
    enregistrement = get_object_or_404(
        Enregistrement.objects.select_related("certification"), pk=pk, certification__in=visibles
    )
    blocs, codes = queries.blocs_et_codes(enregistrement)
    form = CodesBlocsForm(**saisie(request), blocs=blocs, codes=codes)
    issue = tenter(
        request,
        form,
        lambda: services.coder_blocs(
            enregistrement=enregistrement, codes=form.codes, par=request.user, a=horloge.maintenant()
        ),
    )
    if issue.fait:
        return reussir(
            request, f"Les codes des blocs dans {enregistrement.code} sont enregistrés.", enregistrement.certification
        )
    titre = f"Codes des blocs dans {enregistrement.code}"
    contexte = {"form": form, "certification": enregistrement.certification, "titre": titre}
    return render(request, "referentiels/certification_saisie.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def equivalence_cqpi(request: HttpRequest, pk: int) -> HttpResponse:
    cqpm = certification_visible(request, pk)
    form = EquivalenceForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: services.declarer_equivalence(cqpm=cqpm, **form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return reussir(request, "L’équivalence est enregistrée.", cqpm)
    contexte = {"form": form, "certification": cqpm, "titre": "Saisir le CQPI équivalent"}
    return render(request, "referentiels/certification_saisie.html", contexte)
