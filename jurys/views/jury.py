"""The juries: their list, their page, their date and place."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, essayer, page_acte, reussir, saisie, tenter
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.page_chargement import suivre
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import tete_de_phrase
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import AVANT_OUVERTURE, OUVERTS, EtatJury
from jurys.forms.jury import FiltreJurysForm, JuryForm, JuryModifierForm
from jurys.models import Jury
from jurys.queries.calendrier import connus
from jurys.queries.designation import a_prevenir
from jurys.queries.ecrans import (
    COLONNES_JURYS,
    FicheJury,
    fiche_jury,
    journal_du_jury,
    jurys_pour_liste,
    prochain_numero,
)
from jurys.queries.piece import tableau_des_pieces, voies
from jurys.queries.rectification import rectifications_de
from jurys.regles.delai import (
    date_limite_certificats,
    date_limite_convocation,
    date_limite_designation,
    date_limite_gtp,
    est_tenu,
    fin_acquis,
)
from jurys.regles.piece import PRET_POUR_LE_JURY
from jurys.services.composition import annuler_jury, creer_jury, modifier_jury
from jurys.services.convocation import verifier_convocable
from jurys.views.commun import au_plus_tard, ferme, page_jury, trouver_jury

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION, Role.JURE)
def jury_liste(request: HttpRequest) -> HttpResponse:
    filtre = FiltreJurysForm(request.GET)
    tri = Tri.lu(request.GET, COLONNES_JURYS)
    jurys = tri.trier(jurys_pour_liste(request.user, filtre.etat, filtre.lieu))
    contexte = {
        "page": ParCles(jurys, PAR_PAGE).get_page(request.GET.get("page")),
        "filtre": filtre,
        "tri": tri,
        "complet": permissions.peut_voir_les_noms(request.user),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
    }
    return render(request, "jurys/jury_liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_creer(request: HttpRequest) -> HttpResponse:
    initial = {"numero": prochain_numero(horloge.aujourdhui().year), "lieu": parametres().lieu_jury}
    form = JuryForm(**saisie(request), initial=initial)
    issue = tenter(
        request,
        form,
        lambda: creer_jury(**form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        jury = issue.valeur
        return reussir(request, f"Le jury {jury.numero} est créé. Sollicitez les organisations syndicales.", jury)
    page = Page("Créer un jury", "", "jury_liste", "Créer le jury")
    return page_acte(request, form, page, "jurys/jury_creer.html")


@require_safe
@reserve_a(*CONSULTATION, Role.JURE)
def jury_detail(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    if not permissions.peut_voir_les_noms(request.user):
        return _page_membre(request, jury)
    fiche, le = fiche_jury(jury, candidats=True), horloge.aujourdhui()
    contexte = {
        "jury": jury,
        "fiche": fiche,
        "limites": _limites(jury),
        "obstacle": _obstacle_convocation(jury, fiche),
        "peut_gerer": permissions.peut_gerer_jury(request.user),
        "peut_modifier_composition": permissions.peut_gerer_jury(request.user) and jury.etat in AVANT_OUVERTURE,
        "jour_venu": est_tenu(jury.date, le),
        "rectifications": rectifications_de(jury) if jury.etat == EtatJury.CLOS else [],
        "peut_rectifier": permissions.peut_rectifier(request.user),
        "au_plus_tard": au_plus_tard(jury, parametres().inscription_jury_mois) if jury.etat in OUVERTS else None,
        "journal": journal_du_jury(jury),
    }
    return suivre(render(request, "jurys/jury_detail.html", contexte), fiche.papiers and fiche.papiers.reste)


def _page_membre(request: HttpRequest, jury: Jury) -> HttpResponse:
    """What a member is shown: the composition, never a candidate."""
    fiche = fiche_jury(jury, candidats=False)
    lit = permissions.peut_lire_deliberation(request.user, fiche.membres)
    contexte = {"jury": jury, "fiche": fiche, "peut_lire": lit and jury.etat in (EtatJury.DELIBERATION, EtatJury.CLOS)}
    return render(request, "jurys/jury_membre_detail.html", contexte)


def _limites(jury: Jury) -> dict[str, object]:
    """The dates the page shows: before the jury, or after it."""
    if jury.etat != EtatJury.CLOS:
        return {
            "designation": date_limite_designation(jury.date),
            "convocation": date_limite_convocation(jury.date),
        }
    mois = parametres().certificats_mois
    return {
        "gtp": date_limite_gtp(jury.date),
        "certificats": date_limite_certificats(jury.date, mois),
        "certificats_mois": mois,
        "acquis_rncp": fin_acquis(jury.date, True),
        "acquis_hors_rncp": fin_acquis(jury.date, False),
    }


def _obstacle_convocation(jury: Jury, fiche: FicheJury) -> str:
    """Why the jury cannot be convened today; empty when it can."""
    if jury.etat != EtatJury.PREPARATION:
        return ""
    dits = {"demandes": fiche.demandes, "constats": fiche.constats}
    return " ".join(essayer(lambda: verifier_convocable(jury, **dits)).phrases)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    initial = {"date_jury": jury.date, "heure": jury.heure, "lieu": jury.lieu}
    form = JuryModifierForm(**saisie(request), jury=jury, prevenus=_prevenus(jury), initial=initial)
    page = page_jury(
        jury,
        "Modifier le jury",
        "Le jury est à jour.",
        empechement=ferme(jury),
        texte="Après la convocation, la date ne change plus.",
        consequences=_prevenus(jury),
        deplace=jury,
    )
    return acte(request, form, page, partial(modifier_jury, jury=jury))


def _prevenus(jury: Jury) -> list[str]:
    """Who is told of a change, and by which way."""
    qui = a_prevenir(jury)
    dits = []
    if qui.adresses:
        dits.append(f"Prévenus par courriel : {', '.join(nom for _, nom in qui.adresses)}.")
    if qui.sans_adresse:
        comment = "par courrier, à imprimer" if jury.etat == EtatJury.CONVOQUE else "à prévenir, sans adresse"
        dits.append(f"{tete_de_phrase(comment)} : {', '.join(qui.sans_adresse)}.")
    if jury.cpref_informee_le or jury.pk in connus():  # told of it, though of another composition
        dits.append("La CPREFP est à informer du changement : la page du calendrier en prépare la lettre.")
    return dits


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def jury_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    jury = trouver_jury(request, pk)
    form = MotifForm(**saisie(request))
    page = page_jury(
        jury,
        "Annuler le jury",
        "Le jury est annulé.",
        "Annuler le jury",
        danger=True,
        empechement=ferme(jury),
        consequences=["Les candidats rattachés sont libérés.", *_prevenus(jury)],
    )
    return acte(request, form, page, partial(annuler_jury, jury=jury))


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def jury_pieces(request: HttpRequest) -> HttpResponse:
    """The decision table itself: what each route asks before the jury."""
    contexte = {"tableau": tableau_des_pieces(), "voies": voies(), "regle": PRET_POUR_LE_JURY}
    return render(request, "jurys/jury_pieces.html", contexte)
