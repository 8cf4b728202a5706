"""What a tablet takes along for the next days: the grids of one evaluator, under initials alone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from candidats.choix import EtatAmenagement
from candidats.models import Amenagement, LigneLivret
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import EtatCommission, EtatGrille
from evaluations.models import Appreciation, DeclarationIndependance, MembreCommission, NoteEvaluateur, Passage
from evaluations.queries.competence import CompetenceAttendue, competences_attendues
from evaluations.queries.saisie import ligne_en_json, valeurs_contraires
from evaluations.regles.paquet import fenetre, initiales
from referentiels.choix import FAMILLES_CRITERES, Rubrique
from referentiels.models import ElementEvaluation

Objet = dict[str, Any]


def paquet_de(personne: Utilisateur, le: date, grille: int | None = None) -> list[Objet]:
    """A grid for each candidate of the evaluator's sittings of these days: 10 queries, however many; `grille` too, one
    of theirs whatever its day: a page left to finish is kept by the tablet as well.

    Without a declaration of independence, its number alone: no initials, no criteria.
    """
    passages = passages_emportes(personne, le, grille)
    declarees = set(
        DeclarationIndependance.objects.filter(
            evaluateur__utilisateur=personne, lien=False, inscription__in=[p.inscription_id for p in passages]
        ).values_list("inscription_id", flat=True)
    )
    ouverts = [passage for passage in passages if passage.inscription_id in declarees]
    lecture = _Lecture(personne, ouverts)
    return [
        lecture.grille(passage)
        if passage.inscription_id in declarees
        else {"grille": passage.inscription.grille.pk, "independance": False}
        for passage in passages
    ]


def cle_de(utilisateur: Utilisateur) -> str:
    """What seals the answers to one person: the tablet has it from the package; and what
    seals its emergency file."""
    return cles_de(utilisateur)[0]


def cles_de(utilisateur: Utilisateur) -> list[str]:
    """Today's, then those of before SECRET_KEY changed: a tablet left in a drawer still seals with one of them."""
    return [
        salted_hmac("evaluations.saisies", str(utilisateur.pk), secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def pages_du_paquet(grilles: Iterable[Objet]) -> list[str]:
    """The addresses a tablet keeps with it."""
    pages = [reverse("mes_commissions")]
    for grille in grilles:
        if "competences" in grille:
            pages.append(reverse("grille_detail", args=[grille["grille"]]))
            pages += [
                reverse("grille_competence", args=[grille["grille"], competence["id"]])
                for competence in grille["competences"]
                if not competence["acquise"]
            ]
    return list(dict.fromkeys(pages))


def passages_emportes(personne: Utilisateur, le: date, grille: int | None = None) -> list[Passage]:
    """The turns of these days, and those of one more grid of theirs: 2 queries."""
    premier, dernier = fenetre(le)
    voulus = Q(commission__date__range=(premier, dernier))
    if grille:
        voulus |= Q(inscription__grille=grille)
    places = MembreCommission.objects.filter(evaluateur__utilisateur=personne).values("commission")
    return list(
        Passage.objects.filter(voulus, commission__in=places)
        .exclude(commission__etat=EtatCommission.ANNULEE)
        .select_related("commission", "inscription__candidat", "inscription__grille")
        .select_related("inscription__referentiel__certification")
        .prefetch_related("competences")
        .order_by("commission__date", "commission__heure", "heure", "pk")
    )


class _Lecture:
    """Everything that the grids of a package say, read at once."""

    def __init__(self, personne: Utilisateur, passages: list[Passage]) -> None:
        self.personne = personne
        inscriptions = [passage.inscription for passage in passages]
        self.attendues = competences_attendues(inscriptions, avec_reprises=True)
        competences = {ligne.competence.pk for lignes in self.attendues.values() for ligne in lignes}
        self.elements: dict[int, list[ElementEvaluation]] = defaultdict(list)
        for element in ElementEvaluation.objects.filter(competence__in=competences).order_by("rubrique", "ordre"):
            self.elements[element.competence_id].append(element)
        grilles = [inscription.grille.pk for inscription in inscriptions]
        ecrits = {"grille__in": grilles}
        self.lignes = {
            (ligne.grille_id, ligne.competence_id): ligne
            for ligne in Appreciation.objects.filter(**ecrits).select_related("saisie_par__utilisateur")
        }
        self.notes: dict[tuple[int, int], list[NoteEvaluateur]] = defaultdict(list)
        for note in NoteEvaluateur.objects.filter(**ecrits).select_related("saisie_par__utilisateur"):
            self.notes[note.grille_id, note.competence_id].append(note)
        self.modalites: dict[tuple[int, int], list[str]] = defaultdict(list)
        prevues = LigneLivret.objects.filter(livret__inscription__in=inscriptions, modalites__isnull=False)
        for inscription, competence, nature in prevues.values_list(
            "livret__inscription", "competence", "modalites__nature"
        ):
            self.modalites[inscription, competence].append(nature)
        self.amenagements: dict[int, list[str]] = defaultdict(list)
        for accorde in Amenagement.objects.filter(inscription__in=inscriptions, etat=EtatAmenagement.ACCORDE):
            self.amenagements[accorde.inscription_id].append(str(accorde))

    def grille(self, passage: Passage) -> Objet:
        inscription, commission = passage.inscription, passage.commission
        heure = passage.heure or commission.heure
        prevues = {competence.pk for competence in passage.competences.all()}
        return {
            "grille": inscription.grille.pk,
            "passage": passage.pk,
            "seance": {
                "date": commission.date.isoformat(),
                "heure": heure.strftime("%H:%M") if heure else "",
                "lieu": commission.lieu,
            },
            "initiales": initiales(inscription.candidat.prenom, inscription.candidat.nom_affiche),
            "certification": f"{inscription.referentiel.certification.code} · {inscription.referentiel.intitule}",
            "amenagements": self.amenagements[inscription.pk],
            "competences": [
                self.competence(inscription.pk, inscription.grille.pk, attendue)
                for attendue in self.attendues[inscription.pk]
                if attendue.competence.pk in prevues or attendue.acquise_le
            ],
            "scellee": inscription.grille.etat == EtatGrille.SCELLEE,
        }

    def competence(self, inscription: int, grille: int, attendue: CompetenceAttendue) -> Objet:
        competence, version_bloc = attendue.competence, attendue.version_bloc
        bloc = f"{version_bloc.bloc} · {version_bloc.intitule}" if version_bloc.bloc else version_bloc.intitule
        entete = {
            "id": competence.pk,
            "numero": attendue.numero,
            "intitule": competence.intitule,
            "bloc": bloc,
            "acquise": attendue.acquise_le is not None,
        }
        if attendue.acquise_le:
            return entete
        par_rubrique: dict[str, list[ElementEvaluation]] = defaultdict(list)
        for element in self.elements[competence.pk]:
            par_rubrique[element.rubrique].append(element)
        ligne = self.lignes.get((grille, competence.pk))
        return entete | {
            "modalites_prevues": self.modalites[inscription, competence.pk],
            "conditions": [element.texte for element in par_rubrique[Rubrique.CONDITIONS]],
            "resultats": [element.texte for element in par_rubrique[Rubrique.RESULTATS]],
            "familles": [
                {
                    "code": famille.value,
                    "libelle": famille.label,
                    "criteres": [{"id": e.pk, "texte": e.texte, "sous": e.sous} for e in par_rubrique[famille]],
                }
                for famille in FAMILLES_CRITERES
                if par_rubrique[famille]
            ],
            **self.saisies(self.notes[grille, competence.pk]),
            "commun": ligne_en_json(ligne) if ligne else None,
            "conflit": valeurs_contraires(ligne) if ligne else [],
        }

    def saisies(self, notes: list[NoteEvaluateur]) -> Objet:
        """One's own note; those of the others once one has decided, as they have."""
        mienne = next((note for note in notes if note.saisie_par.utilisateur_id == self.personne.pk), None)
        decidee = mienne is not None and mienne.maitrisee is not None
        return {
            "note": ligne_en_json(mienne) if mienne else None,
            "notes": [ligne_en_json(n) for n in notes if n is not mienne and decidee and n.maitrisee is not None],
        }
