"""Training organisations: list, fiche, accreditation, users."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.adresses_refusees import refus_connu
from certif_portal.commun.cadre import Page, acte, page_acte, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.lectures import lue_de
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import siret
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from certif_portal.comptes.regles import INVITATION_LIEN
from habilitations import permissions, regles
from habilitations.forms.organisme import HabilitationForm, MembreForm, OrganismeForm, RetraitHabilitationForm
from habilitations.models import Habilitation, MembreOrganisme, OrganismeFormation, Suspension
from habilitations.queries.organisme import COLONNES, ETATS, membres_de, organismes_pour, sorte_habilitation
from habilitations.services.organisme import (
    creer_organisme,
    inviter_membre,
    modifier_organisme,
    retirer_habilitation,
    retirer_membre,
    saisir_habilitation,
)

LECTEURS = (*CONSULTATION, Role.ORGANISME)
PAR_PAGE = 50
ACTES_MONTRES = 12


def _organisme(request: HttpRequest, pk: int) -> OrganismeFormation:
    visibles = OrganismeFormation.objects.visibles_par(request.user)
    return get_object_or_404(visibles.annotate(adresse_refusee=refus_connu("courriel")), pk=pk)


def _fil(organisme: OrganismeFormation | None = None) -> tuple[tuple[str, str], ...]:
    liste = (("Organismes", reverse("organismeformation_liste")),)
    return (*liste, (organisme.nom, organisme.get_absolute_url())) if organisme else liste


@require_safe
@reserve_a(*LECTEURS)
def organismeformation_liste(request: HttpRequest) -> HttpResponse:
    le = horloge.aujourdhui()
    texte, etat = request.GET.get("q", ""), request.GET.get("etat", "")
    tri = Tri.lu(request.GET, COLONNES)
    organismes = tri.trier(organismes_pour(request.user, le=le, texte=texte, etat=etat))
    page = Paginator(organismes, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [
        (organisme, *sorte_habilitation(organisme.fin_habilitation, le, acte_ouvert=organisme.acte_ouvert))
        for organisme in page
    ]
    contexte = {
        "page": page,
        "lignes": lignes,
        "tri": tri,
        "texte": texte,
        "etat": etat,
        "etats": ETATS,
        "peut_creer": permissions.peut_modifier_organisme(request.user),
        "consulte": peut_tout_consulter(request.user),
    }
    return render(request, "habilitations/organismeformation_liste.html", contexte)


@require_safe
@reserve_a(*LECTEURS)
def organismeformation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    organisme = _organisme(request, pk)
    le = horloge.aujourdhui()
    suspensions = Suspension.objects.couvrant(le).filter(habilitation=OuterRef("pk"))
    habilitations = list(
        organisme.habilitations.select_related("acte").annotate(suspendue_depuis=Subquery(suspensions.values("du")[:1]))
    )
    ouverte = next((h for h in habilitations if h.couvre(le)), None)
    en_cours = ouverte if ouverte and not ouverte.suspendue_depuis else None
    sorte, etat = sorte_habilitation(en_cours.date_fin if en_cours else None, le, acte_ouvert=ouverte is not None)
    contexte = {
        "organisme": organisme,
        "habilitations": habilitations,
        "en_cours": en_cours,
        "ouverte": ouverte,
        "sorte": sorte,
        "etat": etat,
        "membres": membres_de(organisme, le),
        "actes": journal_de(organisme)[:ACTES_MONTRES] if peut_tout_consulter(request.user) else None,
        "regle_duree": regles.HABILITATION_DUREE,
        "regle_valide": regles.HABILITATION_VALIDE,
        "peut_modifier": permissions.peut_modifier_organisme(request.user),
        "peut_habiliter": permissions.peut_habiliter(request.user),
        "peut_gerer": permissions.peut_gerer_membres(request.user, organisme),
        "liste_visible": peut_tout_consulter(request.user),
    }
    return render(request, "habilitations/organismeformation_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def organismeformation_creer(request: HttpRequest) -> HttpResponse:
    form = OrganismeForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: creer_organisme(donnees=form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        organisme = issue.valeur
        return reussir(request, f"{organisme} est enregistré : il reste à saisir son habilitation.", organisme)
    page = Page("Enregistrer un organisme", "", "organismeformation_liste", large=True, fil=_fil())
    return page_acte(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def organismeformation_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    organisme = _organisme(request, pk)
    form = OrganismeForm(**saisie(request), instance=organisme)

    def modifier(*, par: Utilisateur, a: datetime, **donnees: Any) -> OrganismeFormation:
        return modifier_organisme(organisme=organisme, donnees=donnees, par=par, a=a)

    page = Page("Modifier la fiche", "La fiche est à jour.", organisme, large=True, fil=_fil(organisme))
    return acte(request, form, page, modifier)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def habilitation_saisir(request: HttpRequest, pk: int) -> HttpResponse:
    organisme = _organisme(request, pk)
    form = HabilitationForm(**saisie(request))
    issue = tenter(
        request,
        form,
        lambda: saisir_habilitation(organisme=organisme, **form.cleaned_data, par=request.user, a=horloge.maintenant()),
        "date_effet",
    )
    if issue.fait:
        return reussir(
            request, f"L’organisme est habilité jusqu’au {issue.valeur.date_fin:%d/%m/%Y} inclus.", organisme
        )
    page = Page(
        "Saisir l’habilitation",
        "",
        organisme,
        "Saisir l’habilitation",
        regle=regles.HABILITATION_DUREE,
        sous_titre=f"{organisme.nom}, SIRET {siret(organisme.siret)}",
        note="Le dernier jour se déduit de la date d’effet.",
        fil=_fil(organisme),
        icone="signature",
    )
    return page_acte(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.RESPONSABLE)
def habilitation_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = OrganismeFormation.objects.visibles_par(request.user)
    habilitations = Habilitation.objects.select_related("organisme").filter(retiree_le__isnull=True)
    habilitation = get_object_or_404(habilitations, pk=pk, organisme__in=visibles)
    form = RetraitHabilitationForm(**saisie(request), habilitation=habilitation)
    page = Page(
        "Retirer l’habilitation",
        "L’habilitation est retirée. Les parcours en cours attendent une décision.",
        habilitation,
        "Retirer l’habilitation",
        "L’organisme ne pourra plus inscrire de candidat à compter du jour choisi ; ce qui est déjà fait demeure, "
        "et vous direz ce que devient chaque parcours en cours.",
        intitule=habilitation.organisme.nom,
        danger=True,
        fil=(
            ("Organismes", reverse("organismeformation_liste")),
            (habilitation.organisme.nom, habilitation.organisme.get_absolute_url()),
        ),
    )
    contexte = {"habilitation": habilitation, "organisme": habilitation.organisme, "regle": regles.OBSERVATIONS}
    retirer = partial(retirer_habilitation, habilitation=habilitation)
    return acte(request, form, page, retirer, "habilitations/habilitation_retirer.html", **contexte)


@require_safe
@reserve_a(*LECTEURS)
def habilitation_acte(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed act, for those who see the OF."""
    visibles = OrganismeFormation.objects.visibles_par(request.user)
    habilitation = get_object_or_404(Habilitation.objects.select_related("acte"), pk=pk, organisme__in=visibles)
    if habilitation.acte is None:
        raise Http404
    lecture = lue_de("Acte d’habilitation lu.", OrganismeFormation, habilitation.organisme_id)
    return reponse_fichier(habilitation.acte, lecture)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def membre_inviter(request: HttpRequest, pk: int) -> HttpResponse:
    organisme = _organisme(request, pk)
    if not permissions.peut_gerer_membres(request.user, organisme):
        raise PermissionDenied
    form = MembreForm(**saisie(request), le=horloge.aujourdhui())
    issue = tenter(
        request,
        form,
        lambda: inviter_membre(organisme=organisme, **form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        return reussir(request, f"L’invitation est envoyée à {issue.valeur.utilisateur.email}.", organisme)
    page = Page(
        "Inviter un utilisateur",
        "",
        organisme,
        "Envoyer l’invitation",
        sous_titre=organisme.nom,
        note=f"La personne reçoit un lien, valable {INVITATION_LIEN.en_lettres}, qui lui ouvre les candidats de cet "
        "organisme et de lui seul.",
    )
    return page_acte(request, form, page)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def membre_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = OrganismeFormation.objects.visibles_par(request.user)
    membres = MembreOrganisme.objects.select_related("organisme", "utilisateur")
    membre = get_object_or_404(membres, pk=pk, organisme__in=visibles, retire_le__isnull=True)
    if not permissions.peut_retirer_membre(request.user, membre):
        raise PermissionDenied
    page = Page(
        f"Fermer l’accès de {membre.utilisateur}",
        f"L’accès de {membre.utilisateur} est fermé.",
        membre.organisme,
        "Fermer l’accès",
        "La personne ne verra plus les candidats de cet organisme. Ce qu’elle a fait reste au journal, sous son nom.",
        sous_titre=membre.organisme.nom,
        danger=True,
    )
    return acte(request, None, page, partial(retirer_membre, membre=membre))
