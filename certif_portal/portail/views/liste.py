"""Saved views of the lists, and acts on many registrations at once."""

from dataclasses import replace
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.forms.liste import liste_filtree
from candidats.models import Inscription
from certif_portal.commun import horloge
from certif_portal.commun.cadre import avertir, envoyer, noter_fait, refuser, reussir, saisie, tenter
from certif_portal.commun.courtier import lancer
from certif_portal.commun.page_chargement import suivre
from certif_portal.commun.textes import en_entiers
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import reserve_a
from certif_portal.portail import lots, tasks
from certif_portal.portail.contexte import centre_de
from certif_portal.portail.forms import CommissionForm, NouvelleVueForm, VueForm
from certif_portal.portail.models import LotActes, VueEnregistree
from certif_portal.portail.queries.files_attente import FILES_DU_CENTRE
from certif_portal.portail.queries.files_organisme import FILES_DE_L_ORGANISME
from certif_portal.portail.queries.liste import LISTES, requete_de, vues_visibles_par
from certif_portal.portail.services.lot import A_PART, contexte_du_lot, demander_actes
from certif_portal.portail.services.vue import enregistrer_vue, modifier_vue, supprimer_vue
from evaluations.choix import EtatCommission
from evaluations.models import Commission

FILES_EN_NOMBRE = frozenset(file.code for file in (*FILES_DU_CENTRE, *FILES_DE_L_ORGANISME) if file.lots)


@require_POST
@reserve_a(*CONSULTATION, Role.ORGANISME)
def vue_enregistrer(request: HttpRequest) -> HttpResponse:
    """Keep the list as its address shows it; back to the same list."""
    form = NouvelleVueForm(**saisie(request))

    def garder() -> VueEnregistree:
        donnees = form.cleaned_data | {"requete": requete_de(QueryDict(form.cleaned_data["requete"]))}
        return enregistrer_vue(personne=request.user, **donnees)

    issue = tenter(request, form, garder)
    if issue.fait:
        return reussir(request, f"La vue « {issue.valeur.nom} » est enregistrée.", issue.valeur)
    longueur = VueEnregistree._meta.get_field("nom").max_length
    refuser(request, f"La vue n’est pas enregistrée : donnez-lui un nom de {longueur} caractères au plus.")
    page = request.POST.get("page", "")
    return redirect(page if page in LISTES else "accueil")


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CONSULTATION, Role.ORGANISME)
def vue_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, make it the menu's, or delete."""
    vue = get_object_or_404(vues_visibles_par(request.user), pk=pk)
    initial = {"nom": vue.nom, "par_defaut": vue.par_defaut}
    form = VueForm(**saisie(request), objet=vue, initial=initial)
    if request.method == "POST" and "supprimer" in request.POST:
        supprimer = partial(supprimer_vue, vue=vue)
        return envoyer(request, supprimer, f"La vue « {vue.nom} » est supprimée ; la liste n’a pas changé.", vue)
    issue = tenter(request, form, lambda: modifier_vue(vue=vue, **form.cleaned_data), "nom")
    if issue.fait:
        return reussir(request, f"La vue « {issue.valeur.nom} » est à jour.", issue.valeur)
    contexte = {"formulaire": form, "vue": vue, "liste": LISTES[vue.page]}
    return render(request, "portail/vue_modifier.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def inscription_lot(request: HttpRequest) -> HttpResponse:
    """Shown: what would be done, to whom. Sent: done row by row, with the result of each."""
    donnees = request.POST if request.method == "POST" else request.GET
    retour = _retour(donnees)
    acte = _acte_choisi(request, donnees)
    if acte is None:
        refuser(request, "Choisissez d’abord ce qu’il faut faire des lignes cochées.")
        return redirect(retour)
    inscriptions = list(_choisies(request, donnees)[: lots.MAXIMUM + 1])
    if not inscriptions or len(inscriptions) > lots.MAXIMUM:
        trop = f"Plus de {lots.MAXIMUM} lignes : filtrez la liste pour en traiter {lots.MAXIMUM} au plus à la fois."
        refuser(request, trop if inscriptions else "Cochez au moins une ligne, ou choisissez toute la liste.")
        return redirect(retour)
    centre, le, a, vus = centre_de(request), horloge.aujourdhui(), horloge.maintenant(), request.POST.getlist("vu")
    contexte = contexte_du_lot(acte, inscriptions, par=request.user, centre=centre, le=le, a=a, vus=vus)
    form = CommissionForm(**saisie(request), commissions=_commissions(request)) if acte.choisit_commission else None
    page = {"acte": acte, "retour": retour, "formulaire": form}
    page |= {nom: donnees.get(nom, "") for nom in ("liste", "depuis")}
    if request.method == "POST" and (form is None or form.is_valid()):
        if form is not None:
            contexte = replace(contexte, commission=form.cleaned_data["commission"])
        if len(inscriptions) > A_PART:
            return _a_part(request, acte, inscriptions, contexte, retour)
        resultats = list(lots.executer(acte, inscriptions, contexte))
        noter_fait(request, retour)
        faits = sum(resultat.fait for resultat in resultats)
        page |= {"resultats": resultats, "faits": faits, "refus": len(resultats) - faits}
        return render(request, "portail/lot_resultat.html", page)
    lignes = [(inscription, acte.ecart(inscription, contexte)) for inscription in inscriptions]
    page |= {
        "retenues": [(i, acte.precision(i, contexte)) for i, ecart in lignes if not ecart],
        "vus": [vu for i, ecart in lignes if not ecart and (vu := acte.vu(i, contexte))],
        "ecartees": [(inscription, ecart) for inscription, ecart in lignes if ecart],
    }
    return render(request, "portail/lot_confirmer.html", page)


def _a_part(
    request: HttpRequest,
    acte: lots.ActeParLot,
    inscriptions: list[Inscription],
    contexte: lots.Contexte,
    retour: str,
) -> HttpResponse:
    """Asked of a worker, and followed on its page."""
    lot = demander_actes(
        voulu=acte,
        inscriptions=inscriptions,
        vus=contexte.vus,
        commission=contexte.commission,
        retour=retour,
        par=request.user,
        a=contexte.a,
    )
    noter_fait(request, lot)
    if not lancer(tasks.executer_lot, lot.pk):
        avertir(request, "Le travail n’a pas pu commencer : il sera repris dans quelques minutes.")
    return redirect(lot)


def _retour(donnees: QueryDict) -> str:
    """The list the rows were ticked in."""
    depuis = donnees.get("depuis", "")
    if depuis == "livrets":
        return reverse("livret_liste")
    if depuis in FILES_EN_NOMBRE:
        return reverse("file_attente", args=[depuis])
    return f"{reverse('inscription_liste')}?{donnees.get('liste', '')}"


def _acte_choisi(request: HttpRequest, donnees: QueryDict) -> lots.ActeParLot | None:
    """What is asked for, in the words of the centre; 403 for an act of somebody else."""
    code = donnees.get("acte")
    if code in {acte.code for acte in lots.ACTES}:
        acte = next((acte for acte in lots.actes_de(request.user, centre_de(request)) if acte.code == code), None)
        if acte is None:
            raise PermissionDenied
        return acte
    return None


def _choisies(request: HttpRequest, donnees: QueryDict) -> QuerySet[Inscription]:
    """The rows ticked, or the whole list as it is filtered; always in the person's scope."""
    visibles = Inscription.objects.visibles_par(request.user).pour_listes()
    if donnees.get("portee") == "liste" and request.method != "POST":
        return liste_filtree(visibles, donnees.get("liste", ""), request.user, centre_de(request), horloge.aujourdhui())
    choix = en_entiers(donnees.getlist("inscription"))
    return visibles.filter(pk__in=choix).order_by("candidat__cle_recherche", "pk")


@require_safe
@reserve_a(*CENTRE, Role.ORGANISME)
def lotactes_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; then what became of each row. The page looks again by itself until the last."""
    lot = get_object_or_404(LotActes.objects.visibles_par(request.user), pk=pk)
    lues = Inscription.objects.visibles_par(request.user).pour_listes().in_bulk([un[0] for un in lot.resultats])
    resultats = [lots.Resultat(lues[cle], fait, phrase) for cle, fait, phrase in lot.resultats if cle in lues]
    faits = sum(fait for _, fait, _ in lot.resultats)  # a draft that was deleted has no line any more
    page = {
        "acte": next((acte for acte in lots.actes_de(request.user, centre_de(request)) if acte.code == lot.acte), None),
        "lot": lot,
        "retour": lot.retour,
        "resultats": resultats,
        "faits": faits,
        "refus": len(lot.resultats) - faits,
        "total": len(lot.inscriptions),
        "passees": len(lot.resultats),
    }
    return suivre(render(request, "portail/lot_resultat.html", page), lot.termine_le is None)


def _commissions(request: HttpRequest) -> QuerySet[Commission]:
    a_venir = Commission.objects.visibles_par(request.user).filter(
        date__gte=horloge.aujourdhui(), etat=EtatCommission.PLANIFIEE
    )
    return a_venir.order_by("date", "pk")
