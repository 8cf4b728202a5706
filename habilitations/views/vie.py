"""An accreditation's life: declarations and surveys of an OF, meetings of the centre, waves of renewals."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, page_acte, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.lectures import lue_de
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from habilitations import permissions, regles
from habilitations.forms.vie import DeclarationForm, EnqueteOrganismeForm, PresenceForm, ReunionForm
from habilitations.models import (
    DeclarationCertification,
    EnqueteOrganisme,
    OrganismeFormation,
    PresenceReunion,
    ReunionInformation,
)
from habilitations.queries.vague import COLONNES_FINS, vagues
from habilitations.queries.vie import COLONNES_REUNIONS, reunions, vie_de
from habilitations.services.vie import (
    declarer_certification,
    deposer_enquete,
    noter_presence,
    noter_reunion,
    retirer_declaration,
    retirer_enquete,
    retirer_presence,
)

LECTEURS = (*CONSULTATION, Role.ORGANISME)
ECRITURE = ["GET", "HEAD", "POST"]
PAR_PAGE = 50


def _page(organisme: OrganismeFormation) -> str:
    return reverse("organisme_vie", args=[organisme.pk])


def _declarant(request: HttpRequest, organisme: OrganismeFormation) -> OrganismeFormation:
    if not permissions.peut_deposer_dossier(request.user, organisme):
        raise PermissionDenied
    return organisme


def _organisme(request: HttpRequest, pk: int) -> OrganismeFormation:
    return get_object_or_404(OrganismeFormation.objects.visibles_par(request.user), pk=pk)


def _du_declarant(request: HttpRequest, lignes: QuerySet[Any], pk: int) -> Any:
    """A row of an OF this person declares for: 404 out of scope, 403 for its other users."""
    objet = get_object_or_404(lignes.select_related("organisme"), pk=pk)
    _declarant(request, objet.organisme)
    return objet


@require_safe
@reserve_a(*LECTEURS)
def organisme_vie(request: HttpRequest, pk: int) -> HttpResponse:
    """What the OF declared and deposited, the meetings it came to."""
    organisme = _organisme(request, pk)
    contexte = {
        "organisme": organisme,
        "vie": vie_de(organisme),
        "declare": permissions.peut_deposer_dossier(request.user, organisme),
        "du_centre": est_du_centre(request.user),
        "regle_declaration": regles.DECLARATION_CERTIFICATION,
        "regle_enquete": regles.ENQUETE_ORGANISME,
        "regle_reunion": regles.REUNION_INFORMATION,
    }
    return render(request, "habilitations/organisme_vie.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def certification_declarer(request: HttpRequest, pk: int) -> HttpResponse:
    organisme = _declarant(request, _organisme(request, pk))
    form = DeclarationForm(**saisie(request), initial={"le": horloge.aujourdhui(), "sens": "ajout"})
    page = Page(
        "Déclarer une certification ajoutée ou abandonnée",
        "La déclaration est enregistrée : le centre est prévenu.",
        _page(organisme),
        "Déclarer",
        regle=regles.DECLARATION_CERTIFICATION,
    )
    return acte(request, form, page, partial(declarer_certification, organisme=organisme))


@require_POST
@reserve_a(Role.ORGANISME)
def declaration_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    declaration = _du_declarant(request, DeclarationCertification.objects.visibles_par(request.user), pk)
    retirer = partial(retirer_declaration, declaration=declaration)
    return envoyer(
        request,
        partial(retirer, par=request.user, a=horloge.maintenant()),
        "La déclaration est retirée.",
        _page(declaration.organisme),
    )


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def enqueteorganisme_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    organisme = _declarant(request, _organisme(request, pk))
    page = Page(
        "Déposer une enquête", "L’enquête est déposée.", _page(organisme), "Déposer", regle=regles.ENQUETE_ORGANISME
    )
    deposer = partial(deposer_enquete, organisme=organisme)
    return acte(request, EnqueteOrganismeForm(**saisie(request)), page, deposer)


@require_POST
@reserve_a(Role.ORGANISME)
def enqueteorganisme_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    enquete = _du_declarant(request, EnqueteOrganisme.objects.visibles_par(request.user), pk)
    retirer = partial(retirer_enquete, enquete=enquete)
    return envoyer(
        request,
        partial(retirer, par=request.user, a=horloge.maintenant()),
        "L’enquête est retirée.",
        _page(enquete.organisme),
    )


@require_safe
@reserve_a(*LECTEURS)
def enqueteorganisme_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = EnqueteOrganisme.objects.visibles_par(request.user).select_related("fichier")
    enquete = get_object_or_404(visibles, pk=pk)
    lecture = lue_de(f"Enquête « {enquete.fichier.nom} » lue.", OrganismeFormation, enquete.organisme_id)
    return reponse_fichier(enquete.fichier, lecture)


@require_safe
@reserve_a(*CONSULTATION)
def reunioninformation_liste(request: HttpRequest) -> HttpResponse:
    tri = Tri.lu(request.GET, COLONNES_REUNIONS)
    page = Paginator(tri.trier(reunions()), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "tri": tri,
        "du_centre": est_du_centre(request.user),
        "regle": regles.REUNION_INFORMATION,
    }
    return render(request, "habilitations/reunioninformation_liste.html", contexte)


@require_safe
@reserve_a(*CONSULTATION)
def reunioninformation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    reunion = get_object_or_404(ReunionInformation, pk=pk)
    presences = list(reunion.presences.select_related("organisme"))
    contexte = {
        "reunion": reunion,
        "presences": presences,
        "personnes": sum(len(presence.noms) for presence in presences),
        "tenue": reunion.date <= horloge.aujourdhui(),
        "du_centre": est_du_centre(request.user),
        "actes": journal_de(reunion)[:30],
    }
    return render(request, "habilitations/reunioninformation_detail.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def reunioninformation_creer(request: HttpRequest) -> HttpResponse:
    return _noter(request, None)


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def reunioninformation_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    return _noter(request, get_object_or_404(ReunionInformation, pk=pk))


def _noter(request: HttpRequest, reunion: ReunionInformation | None) -> HttpResponse:
    initial = {champ: getattr(reunion, champ) for champ in ("date", "lieu", "sujet")} if reunion else {}
    form = ReunionForm(**saisie(request), objet=reunion, initial=initial)
    issue = tenter(
        request,
        form,
        lambda: noter_reunion(**form.cleaned_data, reunion=reunion, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return redirect(issue.valeur)
    titre = f"Réunion du {date_longue(reunion.date)}" if reunion else "Réunion d’information"
    page = Page(titre, "", reunion or "reunioninformation_liste", regle=regles.REUNION_INFORMATION)
    return page_acte(request, form, page)


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def presence_noter(request: HttpRequest, pk: int) -> HttpResponse:
    reunion = get_object_or_404(ReunionInformation, pk=pk)
    page = Page("Qui est venu", "Les personnes venues sont notées.", reunion, texte=str(reunion))
    noter = partial(noter_presence, reunion=reunion)
    return acte(request, PresenceForm(**saisie(request)), page, noter)


@require_POST
@reserve_a(*CENTRE)
def presence_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    presence = get_object_or_404(PresenceReunion.objects.select_related("reunion", "organisme"), pk=pk)
    retirer = partial(retirer_presence, presence=presence)
    return envoyer(
        request,
        partial(retirer, par=request.user, a=horloge.maintenant()),
        "La présence est retirée.",
        presence.reunion,
    )


@require_safe
@reserve_a(*CONSULTATION)
def vague_liste(request: HttpRequest) -> HttpResponse:
    """The acts that end, month by month; a month chosen shows its OFs alone."""
    toutes = vagues(horloge.aujourdhui())
    mois = request.GET.get("mois", "")
    choisies = [vague for vague in toutes if vague.cle == mois]
    fins = [fin for vague in choisies or toutes for fin in vague.fins]
    tri = Tri.lu(request.GET, COLONNES_FINS)
    contexte = {
        "vagues": toutes,
        "choisie": choisies[0] if choisies else None,
        "tri": tri,
        "page": Paginator(tri.ranger(fins), PAR_PAGE).get_page(request.GET.get("page")),
        "renouvellements": sum(vague.renouvellements for vague in toutes),
        "audits": sum(vague.audits_a_planifier for vague in toutes),
        "regle": regles.HABILITATION_DUREE,
        "rappels": regles.rappels_en_clair(),
    }
    return render(request, "habilitations/vague_liste.html", contexte)
