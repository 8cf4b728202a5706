"""Who sits: unions asked, members designated, CPREFP told, convocation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from certif_portal.commun import horloge
from certif_portal.comptes.choix import CENTRE
from certif_portal.comptes.permissions import reserve_a
from jurys.choix import College
from jurys.forms import JourForm, MembreForm, ReponseForm
from jurys.models import DemandeDesignation, Jury, MembreJury
from jurys.queries.ecrans import demandes_de, membres_de
from jurys.regles.delai import JURY_CONVOCATION, JURY_DESIGNATION, date_limite_designation
from jurys.services.composition import (
    demander_designations,
    designer_membre,
    designer_president,
    informer_cpref,
    inviter_membre,
    repondre_designation,
    retirer_membre,
)
from jurys.services.convocation import convoquer_jury
from jurys.views._actes import dire, page_acte, retour, reussi


def _jury(request: HttpRequest, pk: int) -> Jury:
    return get_object_or_404(Jury.objects.visibles_par(request.user), pk=pk)


def _membre(request: HttpRequest, pk: int) -> MembreJury:
    membres = MembreJury.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    return get_object_or_404(membres.select_related("jury", "organisation", "utilisateur"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_designations(request: HttpRequest, pk: int) -> HttpResponse:
    jury, le = _jury(request, pk), horloge.aujourdhui()
    form = JourForm(
        request.POST if request.method == "POST" else None, initial={"le": le}, maximum=le, libelle="Demande envoyée le"
    )

    def acte() -> list[DemandeDesignation]:
        return demander_designations(jury=jury, le=form.cleaned_data["le"], par=request.user, a=horloge.maintenant())

    if request.method == "POST" and reussi(form, acte):
        return retour(request, jury, "Les organisations sont sollicitées.", "jury_designations")
    contexte = {
        "jury": jury,
        "form": form,
        "demandes": demandes_de(jury),
        "limite": date_limite_designation(jury.date),
        "regle": JURY_DESIGNATION,
    }
    return render(request, "jurys/jury_designations.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_designation_repondre(request: HttpRequest, pk: int) -> HttpResponse:
    demandes = DemandeDesignation.objects.filter(jury__in=Jury.objects.visibles_par(request.user))
    demande = get_object_or_404(demandes.select_related("jury", "organisation"), pk=pk)
    initial = {"le": horloge.aujourdhui(), "reponse": demande.reponse}
    form = ReponseForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        maximum=horloge.aujourdhui(),
        libelle="Réponse du",
    )

    def acte() -> DemandeDesignation:
        return repondre_designation(demande=demande, **form.cleaned_data, par=request.user, a=horloge.maintenant())

    if request.method == "POST" and reussi(form, acte):
        return retour(request, demande.jury, "La réponse est enregistrée.", "jury_designations")
    titre = f"Réponse de {demande.organisation}"
    return page_acte(request, demande.jury, form, titre=titre, bouton="Enregistrer la réponse")


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_membre_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    jury = _jury(request, pk)
    initial = {"college": request.GET.get("college", College.PATRONAL), "organisation": request.GET.get("organisation")}
    form = MembreForm(request.POST if request.method == "POST" else None, initial=initial, jury=jury)

    def acte() -> MembreJury:
        return designer_membre(jury=jury, donnees=form.donnees(), par=request.user, a=horloge.maintenant())

    if request.method == "POST" and reussi(form, acte):
        return retour(request, jury, "Le membre est ajouté.")
    return render(request, "jurys/jury_membre.html", {"jury": jury, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_membre_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    membre = _membre(request, pk)
    if request.method == "POST":

        def acte() -> None:
            retirer_membre(membre=membre, par=request.user, a=horloge.maintenant())

        dire(request, acte, f"{membre} ne fait plus partie du jury.")
        return redirect(membre.jury)
    return page_acte(
        request,
        membre.jury,
        None,
        titre=f"Retirer {membre}",
        bouton="Retirer du jury",
        danger=True,
        consequences=["Son accès ne montre plus ce jury.", "La CPREFP est à informer du changement."],
    )


@require_POST
@reserve_a(*CENTRE)
def jury_president(request: HttpRequest, pk: int) -> HttpResponse:
    membre = _membre(request, pk)

    def acte() -> MembreJury:
        return designer_president(membre=membre, par=request.user, a=horloge.maintenant())

    dire(request, acte, f"{membre} préside le jury.")
    return redirect(membre.jury)


@require_POST
@reserve_a(*CENTRE)
def jury_membre_inviter(request: HttpRequest, pk: int) -> HttpResponse:
    membre = _membre(request, pk)

    def acte() -> MembreJury:
        return inviter_membre(membre=membre, par=request.user, a=horloge.maintenant())

    dire(request, acte, f"L’accès au portail est ouvert à {membre}.")
    return redirect(membre.jury)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_cpref(request: HttpRequest, pk: int) -> HttpResponse:
    jury, le = _jury(request, pk), horloge.aujourdhui()
    form = JourForm(
        request.POST if request.method == "POST" else None, initial={"le": le}, maximum=le, libelle="CPREFP informée le"
    )

    def acte() -> Jury:
        return informer_cpref(jury=jury, le=form.cleaned_data["le"], par=request.user, a=horloge.maintenant())

    if request.method == "POST" and reussi(form, acte):
        return retour(request, jury, "L’information de la CPREFP est enregistrée.")
    return page_acte(
        request,
        jury,
        form,
        titre="Information de la CPREFP",
        bouton="Enregistrer",
        texte="Le secrétariat de la CPREFP, ou la commission infrarégionale, reçoit la liste des membres et la "
        "date, et chaque changement.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_convoquer(request: HttpRequest, pk: int) -> HttpResponse:
    jury = _jury(request, pk)
    if request.method == "POST":

        def acte() -> Jury:
            return convoquer_jury(jury=jury, le=horloge.aujourdhui(), par=request.user, a=horloge.maintenant())

        dire(request, acte, "Le jury est convoqué.")
        return redirect(jury)
    membres = membres_de(jury)
    mandantes = {membre.organisation.sigle for membre in membres if membre.organisation}
    consequences = [
        f"{len(membres)} personnes reçoivent leur convocation.",
        f"Copie à {', '.join(sorted(mandantes)) or 'aucune organisation'}.",
        "La date ne change plus ensuite.",
    ]
    return page_acte(
        request,
        jury,
        None,
        titre="Convoquer le jury",
        bouton="Envoyer les convocations",
        consequences=consequences,
        regle=JURY_CONVOCATION,
    )
