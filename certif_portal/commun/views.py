"""A page that expired; the page of components, for those who build the portal, never served to a real centre."""

from datetime import date, timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, avertir, dire, retourner
from certif_portal.commun.champs import ChampDate, ChampMotif, ChampSiret
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.gardes import oublier_saisie
from certif_portal.commun.pages import nom_de_saisie
from certif_portal.commun.reprise import garder, page_d_origine, vient_d_ici
from certif_portal.commun.tri import Tri
from certif_portal.commun.typographie import typographier

COMPTE = ("/compte/", "/administration/")


def page_expiree(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page outlived its cookies: kept, and shown again filled, when it does come from a page of ours.

    A script that asked for JSON keeps what it sends: 401 has somebody log in again, 403 has another token asked for.
    """
    if request.headers.get("Accept") == "application/json":
        phrase, statut = "Cet envoi n’a pas le jeton de cette session : rien n’est enregistré.", 403
        if not request.user.is_authenticated:
            phrase, statut = "Votre session est terminée : reconnectez-vous pour envoyer ce que la tablette garde.", 401
        return JsonResponse({"phrase": typographier(phrase)}, status=statut)
    if not vient_d_ici(request):
        return render(request, "403_csrf.html", status=403)
    reponse = redirect(page_d_origine(request))
    if request.path.startswith(COMPTE):  # a password is never kept
        avertir(request, "Cette page était restée ouverte trop longtemps, et rien n’a été fait : recommencez.")
        return reponse
    return garder(request, reponse, horloge.maintenant())


@login_not_required
@require_POST
def saisie_oublier(request: HttpRequest) -> HttpResponse:
    """The form that was given back is not wanted, nor what the device keeps of it."""
    chemin = request.POST.get("chemin", "")
    oublier_saisie(request, chemin)
    dire(request, "Cette saisie est oubliée.", recue=nom_de_saisie(chemin))
    return retourner(request, "accueil")


class FormulaireExemple(Formulaire):
    nom_naissance = forms.CharField(label="Nom de naissance", max_length=80)
    sexe = forms.ChoiceField(label="Sexe", choices=[("F", "Féminin"), ("M", "Masculin")], widget=forms.RadioSelect)
    date_naissance = ChampDate("Date de naissance", help_text="Au format jj/mm/aaaa.")
    siret = ChampSiret("SIRET de l’entreprise", required=False)
    financement = forms.MultipleChoiceField(
        label="Financement",
        choices=[("CPRO", "Contrat de professionnalisation"), ("CPF", "Compte personnel de formation")],
        widget=forms.CheckboxSelectMultiple,
    )
    piece = forms.FileField(label="Pièce d’identité", required=False, help_text="PDF ou image, 10 Mo au plus.")
    motif = ChampMotif(required=False)


def _etapes(aujourdhui: date) -> list[dict[str, object]]:
    return [
        {"titre": "Inscription", "statut": "fait", "detail": "acceptée le 14 mars"},
        {"titre": "Livret", "statut": "fait", "detail": "validé le 2 juin"},
        {"titre": "Évaluation", "statut": "fait", "detail": "6 novembre, signée"},
        {"titre": "Avis entreprise", "statut": "ici", "qui": "le tuteur", "limite": aujourdhui + timedelta(days=7)},
        {"titre": "Jury", "statut": "a_venir", "detail": "8 décembre"},
        {"titre": "Certificat", "statut": "a_venir", "detail": "au plus tard le 8 mars"},
    ]


def _navigation() -> list[dict[str, object]]:
    entrees = [
        ("Aujourd’hui", "aujourdhui", 23),
        ("Inscriptions", "inscriptions", 64),
        ("Livrets", "livrets", 12),
        ("Commissions", "commissions", 5),
        ("Jurys", "jurys", 1),
        ("Certificats", "certificats", None),
        ("Organismes", "organismes", 31),
        ("Référentiels", "referentiels", 133),
        ("Échéances", "echeances", 9),
    ]
    return [
        {"libelle": libelle, "icone": icone, "nombre": nombre, "url": "#", "actif": icone == "inscriptions"}
        for libelle, icone, nombre in entrees
    ]


@login_not_required
@require_safe
def composants(request: HttpRequest) -> HttpResponse:
    """Every component on one page, with long names and empty cases."""
    aujourdhui = horloge.aujourdhui()
    formulaire = FormulaireExemple({"nom_naissance": "O’BRIEN-NGUYỄN", "date_naissance": "31/02/1996"})
    return render(
        request,
        "commun/composants.html",
        {
            "navigation": _navigation(),
            "aujourdhui": aujourdhui,
            "etapes": _etapes(aujourdhui),
            "jours": [aujourdhui + timedelta(days=n) for n in (-3, 0, 1, 4, 12, 60)],
            "tri": Tri.lu(request.GET, {"nom": "nom", "limite": "limite"}),
            "page": Paginator(range(572), 50).get_page(request.GET.get("page")),
            "formulaire": formulaire,
            "page_acte": Page(
                "Révoquer l’invitation ?", "", "#", "Révoquer", "Le lien envoyé ne fonctionnera plus.", danger=True
            ),
        },
    )


@login_not_required
@require_safe
def composants_tablette(request: HttpRequest) -> HttpResponse:
    """The tablet theme."""
    titres = {
        "Déterminer les temps": "fait",
        "Établir un cahier des charges": "fait",
        "Analyser une modification": "refus",
        "Proposer des solutions adaptées": "ici",
        "Planifier": "vide",
    }
    segments = [{"titre": titre, "statut": statut, "url": "#"} for titre, statut in titres.items()]
    return render(request, "commun/composants_tablette.html", {"segments": segments})
