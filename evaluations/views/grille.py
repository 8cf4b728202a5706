"""The evaluator's screens, made for a tablet: my sittings, the grid, one competence a page, signing."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats.models import RapportActivites
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Issue, avertir, reussir, saisie, tenter
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue
from certif_portal.commun.textes import en_entiers
from certif_portal.comptes.choix import CONSULTATION, Role
from certif_portal.comptes.permissions import a_role, reserve_a
from evaluations.choix import EtatGrille, ModaliteUtilisee
from evaluations.forms.grille import AppreciationForm, SignatureForm
from evaluations.models import Appreciation, Commission, Evaluateur, Grille, Passage
from evaluations.permissions import est_responsable
from evaluations.presentation import choses_a_faire, initiales, seances_du_jour, segments
from evaluations.queries import grille as queries_grille
from evaluations.queries.competence import FicheCompetence, fiche_competence
from evaluations.queries.document import documents_de
from evaluations.queries.grille import (
    LigneGrille,
    amenagements_du_jour,
    annees_anciennes,
    contenu_grille,
    grilles_pour,
    lignes_de,
    passages_a_evaluer,
    passages_de_l_evaluateur,
)
from evaluations.queries.grille_papier import lignes_remplacees
from evaluations.queries.saisie import ValeurGardable, valeurs_a_trancher
from evaluations.regles.saisie import Valeur
from evaluations.services.grille import (
    EmpreintePerimee,
    consigner_lecture,
    signer_grille,
)
from evaluations.services.saisie import CONTESTEE, apprecier

if TYPE_CHECKING:
    from evaluations.queries.grille import GrilleLue


@require_safe
@reserve_a(Role.EVALUATEUR)
def mes_commissions(request: HttpRequest) -> HttpResponse:
    """Today first, then what is to come, then what still waits for a grid or a signature; `?annee=`: what was finished
    in a year before the last one."""
    aujourdhui = horloge.aujourdhui()
    anciennes = annees_anciennes(request.user, aujourdhui)
    annee = next((an for an in anciennes if str(an) == request.GET.get("annee")), 0)
    rubriques = seances_du_jour(passages_a_evaluer(request.user, aujourdhui, annee), aujourdhui)
    contexte = {"rubriques": rubriques, "annee": annee, "anciennes": anciennes}
    contexte |= {"choses": choses_a_faire(rubriques, aujourdhui)}
    return render(request, "evaluations/mes_commissions.html", contexte)


@require_safe
@reserve_a(Role.EVALUATEUR)
def independance_declarer(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a grid leads whoever has not declared: the page of the sitting, and back; or why it stays shut."""
    grille = _grille(request, pk)
    if grille.independance_declaree or not grille.y_siege:
        return redirect(grille)
    if grille.lien_declare:
        return render(request, "evaluations/independance_declarer.html", _entete(grille))
    siennes = Commission.objects.de_l_evaluateur(request.user).filter(passages__inscription=grille.inscription_id)
    seance = reverse("independance_seance", args=[siennes.earliest("date", "pk").pk])
    return redirect(f"{seance}?{urlencode({'next': grille.get_absolute_url()})}")


@require_safe
@reserve_a(*CONSULTATION, Role.EVALUATEUR)
def grille_rapport(request: HttpRequest, pk: int) -> HttpResponse:
    """The candidate's activity report, for the evaluators of their sittings once independence is declared."""
    grille = _grille(request, pk)
    rapport = RapportActivites.objects.select_related("fichier").filter(inscription=grille.inscription_id).first()
    if rapport is None or rapport.fichier is None:
        raise Http404
    if grille.y_siege and not grille.independance_declaree:
        return redirect("independance_declarer", grille.pk)
    return reponse_fichier(rapport.fichier, lue("Rapport d’activités lu.", grille.inscription))


@require_safe
@reserve_a(Role.EVALUATEUR)
def grille_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """Référentiel, livret and papers of the candidate, beside the grid."""
    grille = _grille(request, pk)
    if not grille.independance_declaree:
        return redirect("independance_declarer", grille.pk)
    documents = documents_de([grille.inscription])[grille.inscription_id]
    return render(request, "evaluations/grille_documents.html", _entete(grille) | {"documents": documents})


@require_safe
@reserve_a(*CONSULTATION, Role.EVALUATEUR)
def grille_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole grid; staff and auditor read it once sealed, be they evaluators elsewhere."""
    grille = _grille(request, pk)
    if not grille.y_siege:
        if a_role(request.user, Role.AUDITEUR):
            consigner_lecture(grille=grille, par=request.user, a=horloge.maintenant())
        contenu = contenu_grille(grille)
        contexte = {
            "grille": grille,
            "contenu": contenu,
            "remplacees": lignes_remplacees(contenu.papier) if contenu.papier and contenu.papier.remplacees else [],
            "anciennes": grille.versions.filter(rouverte_le__isnull=False).select_related("rouverte_par"),
            "peut_rouvrir": est_responsable(request.user),
        }
        return render(request, "evaluations/grille_consulter.html", contexte)
    if not grille.independance_declaree:
        return redirect("independance_declarer", grille.pk)
    lignes = lignes_de(grille)
    passages = passages_de_l_evaluateur(grille, request.user)
    les_siennes = {pk for passage in passages for pk in passage.competences}
    aujourdhui = horloge.aujourdhui()
    a_faire = [
        ligne for ligne in lignes if (not ligne.jugee or ligne.a_trancher) and ligne.competence.pk in les_siennes
    ]
    signataires = queries_grille.signataires(grille.inscription_id, grille.pk)
    contexte = _entete(grille) | {
        "lignes": lignes,
        "segments": segments(grille, lignes),
        "les_siennes": les_siennes,
        "passages": passages,
        "heure": passages[-1].passage.heure if passages else None,
        "amenagements": amenagements_du_jour(passages, grille.inscription_id, aujourdhui),
        "suivante": a_faire[0] if a_faire else None,
        "complete": all(ligne.jugee and not ligne.a_trancher for ligne in lignes),
        "signataires": signataires,
        "a_signe": any(s.signee_le and s.evaluateur.utilisateur_id == request.user.pk for s in signataires),
    }
    return render(request, "evaluations/grille_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.EVALUATEUR)
def grille_competence(request: HttpRequest, pk: int, competence_pk: int) -> HttpResponse:
    """One competence; previous and next save on the way."""
    grille = _grille(request, pk)
    if not grille.independance_declaree:
        return redirect("independance_declarer", grille.pk)
    lignes = lignes_de(grille)
    rang = next((i for i, ligne in enumerate(lignes) if ligne.competence.pk == competence_pk), None)
    if rang is None:
        raise Http404
    ligne = lignes[rang]
    fiche = fiche_competence(ligne.competence, ligne.appreciation.atteints if ligne.appreciation else ())
    passages = passages_de_l_evaluateur(grille, request.user)
    siens = [p.passage for p in passages if competence_pk in p.competences]
    modifiable = bool(siens) and grille.etat != EtatGrille.SCELLEE
    gardables = valeurs_a_trancher(ligne.appreciation)
    form = _formulaire(request, ligne, fiche, siens, gardables)
    issue = (
        tenter(request, form, lambda: _enregistrer(request, grille, ligne, form, gardables)) if modifiable else Issue()
    )
    if issue.fait:
        return redirect(_suite(request, grille, lignes, rang, issue.resultat))
    contexte = _entete(grille) | {
        "formulaire": form,
        "ligne": ligne,
        "fiche": fiche,
        "coches": _coches(request, fiche),
        "gardables": gardables,
        "modalites": ModaliteUtilisee.choices,
        "version": ligne.appreciation.version if ligne.appreciation else 0,
        "passages": siens,
        "heure": passages[-1].passage.heure if passages else None,
        "modifiable": modifiable,
        "segments": segments(grille, lignes, ligne),
        "courant": f"Compétence {ligne.numero}",
        "precedente": lignes[rang - 1] if rang else None,
        "suivante": lignes[rang + 1] if rang + 1 < len(lignes) else None,
        "amenagements": amenagements_du_jour(passages, grille.inscription_id, horloge.aujourdhui()),
    }
    return render(request, "evaluations/grille_competence.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(Role.EVALUATEUR)
def grille_signer(request: HttpRequest, pk: int) -> HttpResponse:
    """Read everything again, then sign exactly that."""
    grille = _grille(request, pk)
    if not grille.independance_declaree:
        return redirect("independance_declarer", grille.pk)
    form = SignatureForm(**saisie(request))

    def signer() -> Grille:
        evaluateur = get_object_or_404(Evaluateur, utilisateur=request.user)
        donnees = form.cleaned_data
        return signer_grille(
            grille=grille,
            evaluateur=evaluateur,
            **{nom: donnees[nom] for nom in ("empreinte", "trace", "sans_trace")},
            a=horloge.maintenant(),
        )

    issue = tenter(request, form, signer)
    changee = isinstance(issue.refus, EmpreintePerimee)
    if issue.fait:
        scellee = issue.valeur.etat == EtatGrille.SCELLEE
        return reussir(
            request, "Signé : la grille est scellée." if scellee else "Votre signature est enregistrée.", grille
        )
    contenu = contenu_grille(grille)
    a_signe = any(s.signee_le and s.evaluateur.utilisateur_id == request.user.pk for s in contenu.signataires)
    contexte = _entete(grille) | {"formulaire": form, "contenu": contenu, "changee": changee, "a_signe": a_signe}
    return render(request, "evaluations/grille_signer.html", contexte, status=409 if changee else 200)


def _grille(request: HttpRequest, pk: int) -> "GrilleLue":
    return get_object_or_404(grilles_pour(request.user), pk=pk)


def _entete(grille: Grille) -> dict[str, Any]:
    candidat = grille.inscription.candidat
    return {"grille": grille, "candidat": candidat, "initiales": initiales(candidat)}


def _formulaire(
    request: HttpRequest,
    ligne: LigneGrille,
    fiche: FicheCompetence,
    siens: list[Passage],
    gardables: list[ValeurGardable],
) -> AppreciationForm:
    ecrite = ligne.appreciation
    initial: dict[str, Any] = {"passage": siens[-1].pk if siens else None, "version": 0, "modalites": []}
    if ecrite:
        commentaires = [ecrite.commentaire, *(gardable.valeur.commentaire for gardable in gardables)]
        initial = {
            "decision": {True: "oui", False: "non", None: ""}[ecrite.maitrisee],
            "commentaire": "\n".join(texte for texte in dict.fromkeys(commentaires) if texte),
            "modalites": ecrite.modalites,
            "preuves": ecrite.preuves,
            "passage": ecrite.passage_id,
            "version": ecrite.version,
        }
    return AppreciationForm(
        **saisie(request),
        initial=initial,
        criteres=[element for famille in fiche.familles for element in famille.elements],
        passages=siens,
        gardables=[gardable.cle for gardable in gardables],
    )


def _enregistrer(
    request: HttpRequest, grille: Grille, ligne: LigneGrille, form: AppreciationForm, gardables: list[ValeurGardable]
) -> Appreciation | None:
    """Save the line: what the form says, or that of the values to settle which the commission keeps. Nothing chosen
    means nothing to save."""
    donnees = form.cleaned_data
    valeur = next((gardable.valeur for gardable in gardables if gardable.cle == donnees["choix"]), None)
    if valeur is None:
        if not donnees["decision"]:
            return None
        atteints = tuple(critere.pk for critere in donnees["criteres"])
        valeur = Valeur(
            donnees["decision"] == "oui",
            tuple(donnees["modalites"]),
            atteints,
            donnees["preuves"],
            donnees["commentaire"],
        )
    return apprecier(
        grille=grille,
        competence=ligne.competence,
        passage=donnees["passage"],
        maitrisee=valeur.maitrisee,
        commentaire=valeur.commentaire,
        criteres=valeur.atteints,
        modalites=valeur.modalites,
        preuves=valeur.preuves,
        evaluateur=get_object_or_404(Evaluateur, utilisateur=request.user),
        version_lue=donnees["version"],
        a=horloge.maintenant(),
    )


def _suite(
    request: HttpRequest, grille: Grille, lignes: tuple[LigneGrille, ...], rang: int, ecrite: Appreciation | None
) -> str:
    """Where the pressed button leads: the competence before, the one after, or the grid; the same page when somebody
    else had written meanwhile."""
    if ecrite and ecrite.tranchable:
        avertir(request, CONTESTEE)
        return reverse("grille_competence", args=[grille.pk, lignes[rang].competence.pk])
    cible = rang + {"precedente": -1, "suivante": 1}.get(request.POST.get("vers", ""), len(lignes))
    if 0 <= cible < len(lignes):
        return reverse("grille_competence", args=[grille.pk, lignes[cible].competence.pk])
    return grille.get_absolute_url()


def _coches(request: HttpRequest, fiche: FicheCompetence) -> frozenset[int]:
    """Ids of the ticked criteria: those just sent, else those kept."""
    if request.method == "POST":
        return frozenset(en_entiers(request.POST.getlist("criteres")))
    return fiche.atteints
