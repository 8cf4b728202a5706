"""Non-conformities, campaigns, sites and contacts of an OF."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, page_acte, saisie, telecharger_rendu, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.lectures import lue, lue_de
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.textes import en_nom_de_fichier
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from habilitations import permissions, regles
from habilitations.choix import DOSSIERS_OUVERTS, EtatAudit, EtatNonConformite
from habilitations.criteres import INDICATEURS
from habilitations.documents.dossier import contexte_non_conformite
from habilitations.forms.audit import CampagneForm, EcheanceForm, LeveeForm, PlanForm, PreuveForm, TexteForm
from habilitations.forms.organisme import ContactForm, SiteForm
from habilitations.models import (
    CampagneAudit,
    ContactOrganisme,
    NonConformite,
    OrganismeFormation,
    PreuveCorrective,
    SiteOrganisme,
)
from habilitations.queries.audit import agents_du_centre, audits_visibles, non_conformite_complete
from habilitations.services.campagne import tirer_campagne
from habilitations.services.non_conformite import (
    deposer_preuve,
    fixer_echeance,
    lever_non_conformite,
    planifier_correction,
    refuser_preuve,
)
from habilitations.services.organisme import detacher_de_l_organisme, rattacher_a_l_organisme
from habilitations.views.audit import sorte_audit

LECTEURS = (*CONSULTATION, Role.ORGANISME)
ECRITURE = ["GET", "HEAD", "POST"]


def _nc(request: HttpRequest, pk: int) -> NonConformite:
    return get_object_or_404(non_conformite_complete(request.user), pk=pk)


def _nc_organisme(request: HttpRequest, pk: int) -> NonConformite:
    nc = _nc(request, pk)
    if not permissions.peut_deposer_dossier(request.user, nc.audit.organisme):
        raise PermissionDenied
    return nc


@require_safe
@reserve_a(*LECTEURS)
def nonconformite_detail(request: HttpRequest, pk: int) -> HttpResponse:
    nc, le = _nc(request, pk), horloge.aujourdhui()
    a_temps = regles.a_temps(nc.echeance, le)
    ouverte = nc.etat == EtatNonConformite.OUVERTE and nc.audit.etat != EtatAudit.CLOS
    preuves = list(nc.preuves.select_related("fichier"))
    du_centre = permissions.peut_instruire(request.user)
    contexte = {
        "nc": nc,
        "indicateur": INDICATEURS[nc.constat.code],
        "preuves": preuves,
        "sorte": "fait" if nc.etat == EtatNonConformite.LEVEE else "faire" if a_temps else "refus",
        "ouverte": ouverte,
        "ecrit": ouverte and not du_centre and permissions.peut_deposer_dossier(request.user, nc.audit.organisme),
        "a_temps": a_temps,
        "instruit": ouverte and du_centre,
        "a_examiner": any(not preuve.refusee_motif for preuve in preuves),
        "limite": nc.audit.limite(),
        "regle": regles.ACTIONS_CORRECTIVES,
        "actes": journal_de(nc)[:30] if peut_tout_consulter(request.user) else None,
    }
    return render(request, "habilitations/nonconformite_detail.html", contexte)


@require_safe
@reserve_a(*LECTEURS)
def nonconformite_fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """The fiche as it stands today: it lives until the non-conformity is closed, so it is not stored."""
    nc = _nc(request, pk)
    contexte = contexte_non_conformite(nc, INDICATEURS[nc.constat.code].libelle, horloge.maintenant())
    nom = en_nom_de_fichier(f"non-conformite {nc.constat.code} {nc.audit.organisme.nom}")
    rendre = partial(rendre_pdf, "non_conformite", contexte, identifiant=f"nc-{nc.pk}")
    lecture = lue("Fiche de non-conformité éditée.", nc)
    return telecharger_rendu(request, rendre, f"{nom}.pdf", nc, lecture=lecture)


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def nonconformite_planifier(request: HttpRequest, pk: int) -> HttpResponse:
    nc = _nc_organisme(request, pk)
    form = PlanForm(**saisie(request), objet=nc, initial={"porteur": nc.porteur, "plan": nc.plan})
    page = Page("Votre action corrective", "L’action est enregistrée.", nc, texte=nc.constat.motif)
    return acte(request, form, page, partial(planifier_correction, nc=nc))


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def nonconformite_prouver(request: HttpRequest, pk: int) -> HttpResponse:
    nc = _nc_organisme(request, pk)
    page = Page(
        "Déposer une preuve", "La preuve est déposée.", nc, "Déposer", nc.constat.motif, regles.ACTIONS_CORRECTIVES
    )
    return acte(request, PreuveForm(**saisie(request)), page, partial(deposer_preuve, nc=nc))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def nonconformite_echeance(request: HttpRequest, pk: int) -> HttpResponse:
    nc = _nc(request, pk)
    form = EcheanceForm(**saisie(request), objet=nc, initial={"echeance": nc.echeance, "reaudit": nc.reaudit})
    page = Page("Date limite et vérification", "La date est enregistrée.", nc, regle=regles.ACTIONS_CORRECTIVES)
    return acte(request, form, page, partial(fixer_echeance, nc=nc))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def nonconformite_lever(request: HttpRequest, pk: int) -> HttpResponse:
    nc = _nc(request, pk)
    page = Page("Lever la non-conformité", "La non-conformité est levée.", nc, "Lever", nc.constat.motif)
    return acte(request, LeveeForm(**saisie(request)), page, partial(lever_non_conformite, nc=nc))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def nonconformite_refuser(request: HttpRequest, pk: int) -> HttpResponse:
    nc = _nc(request, pk)
    form = TexteForm(**saisie(request), champ="motif", libelle="Ce qui manque à la preuve")
    page = Page("La preuve ne suffit pas", "L’organisme est prévenu.", nc, "Envoyer", nc.constat.motif)
    return acte(request, form, page, partial(refuser_preuve, nc=nc))


@require_safe
@reserve_a(*LECTEURS)
def preuve_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    visibles = NonConformite.objects.visibles_par(request.user)
    preuves = PreuveCorrective.objects.select_related("fichier").filter(non_conformite__in=visibles)
    preuve = get_object_or_404(preuves, pk=pk)
    lecture = lue_de(f"Preuve « {preuve.fichier.nom} » lue.", NonConformite, preuve.non_conformite_id)
    return reponse_fichier(preuve.fichier, lecture)


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def campagneaudit_creer(request: HttpRequest) -> HttpResponse:
    agents = agents_du_centre(horloge.aujourdhui())
    initial = {"graine": f"campagne {horloge.aujourdhui():%Y-%m-%d}", "agent": request.user.pk}
    form = CampagneForm(**saisie(request), agents=agents, initial=initial)
    issue = tenter(request, form, lambda: tirer_campagne(**form.cleaned_data, par=request.user, a=horloge.maintenant()))
    if issue.fait:
        return redirect(issue.valeur)
    fil = (("Audits", reverse("audit_liste")),)
    page = Page("Campagne d’audits", "", "audit_liste", "Tirer les organismes", regle=regles.TIRAGE, fil=fil)
    return page_acte(request, form, page)


@require_safe
@reserve_a(*CONSULTATION)
def campagneaudit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    campagne = get_object_or_404(CampagneAudit, pk=pk)
    audits = {audit.organisme.siret: audit for audit in audits_visibles(request.user).filter(campagne=campagne)}
    tires = regles.tirer(campagne.graine, campagne.population, campagne.nombre)
    contexte = {
        "campagne": campagne,
        "lignes": [(audits[siret], *sorte_audit(audits[siret])) for siret in tires],
        "regle": regles.TIRAGE,
    }
    return render(request, "habilitations/campagneaudit_detail.html", contexte)


@require_safe
@reserve_a(*LECTEURS)
def organisme_habilitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Files, audits, sites and contacts of one OF."""
    reglages = ParametresCentre.objects.filter(pk=1).values("departements")
    organismes = OrganismeFormation.objects.visibles_par(request.user).annotate(departements=Subquery(reglages))
    organisme = get_object_or_404(organismes, pk=pk)
    dossiers, audits = list(organisme.dossiers.all()), list(organisme.audits.all())
    ailleurs = regles.departement_hors_centre(organisme.code_postal, organisme.departements or "")
    depose = permissions.peut_deposer_dossier(request.user, organisme)
    contexte = {
        "organisme": organisme,
        "dossiers": dossiers,
        "audits": [(audit, *sorte_audit(audit)) for audit in audits],
        "sites": list(organisme.sites.all()),
        "contacts": list(organisme.contacts.all()),
        "ailleurs": ailleurs,
        "regle": regles.CENTRE_COMPETENT,
        "peut_ouvrir": depose and not ailleurs and not any(d.etat in DOSSIERS_OUVERTS for d in dossiers),
        "peut_gerer": depose or permissions.peut_modifier_organisme(request.user),
        "peut_auditer": permissions.peut_instruire(request.user),
    }
    return render(request, "habilitations/organisme_habilitation.html", contexte)


def _page(organisme: OrganismeFormation) -> str:
    return reverse("organisme_habilitation", args=[organisme.pk])


def _organisme_gere(request: HttpRequest, pk: int) -> OrganismeFormation:
    organisme = get_object_or_404(OrganismeFormation.objects.visibles_par(request.user), pk=pk)
    if not permissions.peut_gerer_membres(request.user, organisme):
        raise PermissionDenied
    return organisme


def _rattacher(request: HttpRequest, pk: int, form: type[SiteForm | ContactForm], page: Page) -> HttpResponse:
    organisme = _organisme_gere(request, pk)

    def ajouter(*, par: Any, a: Any, **donnees: Any) -> None:
        rattacher_a_l_organisme(modele=form.Meta.model, organisme=organisme, donnees=donnees, par=par, a=a)

    return acte(request, form(**saisie(request)), replace(page, retour=_page(organisme)), ajouter)


def _detacher(request: HttpRequest, pk: int, modele: type[SiteOrganisme | ContactOrganisme], fait: str) -> HttpResponse:
    visibles = OrganismeFormation.objects.visibles_par(request.user)
    objet = get_object_or_404(modele.objects.select_related("organisme"), pk=pk, organisme__in=visibles)
    _organisme_gere(request, objet.organisme_id)
    retirer = partial(detacher_de_l_organisme, objet=objet, par=request.user, a=horloge.maintenant())
    return envoyer(request, retirer, fait, _page(objet.organisme))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE, Role.ORGANISME)
def site_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    texte = "Un site rattaché au même SIRET."
    return _rattacher(request, pk, SiteForm, Page("Ajouter un site annexe", "Le site est ajouté.", "", texte=texte))


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def site_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    return _detacher(request, pk, SiteOrganisme, "Le site est retiré.")


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE, Role.ORGANISME)
def contact_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    texte = "Un contact n’a pas d’accès au portail."
    return _rattacher(request, pk, ContactForm, Page("Ajouter un contact", "Le contact est ajouté.", "", texte=texte))


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def contact_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    return _detacher(request, pk, ContactOrganisme, "Le contact est retiré.")
