"""The checklist of conformity, filled in the room: of the jury, then of a candidate where it differs."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from certif_portal.commun.cadre import acte, saisie
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import EtatJury
from jurys.forms.deliberation import ConformiteForm
from jurys.models import ConstatConformite, Jury, Presentation
from jurys.queries.conformite import elements_du_jury
from jurys.queries.ecrans import membres_de
from jurys.regles.conformite import JURY_CONFORMITE
from jurys.services.conformite import constater_conformite
from jurys.views.commun import page_jury, trouver_jury

TEXTE = "Ce qui est laissé vide est trouvé conforme ; une réserve est imprimée au procès-verbal et dite au GTP."
TEXTE_CANDIDAT = "Seulement ce qui, pour ce candidat, diffère du constat du jury ; tout vide : rien ne diffère."


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.JURE)
def jury_conformite(request: HttpRequest, pk: int) -> HttpResponse:
    return _constater(request, trouver_jury(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.JURE)
def presentation_conformite(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the code is shown."""
    visibles = Presentation.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    presentation = get_object_or_404(visibles.select_related("jury"), pk=pk)
    return _constater(request, presentation.jury, presentation)


def _constater(request: HttpRequest, jury: Jury, presentation: Presentation | None) -> HttpResponse:
    membres = membres_de(jury)
    if not permissions.peut_decider(request.user, membres):
        raise PermissionDenied
    constat = ConstatConformite.objects.filter(jury=jury, presentation=presentation).first()
    form = ConformiteForm(**saisie(request), elements=elements_du_jury(jury), membres=membres, constat=constat)
    delibere = jury.etat == EtatJury.DELIBERATION
    page = page_jury(
        jury,
        f"Réserve propre à {presentation.code}" if presentation else "Conformité de l’organisation",
        "Le constat de conformité est enregistré.",
        "Enregistrer le constat",
        regle=JURY_CONFORMITE,
        texte=TEXTE_CANDIDAT if presentation else TEXTE,
        empechement="" if delibere else "La conformité se constate pendant la délibération.",
        retour=reverse("jury_deliberation", args=[jury.pk]) + (f"?code={presentation.code}" if presentation else ""),
    )

    def constater(**quoi: object) -> ConstatConformite | None:
        qui = form.cleaned_data["constate_par"]
        gardes = {"par": quoi["par"], "a": quoi["a"]}
        return constater_conformite(
            jury=jury, presentation=presentation, reserves=form.reserves(), constate_par=qui, **gardes
        )

    return acte(request, form, page, constater, "jurys/conformite_constater.html")
