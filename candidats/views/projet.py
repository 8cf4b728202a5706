"""The projet de certification: the OF writes and deposits, the centre answers, both follow."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats import permissions
from candidats.choix import SORTES_INSCRIPTION, SORTES_PROJET, EtatProjet
from candidats.forms.projet import DecisionProjetForm, FiltreProjetsForm, ProjetForm, RattachementForm
from candidats.models import Inscription, Projet
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.projet import (
    COLONNES,
    FiltreProjets,
    donnees_du_projet,
    fiche_projet,
    filtrer_projets,
    porteurs,
    projets_attachables,
    version_ouverte,
)
from candidats.regles.constat import FaitsReferentiel
from candidats.regles.projet import PROJET_PREALABLE
from candidats.services.projet import (
    ProjetIncomplet,
    constats_du_projet,
    creer_projet,
    decider_projet,
    deposer_projet,
    modifier_projet,
    rattacher_inscription,
    supprimer_projet,
)
from candidats.views.commun import DOSSIER, LECTEURS, exiger, moment, montrer, personne_de, trouver
from candidats.views.inscription import choisir_certification, organisme_de, referentiel_voulu
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import (
    Page,
    acte,
    avertir,
    conclure,
    envoyer,
    essayer,
    page_acte,
    reussir,
    saisie,
    tenter,
)
from certif_portal.commun.choix import PRISE_EN_CHARGE
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import EntreeJournal
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.tri import Tri
from certif_portal.commun.versions import comme_envoye
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import a_role, est_du_centre, peut_tout_consulter, reserve_a
from referentiels.models import Certification

PAR_PAGE = 50
PROJET_DECIDER = "candidats/projet_decider.html"


def _trouver_projet(request: HttpRequest, pk: int) -> Projet:
    """A projet this person may see: one query, or 404."""
    joints = ("organisme", "referentiel__certification", "certification_conseillee", "decide_par", "cree_par")
    return get_object_or_404(Projet.objects.visibles_par(request.user).select_related(*joints), pk=pk)


def _exiger_projet(permis: bool, projet: Projet) -> None:
    """403 for somebody who sees the projet but may not do this on it: another's act, or a page open since before."""
    if not permis:
        etat = projet.get_etat_display().lower()
        raise PermissionDenied(
            f"Le projet {projet.reference} est à l’état « {etat} » : cet acte n’y est pas possible, ou il revient à "
            "quelqu’un d’autre."
        )


@require_safe
@reserve_a(*LECTEURS)
def projet_liste(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first for the staff, what was answered first for the OF."""
    form, pour_organisme = FiltreProjetsForm(request.GET), a_role(request.user, Role.ORGANISME)
    visibles = Projet.objects.visibles_par(request.user)
    filtre = FiltreProjets(q=form.q, etat=form.etat, organisme=form.organisme)
    tri = Tri.lu(request.GET, COLONNES)
    projets = tri.trier(filtrer_projets(visibles, filtre, pour_organisme=pour_organisme))
    page = ParCles(projets, PAR_PAGE).get_page(request.GET.get("page"))
    return montrer(
        request,
        "projet_liste",
        page=page,
        tri=tri,
        lignes=[(projet, SORTES_PROJET[projet.etat]) for projet in page],
        filtres=form,
        pour_organisme=pour_organisme,
        organismes=() if pour_organisme else porteurs().values_list("pk", "nom"),
        peut_creer=permissions.peut_creer(request.user),
        regle=PROJET_PREALABLE,
    )


@require_safe
@reserve_a(*LECTEURS)
def projet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    projet, (le, _) = _trouver_projet(request, pk), moment()
    inscriptions = Inscription.objects.visibles_par(request.user).filter(projet=projet).select_related("candidat")
    ouvert = projet.etat == EtatProjet.AVAL and permissions.peut_creer(request.user)
    return montrer(
        request,
        "projet_detail",
        projet=projet,
        sorte=SORTES_PROJET[projet.etat],
        fiche=fiche_projet(projet, parametres(), le),
        inscriptions=[(i, SORTES_INSCRIPTION[i.etat]) for i in inscriptions.order_by("candidat__cle_recherche")],
        inscrire=_adresse_inscription(request, projet) if ouvert else "",
        actes=_actes(request, projet),
        peut_modifier=permissions.peut_modifier_projet(request.user, projet),
        peut_supprimer=permissions.peut_supprimer_projet(request.user, projet),
        peut_decider=permissions.peut_decider_projet(request.user, projet),
        regle=PROJET_PREALABLE,
    )


def _actes(request: HttpRequest, projet: Projet) -> list[EntreeJournal]:
    """Who takes care of it at the centre is the centre's own."""
    actes = journal_de(projet)
    return list(actes if peut_tout_consulter(request.user) else actes.exclude(acte=PRISE_EN_CHARGE))


def _adresse_inscription(request: HttpRequest, projet: Projet) -> str:
    """The form of a registration attached to this projet; only who carries it registers."""
    if est_du_centre(request.user) != (projet.organisme_id is None):
        return ""
    le, _ = moment()
    version = version_ouverte(projet, le)
    porteur = f"&organisme={projet.organisme_id}" if projet.organisme_id else ""
    return f"{reverse('inscription_creer')}?referentiel={version}&projet={projet.pk}{porteur}" if version else ""


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def projet_creer(request: HttpRequest) -> HttpResponse:
    """Choose the certification open that day, then fill the form."""
    referentiel, organisme = referentiel_voulu(request), organisme_de(request)
    if referentiel is None:
        return choisir_certification(request, organisme, retour=reverse("projet_liste"), pour_projet=True)
    _, a = moment()
    faits, du_centre = faits_referentiels([referentiel])[referentiel.pk], est_du_centre(request.user)
    form = ProjetForm(**saisie(request), faits=faits, du_centre=du_centre)
    issue = tenter(
        request,
        form,
        lambda: creer_projet(
            donnees=form.donnees,
            organisme=form.cleaned_data.get("organisme") if du_centre else organisme,
            par_centre=du_centre,
            par=personne_de(request),
            a=a,
        ),
    )
    if issue.fait:
        return _apres_saisie(request, issue.valeur)
    return _page(request, form, faits, organisme=organisme)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def projet_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete a draft, or amend what was answered; the certification advised may be taken in its place."""
    projet, (_, a) = _trouver_projet(request, pk), moment()
    _exiger_projet(permissions.peut_modifier_projet(request.user, projet), projet)
    if "changer" in request.GET:
        return choisir_certification(request, projet.organisme, retour=request.path, pour_projet=True)
    referentiel = referentiel_voulu(request) or projet.referentiel
    faits = faits_referentiels([referentiel])[referentiel.pk]
    form = _formulaire(request, projet, faits)
    issue = tenter(
        request,
        form,
        lambda: modifier_projet(projet=projet, donnees=form.donnees, par=personne_de(request), a=a),
    )
    if issue.fait:
        return _apres_saisie(request, issue.valeur)
    return _page(request, form, faits, organisme=projet.organisme, projet=projet)


def _formulaire(request: HttpRequest, projet: Projet, faits: FaitsReferentiel) -> ProjetForm:
    """What is posted; else what is stored, with what a deposit still misses when the address asks (`?depot=1`)."""
    donnees, (le, _) = donnees_du_projet(projet), moment()
    initial = {**vars(donnees), "organisme": projet.organisme_id}
    options: dict[str, Any] = {"faits": faits, "du_centre": est_du_centre(request.user), "initial": initial}
    form = ProjetForm(**saisie(request), objet=projet, **options)
    if not form.is_bound and "depot" in request.GET:
        form = ProjetForm(data=comme_envoye(form), objet=projet, **options)
        form.signaler(constats_du_projet(projet, le))
    return form


def _page(request: HttpRequest, form: ProjetForm, faits: FaitsReferentiel, **contexte: Any) -> HttpResponse:
    return montrer(
        request,
        "projet_formulaire",
        formulaire=form,
        faits=faits,
        depot_refuse=request.method == "GET" and form.is_bound and "depot" in request.GET,
        **{"projet": None} | contexte,
    )


def _apres_saisie(request: HttpRequest, projet: Projet) -> HttpResponse:
    if "deposer" in request.POST:
        return _deposer(request, projet)
    return reussir(request, "Le projet est enregistré. Il n’est pas encore déposé.", "projet_modifier", projet.pk)


def _deposer(request: HttpRequest, projet: Projet) -> HttpResponse:
    _, a = moment()
    issue = essayer(lambda: deposer_projet(projet=projet, par=personne_de(request), a=a))
    if isinstance(issue.refus, ProjetIncomplet):
        avertir(request, "Le projet est enregistré, mais il ne peut pas encore être déposé.")
        return redirect(f"{reverse('projet_modifier', args=[projet.pk])}?depot=1")
    return conclure(request, issue, "Le projet est déposé : le centre l’étudie.", projet)


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def projet_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """Deposit a draft as it stands."""
    projet = _trouver_projet(request, pk)
    _exiger_projet(permissions.peut_modifier_projet(request.user, projet), projet)
    return _deposer(request, projet)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def projet_supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a draft, once confirmed."""
    projet = _trouver_projet(request, pk)
    _exiger_projet(permissions.peut_supprimer_projet(request.user, projet), projet)
    if request.method == "POST":
        supprimer = partial(supprimer_projet, projet=projet, par=personne_de(request), a=moment()[1])
        return envoyer(request, supprimer, "Le brouillon est supprimé.", "projet_liste")
    page = Page(
        "Supprimer ce brouillon ?",
        "",
        projet,
        "Supprimer",
        "Il n’a jamais été déposé : rien n’en reste.",
        sous_titre=projet.referentiel.intitule,
        danger=True,
        fil=(("Projets de certification", reverse("projet_liste")), (projet.reference, projet.get_absolute_url())),
    )
    return page_acte(request, None, page)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def projet_decider(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the aval, refuse it, or advise another certification."""
    projet, (le, _) = _trouver_projet(request, pk), moment()
    _exiger_projet(permissions.peut_decider_projet(request.user, projet), projet)
    ouvertes = Certification.objects.filter(referentiels__in=referentiels_ouverts(le).order_by().values("pk"))
    autres = ouvertes.exclude(pk=projet.referentiel.certification_id).distinct().order_by("type", "intitule")
    form = DecisionProjetForm(**saisie(request), projet=projet, certifications=autres)
    prevenu = "l’organisme est prévenu" if projet.organisme_id else "l’entreprise reste à prévenir"
    page = Page(
        f"Décider de {projet.reference}",
        f"La décision est enregistrée ; {prevenu}.",
        projet,
        "Enregistrer la décision",
        regle=PROJET_PREALABLE,
        intitule="La réponse du centre",
    )
    contexte = {"projet": projet, "fiche": fiche_projet(projet, parametres(), le)}
    return acte(request, form, page, partial(decider_projet, projet=projet), PROJET_DECIDER, **contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE)
def inscription_rattacher(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a registration to a projet after its deposit."""
    inscription, (le, _) = trouver(request, pk), moment()
    exiger(permissions.peut_rattacher(request.user, inscription), inscription)
    projets = projets_attachables(
        inscription.organisme_id, inscription.referentiel.certification_id, le, garder=inscription.projet_id
    )
    champs = ("projet", "positionnement_le", "positionnement_resultat")
    form = RattachementForm(
        **saisie(request),
        objet=inscription,
        projets=projets,
        initial={champ: getattr(inscription, champ) for champ in champs},
    )
    d_ou = f"de {inscription.organisme.nom}" if inscription.organisme else "d’entreprises"
    page = Page(
        "Projet",
        "Le rattachement est enregistré.",
        inscription,
        texte=f"Les projets proposés sont ceux {d_ou} pour cette certification, dont l’aval est donné.",
        regle=PROJET_PREALABLE,
        intitule="Projet de certification et positionnement",
    )
    rattacher = partial(rattacher_inscription, inscription=inscription)
    return acte(request, form, page, rattacher, DOSSIER, inscription=inscription)
