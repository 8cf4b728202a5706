"""What the responsable keeps of the répertoires: fiches, codes of the blocs, CQPI twins."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from certif_portal.commun import horloge
from certif_portal.commun.cadre import acte, page_acte, reussir, saisie, tenter
from certif_portal.commun.page_chargement import demarrer, derniers, relancer, suivre
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from referentiels.forms.repertoire import CodesBlocsForm, EnregistrementForm, EquivalenceForm, RepriseForm
from referentiels.models import Certification, Enregistrement, RepriseRepertoire
from referentiels.queries.certification import blocs_et_codes
from referentiels.services.actualisation import codes_connus
from referentiels.services.certification import declarer_equivalence
from referentiels.services.repertoire import coder_blocs, inscrire_au_repertoire
from referentiels.services.reprise import demander_reprise
from referentiels.tasks import reprendre_repertoire
from referentiels.views.vie import ECRITURE, certification_visible, page_certification

MONTREES = 5


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


@require_http_methods(["GET", "POST"])
@reserve_a(Role.RESPONSABLE)
def repertoire_reprendre(request: HttpRequest) -> HttpResponse:
    """What was taken up, the export that refreshes the fiches, and whether it is being read."""
    form = RepriseForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: demander_reprise(**form.cleaned_data, par=request.user, a=horloge.maintenant()),
        "fichier",
    )
    if issue.fait:
        return demarrer(request, reprendre_repertoire, issue.valeur, "repertoire_reprendre")
    recentes, en_cours = derniers(RepriseRepertoire, MONTREES)
    contexte = {"formulaire": form, "recentes": recentes, "en_cours": en_cours, "fiches": len(codes_connus())}
    return suivre(render(request, "referentiels/repertoire_reprendre.html", contexte), en_cours)


@require_POST
@reserve_a(Role.RESPONSABLE)
def repertoire_relancer(request: HttpRequest) -> HttpResponse:
    return relancer(request, reprendre_repertoire, RepriseRepertoire, "repertoire_reprendre")
