"""Acts on a person: correction of a checked civil status, probable doubles, merge and its undoing."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.forms.identite import CorrectionForm, FusionForm
from candidats.models import Candidat, Fusion, PersonnesDistinctes
from candidats.queries.personne import candidats_visibles, doubles_de, doubles_probables, paires_lues
from candidats.regles.identite import IDENTITE_CORRECTION
from candidats.services.correction import corriger_identite
from candidats.services.double import distinguer, lever_distinction
from candidats.services.fusion import defaire_fusion, fusionner, obstacles_a_defaire
from candidats.views.commun import moment, montrer, personne_de
from certif_portal.commun.cadre import Page, acte, envoyer, page_acte, reussir, saisie, tenter
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a

TOUTES, PAR_PAGE = "toutes", 50


def trouver_candidat(request: HttpRequest, pk: int) -> Candidat:
    """A person of whom this user may see a file, or 404."""
    return get_object_or_404(candidats_visibles(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def candidat_corriger(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a checked civil status; before the check, it is corrected in the registration."""
    candidat = trouver_candidat(request, pk)
    if candidat.identite_verifiee_le is None:
        raise PermissionDenied("Cet état civil n’est pas encore vérifié : il se corrige dans l’inscription.")
    le, a = moment()
    form = CorrectionForm(**saisie(request), candidat=candidat, le=le)
    issue = tenter(
        request,
        form,
        lambda: corriger_identite(
            candidat=candidat,
            identite=form.identite,
            naissance_confirmee=form.cleaned_data["naissance_confirmee"],
            motif=form.cleaned_data["motif"],
            preuve=form.cleaned_data["preuve"],
            par=personne_de(request),
            a=a,
        ),
    )
    if issue.fait:
        return reussir(
            request,
            "L’état civil est corrigé. Les documents à reprendre sont listés ci-dessous.",
            "candidat_detail",
            candidat.pk,
        )
    return montrer(request, "candidat_corriger", candidat=candidat, formulaire=form, regle=IDENTITE_CORRECTION)


@require_safe
@reserve_a(*CENTRE)
def doublon_liste(request: HttpRequest) -> HttpResponse:
    """Files that may be one person; nothing is merged alone. Every file is held against every other only when asked."""
    a_verifier = request.GET.get("quoi") != TOUTES
    page = Paginator(doubles_probables(request.user, a_verifier=a_verifier), PAR_PAGE).get_page(request.GET.get("page"))
    return montrer(
        request,
        "doublon_liste",
        page=page,
        paires=paires_lues(page.object_list),
        a_verifier=a_verifier,
        recentes=Fusion.objects.select_related("conserve", "absorbe", "faite_par")[:20],
        distinctes=PersonnesDistinctes.objects.select_related("un", "autre", "dites_par")[:20],
    )


@require_safe
@reserve_a(*CENTRE)
def candidat_doubles(request: HttpRequest, pk: int) -> HttpResponse:
    """The doubles of one person, any other file to be found by its number, and the merges already made."""
    candidat = trouver_candidat(request, pk)
    fusions = candidat.fusions.select_related("absorbe", "faite_par", "defaite_par")
    distinctes = PersonnesDistinctes.objects.filter(Q(un=candidat) | Q(autre=candidat))
    contexte = {
        "candidat": candidat,
        "doubles": doubles_de(candidat, request.user),
        "distinctes": distinctes.select_related("un", "autre", "dites_par"),
        "fusions": fusions,
    }
    return montrer(request, "candidat_doubles", **contexte)


@require_POST
@reserve_a(*CENTRE)
def candidat_distinguer(request: HttpRequest, pk: int, autre_pk: int) -> HttpResponse:
    """« Ce n’est pas la même personne »: asked no more, and taken back from the page of either."""
    un, autre = trouver_candidat(request, pk), trouver_candidat(request, autre_pk)
    return envoyer(
        request,
        lambda: distinguer(un=un, autre=autre, par=personne_de(request), a=moment()[1]),
        f"C’est noté : {un} et {autre} ne sont pas la même personne. Vous pouvez y revenir ici.",
        "candidat_doubles",
        un.pk,
    )


@require_POST
@reserve_a(*CENTRE)
def distinction_lever(request: HttpRequest, pk: int) -> HttpResponse:
    dites = get_object_or_404(PersonnesDistinctes.objects.select_related("un", "autre"), pk=pk)
    return envoyer(
        request,
        lambda: lever_distinction(dites=dites, par=personne_de(request), a=moment()[1]),
        "Ces deux fiches sont de nouveau à comparer.",
        "candidat_doubles",
        dites.un_id,
    )


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def candidat_fusionner(request: HttpRequest, pk: int, autre_pk: int) -> HttpResponse:
    """Side by side; each value that differs is chosen."""
    conserve, absorbe = trouver_candidat(request, pk), trouver_candidat(request, autre_pk)
    _, a = moment()
    form = FusionForm(**saisie(request), conserve=conserve, absorbe=absorbe)
    issue = tenter(
        request,
        form,
        lambda: fusionner(conserve=conserve, absorbe=absorbe, valeurs=form.valeurs, par=personne_de(request), a=a),
    )
    if issue.fait:
        return reussir(
            request,
            "Les deux fiches n’en font plus qu’une. Cela peut être défait ici.",
            "candidat_doubles",
            conserve.pk,
        )
    page = Page(
        "Réunir deux fiches",
        "",
        reverse("candidat_doubles", args=[conserve.pk]),
        "Réunir les deux fiches",
        "Les inscriptions, les acquis et les certificats passent sur une seule fiche. Choisissez ce qui est gardé ; un "
        "état civil vérifié se garde en entier. Chaque organisme continue de ne voir que ses inscriptions, avec l’état "
        "civil et les coordonnées gardés ici. Cela peut être défait tant que rien n’a changé depuis.",
        intitule="Les réunir",
        note="" if form.visible_fields() else "Les deux fiches disent la même chose.",
        large=True,
    )
    return page_acte(request, form, page, "candidats/candidat_fusionner.html", conserve=conserve, absorbe=absorbe)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def fusion_defaire(request: HttpRequest, pk: int) -> HttpResponse:
    fusion = get_object_or_404(Fusion.objects.select_related("conserve", "absorbe", "faite_par"), pk=pk)
    retour = reverse("candidat_doubles", args=[fusion.conserve_id])
    obstacles = obstacles_a_defaire(fusion)
    page = Page(
        "Défaire la réunion",
        "Les deux fiches sont de nouveau séparées.",
        retour,
        "Défaire la réunion",
        "Les inscriptions et les acquis reviennent à la fiche d’où ils venaient, et l’état civil d’avant la réunion "
        "est rétabli. Une inscription créée depuis reste sur la fiche gardée.",
        sous_titre=str(fusion.conserve),
        intitule="Séparer de nouveau les deux fiches",
        empechement="Cette réunion ne peut plus être défaite : " + " ".join(obstacles) if obstacles else "",
        fil=(("Doubles probables", reverse("doublon_liste")), (str(fusion.conserve), retour)),
    )
    return acte(request, None, page, partial(defaire_fusion, fusion=fusion))
