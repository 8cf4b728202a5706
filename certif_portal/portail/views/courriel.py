"""The mails of the portal by state: what did not arrive, why, and sending it again; never what is written in them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, page_acte, reussir, saisie, tenter
from certif_portal.commun.choix import EtatCourriel
from certif_portal.commun.durees import compte_en_lettres
from certif_portal.commun.envoi import JOURS_D_ESSAI
from certif_portal.commun.models import Courriel
from certif_portal.commun.pagination import ParCles
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import a_role, reserve_a
from certif_portal.portail.forms import RenvoiForm
from certif_portal.portail.queries.courriel import COLONNES, courriels_en_etat, ligne_de
from certif_portal.portail.renvois import renvoyer_courriel

PAR_PAGE = 50
LIEN_PERSONNEL = (
    "Ce courriel portait un lien personnel : un nouveau lien part, l’ancien ne vaut plus. Une adresse corrigée l’est "
    "aussi dans le dossier."
)


@require_safe
@reserve_a(*CONSULTATION)
def courriel_liste(request: HttpRequest) -> HttpResponse:
    etat = request.GET.get("etat", EtatCourriel.ECHEC)
    tri = Tri.lu(request.GET, COLONNES)
    page = ParCles(tri.trier(courriels_en_etat(etat)), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "tri": tri,
        "lignes": [ligne_de(courriel) for courriel in page],
        "etat": etat,
        "etats": EtatCourriel.choices,
        "peut_renvoyer": a_role(request.user, *CENTRE),
        "tente": compte_en_lettres(JOURS_D_ESSAI, "jour"),
    }
    return render(request, "portail/courriel_liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def courriel_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """One page to send again, with the address that may be corrected."""
    courriel = get_object_or_404(Courriel.objects.filter(etat=EtatCourriel.ECHEC).defer("texte"), pk=pk)
    form = RenvoiForm(**saisie(request), initial={"adresse": courriel.destinataire})

    def renvoyer() -> Courriel:
        adresse = form.cleaned_data["adresse"]
        return renvoyer_courriel(courriel=courriel, adresse=adresse, par=request.user, a=horloge.maintenant())

    if tenter(request, form, renvoyer).fait:
        return reussir(request, f"Le courriel est renvoyé à {form.cleaned_data['adresse']}.", "courriel_liste")
    dossier = ligne_de(courriel).url
    page = Page(
        "Renvoyer un courriel",
        "",
        "courriel_liste",
        "Renvoyer",
        f"{courriel.erreur}\n\n{LIEN_PERSONNEL if courriel.confidentiel else ''}",
        intitule=courriel.objet,
        liens=((dossier, "Le dossier"),) if dossier else (),
        fil=(("Courriels", reverse("courriel_liste")),),
        icone="envoyer",
    )
    return page_acte(request, form, page)
