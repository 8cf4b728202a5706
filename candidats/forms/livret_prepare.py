"""The livrets of a session filled at once: what all share, then what differs for a competence."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from candidats.choix import Accord
from candidats.forms.livret import champs_de_ligne, lignes_de
from candidats.queries.livret_prepare import Attendu, en_iso
from candidats.regles.livret_prepare import ACCORD, LIGNE, Saisie, accord_du_dossier
from certif_portal.commun.champs import ChampDate, ChampTexte
from certif_portal.commun.formulaires import Formulaire
from referentiels.choix import MODALITES_COURTES
from referentiels.models import Modalite
from referentiels.queries.competence import CompetenceNumerotee

DU_DOSSIER, LA_MEME, PLUS_TARD = "dossier", "meme", "tard"
VIDE = "Vide, chacun garde la sienne."


class RemplissageForm(Formulaire):
    """`competences`: those of the version that one candidate at least aims at."""

    accord_qui = forms.ChoiceField(
        label="L’accord est donné par",
        choices=[
            (DU_DOSSIER, "La personne que nomme chaque dossier : le tuteur pour l’entreprise, à défaut le candidat"),
            (LA_MEME, "La même personne pour toutes les entreprises"),
            (PLUS_TARD, "À dire plus tard"),
        ],
        initial=DU_DOSSIER,
        widget=forms.RadioSelect,
    )
    accord_nom = ChampTexte(label="Son nom", max_length=120, required=False)
    accord_qualite = ChampTexte(
        label="Qualité",
        max_length=120,
        required=False,
        help_text="Pour qui le dossier ne la dit pas.",
    )
    accord_le = ChampDate("Date de l’accord", required=False, help_text=VIDE)
    date_evaluation_prevue = ChampDate("Évaluation prévue le", required=False, help_text=VIDE)
    remplacer = forms.BooleanField(
        label="Remplacer aussi ce qui est déjà saisi",
        required=False,
        help_text="Sinon, seul ce qui est vide est rempli.",
    )

    def __init__(
        self,
        *args: Any,
        competences: Sequence[CompetenceNumerotee],
        modalites: Sequence[Modalite],
        **options: Any,
    ) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        self.competences = competences
        choix = [(modalite.pk, MODALITES_COURTES[modalite.nature]) for modalite in modalites]
        self.fields.update(champs_de_ligne(choix))
        self.fields["motif"].help_text = "Attendu de chaque compétence sans observation en situation de travail."
        for ligne in competences:
            self.fields.update(champs_de_ligne(choix, f"_{ligne.competence.pk}"))

    def communs(self) -> list[Any]:
        """The bound fields of what is said of every competence."""
        return [self[nom] for nom in LIGNE]

    def lignes(self) -> Iterator[dict[str, Any]]:
        return lignes_de(self, self.competences)

    @property
    def differe(self) -> bool:
        """Something is said of a competence alone: it is shown open."""
        noms = [f"{nom}_{ligne.competence.pk}" for ligne in self.competences for nom in LIGNE]
        return any(self[nom].value() for nom in noms) or any(nom in self.errors for nom in noms)

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if propres.get("accord_qui") == LA_MEME and not propres.get("accord_nom"):
            self.add_error("accord_nom", "Dites le nom de cette personne.")
        if not any(valeur for nom, valeur in propres.items() if nom not in ("accord_qui", "remplacer")):
            self.add_error(None, "Rien n’est saisi : choisissez au moins les modalités.")
        return propres

    def saisie_de(self, attendu: Attendu) -> Saisie:
        """What a valid form says of this candidate: of the competences that they aim at, and by whom they are
        agreed."""
        propres, inscription = self.cleaned_data, attendu.inscription
        evaluation = propres["date_evaluation_prevue"] or inscription.date_evaluation_prevue
        dite = {"accord_le": propres["accord_le"], "date_evaluation_prevue": evaluation}
        for pk in attendu.cadre.competences:
            dite |= {f"{nom}_{pk}": propres.get(f"{nom}_{pk}") or propres[nom] for nom in LIGNE}
        return en_iso(dite | self._accord(attendu))

    def _accord(self, attendu: Attendu) -> Saisie:
        propres, inscription, accords = self.cleaned_data, attendu.inscription, attendu.cadre.accords
        if propres["accord_qui"] == PLUS_TARD:
            return {}
        if propres["accord_qui"] == LA_MEME and Accord.ENTREPRISE in accords:
            personne = (Accord.ENTREPRISE.value, propres["accord_nom"], propres["accord_qualite"])
            return dict(zip(ACCORD, personne, strict=True))
        candidat = inscription.candidat
        dite = accord_du_dossier(
            accords,
            tuteur=inscription.tuteur_nom,
            qualite=inscription.tuteur_qualite or propres["accord_qualite"],
            candidat=f"{candidat.prenom} {candidat.nom_affiche}",
        )
        return dite if dite["accord_nom"] else {}
