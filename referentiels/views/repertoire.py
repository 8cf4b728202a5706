"""What the responsable keeps of the répertoires: fiches, codes of the blocs, CQPI twins."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, page_acte, reussir, saisie, tenter
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels.forms.repertoire import CodesBlocsForm, EnregistrementForm, EquivalenceForm
from referentiels.models import Certification, Enregistrement
from referentiels.queries.certification import blocs_et_codes
from referentiels.services.certification import declarer_equivalence
from referentiels.services.repertoire import coder_blocs, inscrire_au_repertoire
from referentiels.views.vie import ECRITURE, certification_visible, page_certification


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def enregistrement_saisir(request: HttpRequest, pk: int) -> HttpResponse:
    """A fiche, new or corrected: the code says which."""
    certification = certification_visible(request, pk)
    form = EnregistrementForm(**saisie(request), certification=certification)
    issue = tenter(
        request,
        form,
        lambda: inscrire_au_repertoire(
            certification=certification, **form.cleaned_data, par=request.user, a=horloge.maintenant()
        ),
    )
    if issue.fait:
        return reussir(request, f"La fiche {issue.valeur.code} est enregistrée.", certification)
    return page_acte(request, form, page_certification(certification, "Saisir une fiche du répertoire", ""))


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def codes_blocs(request: HttpRequest, pk: int) -> HttpResponse:
    """The codes of the blocs in one fiche."""
    visibles = Certification.objects.visibles_par(request.user)
    enregistrement = get_object_or_404(
        Enregistrement.objects.select_related("certification"), pk=pk, certification__in=visibles
    )
    blocs, codes = blocs_et_codes(enregistrement)
    form = CodesBlocsForm(**saisie(request), objet=enregistrement, blocs=blocs, codes=codes)
    page = page_certification(
        enregistrement.certification,
        f"Codes des blocs dans {enregistrement.code}",
        f"Les codes des blocs dans {enregistrement.code} sont enregistrés.",
    )

    def coder(*, par: Any, a: Any, **champs: Any) -> Any:
        return coder_blocs(enregistrement=enregistrement, codes=form.codes, par=par, a=a)

    return acte(request, form, page, coder)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def equivalence_cqpi(request: HttpRequest, pk: int) -> HttpResponse:
    cqpm = certification_visible(request, pk)
    page = page_certification(cqpm, "Saisir le CQPI équivalent", "L’équivalence est enregistrée.")
    return acte(request, EquivalenceForm(**saisie(request)), page, partial(declarer_equivalence, cqpm=cqpm))
