"""What the responsable keeps of the répertoires: sheets, codes of the blocs, CQPI twins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels.forms.repertoire import CodesBlocsForm, EnregistrementForm, EquivalenceForm
from referentiels.models import Certification, Enregistrement
from referentiels.queries.certification import blocs_et_codes
from referentiels.services.certification import declarer_equivalence
from referentiels.services.repertoire import coder_blocs, inscrire_au_repertoire
from referentiels.views.vie import ECRITURE, certification_visible


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def enregistrement_saisir(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet, new or corrected: the code says which."""
    certification = certification_visible(request, pk)
    form = EnregistrementForm(request.POST if request.method == "POST" else None, certification=certification)
    if request.method == "POST" and form.is_valid():
        try:
            fiche = inscrire_au_repertoire(
                certification=certification, **form.cleaned_data, par=request.user, a=horloge.maintenant()
            )
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, f"La fiche {fiche.code} est enregistrée.")
            return redirect(certification)
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
    blocs, codes = blocs_et_codes(enregistrement)
    form = CodesBlocsForm(request.POST if request.method == "POST" else None, blocs=blocs, codes=codes)
    if request.method == "POST" and form.is_valid():
        try:
            coder_blocs(enregistrement=enregistrement, codes=form.codes, par=request.user, a=horloge.maintenant())
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, f"Les codes des blocs dans {enregistrement.code} sont enregistrés.")
            return redirect(enregistrement.certification)
    titre = f"Codes des blocs dans {enregistrement.code}"
    contexte = {"form": form, "certification": enregistrement.certification, "titre": titre}
    return render(request, "referentiels/certification_saisie.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def equivalence_cqpi(request: HttpRequest, pk: int) -> HttpResponse:
    cqpm = certification_visible(request, pk)
    form = EquivalenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            declarer_equivalence(cqpm=cqpm, **form.cleaned_data, par=request.user, a=horloge.maintenant())
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "L’équivalence est enregistrée.")
            return redirect(cqpm)
    contexte = {"form": form, "certification": cqpm, "titre": "Saisir le CQPI équivalent"}
    return render(request, "referentiels/certification_saisie.html", contexte)
