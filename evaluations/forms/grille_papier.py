"""Forms of a grid that came on paper: its scan, what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampLong
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import date_longue
from evaluations.choix import ModaliteUtilisee
from evaluations.models import Appreciation
from evaluations.models.grille_papier import GARDEE
from evaluations.queries.grille_papier import CompetencePapier, MembrePapier, SaisieTablette
from evaluations.regles.grille import COMMENTAIRE_NON_MAITRISE, commentaire_suffisant
from evaluations.regles.saisie import DECISIONS, Valeur
from evaluations.services.grille_papier import LignePapier

CLASSES = {"preuves": "form-control", "commentaire": "form-control", "passage": "form-select"}
DECISIONS_DITES = (("oui", "Maîtrisée"), ("non", "Non maîtrisée"))
GARDEE_ET_SAISIE = (
    "Le papier n’en dit rien, ou ce qui suit : videz ce qui est saisi, ou choisissez la décision que porte le papier."
)
SANS_SEANCE = "La compétence {numero} n’est prévue à aucune séance du candidat : ajoutez-la à une."
PARTIES = ("decision", "modalites", "criteres", "preuves", "commentaire", "passage")


class ScanGrilleForm(Formulaire):
    papier = ChampFichier(label="Grille signée, scan", help_text="PDF, JPEG ou PNG ; toutes ses pages en un fichier.")


@dataclass(frozen=True)
class BoitePapier:
    """The fields of one competence, as the paper shows them."""

    prevue: CompetencePapier
    champs: dict[str, forms.BoundField]

    @property
    def gardee(self) -> bool:
        """The paper is believed, or said, to say nothing of it."""
        return self.champs["decision"].value() == GARDEE

    @property
    def gardable(self) -> bool:
        return len(self.champs["decision"].field.choices) > len(DECISIONS_DITES)

    @property
    def coches(self) -> set[str]:
        return {str(pk) for pk in self.champs["criteres"].value() or ()}


class GrillePapierForm(Formulaire):
    """What the paper says, competence by competence, then who signed it, and when.

    The words of a signed paper are typed as they are: a comment that says too little is sent back to its authors."""

    entretien = ChampLong("Entretien avec le candidat", lignes=4, required=False)
    mise_en_situation = ChampLong("Mise en situation professionnelle, s’il y en a eu une", lignes=3, required=False)
    remplace = forms.BooleanField(label="Le papier signé remplace ce qui a été saisi sur tablette", required=False)

    def __init__(
        self,
        *args: Any,
        competences: Sequence[CompetencePapier],
        membres: Sequence[MembrePapier],
        en_vae: bool,
        tablette: SaisieTablette,
        gardables: Mapping[int, Appreciation],
        dites: bool,
        **options: Any,
    ) -> None:
        """`dites`: whether whoever types reads what the tablets decided; a delegated OF does not (decision 0341)."""
        super().__init__(*args, **options)
        self.competences, self.membres, self.tablette = competences, membres, tablette
        if not en_vae:
            del self.fields["entretien"], self.fields["mise_en_situation"]
        if not tablette.ecrits:
            del self.fields["remplace"]
        derniere = _derniere_seance(competences)
        for prevue in competences:
            siens = _champs(prevue, gardables.get(prevue.attendue.competence.pk), derniere, dites=dites)
            for partie, classe in CLASSES.items():
                siens[f"{partie}_{prevue.attendue.competence.pk}"].widget.attrs["class"] = classe
            self.fields |= siens
        for membre in membres:
            self.fields[f"signee_{membre.evaluateur.pk}"] = ChampDate(f"Signée par {membre.evaluateur}, le")

    @property
    def boites(self) -> list[BoitePapier]:
        return [
            BoitePapier(prevue, {partie: self[f"{partie}_{prevue.attendue.competence.pk}"] for partie in PARTIES})
            for prevue in self.competences
        ]

    @property
    def signatures(self) -> list[tuple[MembrePapier, forms.BoundField]]:
        return [(membre, self[f"signee_{membre.evaluateur.pk}"]) for membre in self.membres]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        for prevue in self.competences:
            pk = prevue.attendue.competence.pk
            if donnees.get(f"decision_{pk}") == GARDEE:
                if any(donnees.get(f"{partie}_{pk}") for partie in ("modalites", "criteres", "preuves", "commentaire")):
                    self.add_error(f"decision_{pk}", GARDEE_ET_SAISIE)
                continue
            if f"passage_{pk}" in donnees and not donnees[f"passage_{pk}"]:
                self.add_error(f"passage_{pk}", SANS_SEANCE.format(numero=prevue.attendue.numero))
            non_maitrisee = donnees.get(f"decision_{pk}") == "non"
            if non_maitrisee and not commentaire_suffisant(False, donnees.get(f"commentaire_{pk}", "")):
                self.add_error(
                    f"commentaire_{pk}",
                    "Ce commentaire ne dit pas quel critère n’est pas atteint : si le papier n’en dit pas plus, ses "
                    f"évaluateurs le complètent. {COMMENTAIRE_NON_MAITRISE.citation()}",
                )
        if self.tablette.sans(self._gardees(donnees)).ecrits and not donnees.get("remplace"):
            self.add_error("remplace", "Cette grille contient déjà des saisies : dites que le papier les remplace.")
        return donnees

    def dits(self) -> dict[str, Any]:
        """As the service takes them."""
        donnees = self.cleaned_data
        autres = {nom: donnees[nom] for nom in ("entretien", "mise_en_situation", "remplace") if nom in donnees}
        gardees = self._gardees(donnees)
        dites = [p.attendue.competence.pk for p in self.competences if p.attendue.competence.pk not in gardees]
        return autres | {
            "lignes": {pk: self._ligne(pk) for pk in dites},
            "gardees": gardees,
            "signatures": {m.evaluateur.pk: donnees[f"signee_{m.evaluateur.pk}"] for m in self.membres},
        }

    def _gardees(self, donnees: dict[str, Any]) -> set[int]:
        competences = (prevue.attendue.competence.pk for prevue in self.competences)
        return {pk for pk in competences if donnees.get(f"decision_{pk}") == GARDEE}

    def _ligne(self, pk: int) -> LignePapier:
        dit = {partie: self.cleaned_data[f"{partie}_{pk}"] for partie in PARTIES}
        valeur = Valeur(
            DECISIONS[dit["decision"]],
            tuple(code for code in ModaliteUtilisee.values if code in dit["modalites"]),
            tuple(sorted(dit["criteres"])),
            dit["preuves"].strip(),
            dit["commentaire"].strip(),
        )
        return LignePapier(valeur, dit["passage"])


def _derniere_seance(competences: Sequence[CompetencePapier]) -> int | None:
    """Of which the paper is, most often."""
    passages = {passage.pk: passage for prevue in competences for passage in prevue.passages}
    return max(passages, key=lambda pk: (passages[pk].commission.date, pk), default=None)


def _gardee(ecrite: Appreciation, *, dite: bool) -> str:
    mot = "maîtrisée" if ecrite.maitrisee else "non maîtrisée"
    quoi = f"« {mot} », saisi" if dite else "ce qui est saisi sur tablette"
    return f"Pas sur ce papier : garder {quoi} le {date_longue(ecrite.passage.commission.date)}"


def _champs(
    prevue: CompetencePapier, ecrite: Appreciation | None, derniere: int | None, *, dites: bool
) -> dict[str, forms.Field]:
    """`ecrite`: what is judged on tablet already; at another sitting than the last, it is proposed to be kept."""
    pk, numero = prevue.attendue.competence.pk, prevue.attendue.numero
    decisions = list(DECISIONS_DITES)
    if ecrite:
        decisions.append((GARDEE, _gardee(ecrite, dite=dites)))
    criteres = [(element.pk, element.texte) for famille in prevue.familles for element in famille.elements]
    seances = [(p.pk, f"{date_longue(p.commission.date)}, {p.commission.lieu}") for p in prevue.passages]
    return {
        f"decision_{pk}": forms.ChoiceField(
            label=f"Compétence {numero}, décision",
            choices=decisions,
            initial=GARDEE if ecrite and ecrite.passage_id != derniere else None,
            widget=forms.RadioSelect,
            error_messages={"required": "Le papier dit maîtrisée ou non maîtrisée : saisissez-le."},
        ),
        f"modalites_{pk}": forms.MultipleChoiceField(
            label=f"Compétence {numero}, évaluée", choices=ModaliteUtilisee.choices, required=False
        ),
        f"criteres_{pk}": forms.TypedMultipleChoiceField(
            label=f"Compétence {numero}, critères atteints", choices=criteres, coerce=int, required=False
        ),
        f"preuves_{pk}": ChampLong(f"Compétence {numero}, preuves vues", lignes=2, required=False),
        f"commentaire_{pk}": ChampLong(f"Compétence {numero}, commentaire", lignes=2, required=False),
        f"passage_{pk}": forms.TypedChoiceField(
            label=f"Compétence {numero}, séance",
            choices=seances,
            coerce=int,
            initial=seances[0][0] if seances else None,
            required=False,
        ),
    }
