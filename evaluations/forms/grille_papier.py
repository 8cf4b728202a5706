"""Forms of a grid that came on paper: its scan, what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampLong
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.typographie import date_longue
from evaluations.choix import ModaliteUtilisee
from evaluations.queries.grille_papier import CompetencePapier, MembrePapier
from evaluations.regles.grille import COMMENTAIRE_NON_MAITRISE, commentaire_suffisant
from evaluations.regles.saisie import DECISIONS, Valeur
from evaluations.services.grille_papier import LignePapier

CLASSES = {"preuves": "form-control", "commentaire": "form-control", "passage": "form-select"}
PARTIES = ("decision", "modalites", "criteres", "preuves", "commentaire", "passage")


class ScanGrilleForm(Formulaire):
    papier = ChampFichier(label="Grille signée, scan", help_text="PDF, JPEG ou PNG ; toutes ses pages en un fichier.")


@dataclass(frozen=True)
class BoitePapier:
    """The fields of one competence, as the paper shows them."""

    prevue: CompetencePapier
    champs: dict[str, forms.BoundField]

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
        sur_tablette: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.competences, self.membres = competences, membres
        if not en_vae:
            del self.fields["entretien"], self.fields["mise_en_situation"]
        if not sur_tablette:
            del self.fields["remplace"]
        for prevue in competences:
            siens = _champs(prevue)
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
            non_maitrisee = donnees.get(f"decision_{pk}") == "non"
            if non_maitrisee and not commentaire_suffisant(False, donnees.get(f"commentaire_{pk}", "")):
                self.add_error(
                    f"commentaire_{pk}",
                    "Ce commentaire ne dit pas quel critère n’est pas atteint : si le papier n’en dit pas plus, ses "
                    f"évaluateurs le complètent. {COMMENTAIRE_NON_MAITRISE.citation()}",
                )
        if "remplace" in self.fields and not donnees.get("remplace"):
            self.add_error("remplace", "Cette grille contient déjà des saisies : dites que le papier les remplace.")
        return donnees

    def dits(self) -> dict[str, Any]:
        """As the service takes them."""
        donnees = self.cleaned_data
        autres = {nom: donnees[nom] for nom in ("entretien", "mise_en_situation", "remplace") if nom in donnees}
        return autres | {
            "lignes": {p.attendue.competence.pk: self._ligne(p.attendue.competence.pk) for p in self.competences},
            "signatures": {m.evaluateur.pk: donnees[f"signee_{m.evaluateur.pk}"] for m in self.membres},
        }

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


def _champs(prevue: CompetencePapier) -> dict[str, forms.Field]:
    pk, numero = prevue.attendue.competence.pk, prevue.attendue.numero
    criteres = [(element.pk, element.texte) for famille in prevue.familles for element in famille.elements]
    seances = [(p.pk, f"{date_longue(p.commission.date)}, {p.commission.lieu}") for p in prevue.passages]
    return {
        f"decision_{pk}": forms.ChoiceField(
            label=f"Compétence {numero}, décision",
            choices=[("oui", "Maîtrisée"), ("non", "Non maîtrisée")],
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
            error_messages={
                "required": f"La compétence {numero} n’est prévue à aucune séance du candidat : ajoutez-la à une."
            },
        ),
    }
