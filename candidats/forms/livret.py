"""The livret de suivi: one block per competence, then who agreed and when the evaluation is planned."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms

from candidats.choix import Accord, NatureRetour
from candidats.donnees import DonneesLivret, LigneLivretDonnees
from candidats.forms.champs import ChampFichier
from candidats.models import Inscription, LivretPrepare
from candidats.queries.livret_prepare import en_iso
from candidats.regles.constat import Constat
from candidats.regles.livret import controler_livret
from candidats.regles.livret_prepare import LIGNE
from certif_portal.commun.champs import ChampDate, ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire, MotifForm
from certif_portal.commun.regles import Regle
from referentiels.choix import EN_SITUATION_DE_TRAVAIL, MODALITES_COURTES
from referentiels.models import Modalite
from referentiels.queries.competence import CompetenceNumerotee


class RenvoiLivretForm(MotifForm):
    """What kind of defect, then what is to be mended."""

    nature = forms.ChoiceField(
        label="Ce qui ne va pas", choices=NatureRetour.choices, initial=NatureRetour.INCORRECT, widget=forms.RadioSelect
    )
    field_order = ("nature", "motif")


def champs_de_ligne(choix: list[tuple[int, str]], suffixe: str = "") -> dict[str, forms.Field]:
    """What a livret says of a competence, or, without suffix, of them all."""
    return {
        f"modalites{suffixe}": forms.TypedMultipleChoiceField(
            label="Modalités", choices=choix, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
        ),
        f"situation{suffixe}": forms.CharField(
            label="Situation ou projet prévu", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
        ),
        f"lieu{suffixe}": ChampTexte(label="Lieu", required=False, max_length=120),
        f"tuteur{suffixe}": ChampTexte(label="Tuteur ou référent sur place", required=False, max_length=120),
        f"motif{suffixe}": ChampMotif(
            "Pourquoi pas en situation de travail",
            lignes=2,
            required=False,
            help_text="Attendu sans observation en situation de travail.",
        ),
    }


def lignes_de(formulaire: forms.BaseForm, competences: Sequence[CompetenceNumerotee]) -> Iterator[dict[str, Any]]:
    """Competences with their bound fields; `bloc` is set on the first of each bloc only."""
    precedent = None
    for ligne in competences:
        bloc = ligne.version_bloc if ligne.version_bloc.pk != precedent else None
        precedent, pk = ligne.version_bloc.pk, ligne.competence.pk
        champs = [formulaire[f"{nom}_{pk}"] for nom in LIGNE]
        yield {"numero": ligne.numero, "competence": ligne.competence, "bloc": bloc, "champs": champs}


class LivretForm(Formulaire):
    """`competences`: those aimed at; `modalites`: those of the référentiel; `accords`: who may agree here;
    `brouillon`: it is kept, complete or not; `prepare`: what was kept so far."""

    accord = forms.ChoiceField(label="L’accord est donné par", widget=forms.RadioSelect)
    accord_nom = ChampTexte(label="Nom", max_length=120)
    accord_qualite = ChampTexte(
        label="Qualité", max_length=120, required=False, help_text="Attendue pour l’entreprise."
    )
    accord_le = ChampDate("Date de l’accord")
    date_evaluation_prevue = ChampDate("Évaluation prévue le")
    fichier = ChampFichier(
        label="Document signé",
        required=False,
        help_text="Il suffit à lui seul s’il dit les modalités : PDF, JPEG ou PNG, 10 Mo au plus.",
    )

    def __init__(
        self,
        *args: Any,
        competences: Sequence[CompetenceNumerotee],
        modalites: Sequence[Modalite],
        accords: Sequence[str],
        fichier_depose: bool,
        le: date,
        brouillon: bool = False,
        prepare: LivretPrepare | None = None,
        inscription: Inscription | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        self.brouillon, self.prepare, self.inscription = brouillon, prepare, inscription
        self.competences, self.modalites, self.accords, self.le = competences, modalites, accords, le
        self.fichier_depose = fichier_depose
        self.fields["accord"].choices = [(code, Accord(code).label) for code in accords]
        choix = [(modalite.pk, MODALITES_COURTES[modalite.nature]) for modalite in modalites]
        for ligne in competences:
            self.fields.update(champs_de_ligne(choix, f"_{ligne.competence.pk}"))
        if brouillon:
            for champ in self.fields.values():
                champ.required = False

    def lignes(self) -> Iterator[dict[str, Any]]:
        return lignes_de(self, self.competences)

    def a_change(self) -> bool:
        """What was kept of it, beside the registration's own row."""
        vu = self.prepare.vu if self.prepare else ""
        courant = LivretPrepare.objects.filter(inscription=self.inscription).first()
        return (courant.vu if courant else "") != vu

    def clean(self) -> dict[str, Any]:
        propres = super().clean()
        if self.brouillon:
            return propres
        constats = controler_livret(
            self._donnees(propres),
            competences={ligne.competence.pk: ligne.competence.intitule for ligne in self.competences},
            modalites=[modalite.pk for modalite in self.modalites],
            en_situation=[m.pk for m in self.modalites if m.nature in EN_SITUATION_DE_TRAVAIL],
            accords=self.accords,
            avec_fichier=self.fichier_depose or bool(propres.get("fichier")),
            le=self.le,
        )
        self.signaler([constat for constat in constats if constat.champ not in self.errors])
        return propres

    def signaler(self, constats: Sequence[Constat]) -> None:
        """On its field; a rule that several competences breach is quoted once."""
        citees: set[Regle | None] = set()
        for constat in constats:
            texte = constat.message if constat.regle in citees else str(constat)
            self.add_error(constat.champ if constat.champ in self.fields else None, texte)
            citees.add(constat.regle)

    def _donnees(self, propres: dict[str, Any]) -> DonneesLivret:
        """The values read; a date that could not be read is replaced by today, its own error being shown already.

        No line at all when nothing was typed of any competence: the signed document speaks then.
        """
        lignes = tuple(
            LigneLivretDonnees(
                competence_id=ligne.competence.pk,
                modalites=tuple(propres.get(f"modalites_{ligne.competence.pk}", ())),
                situation=propres.get(f"situation_{ligne.competence.pk}", ""),
                lieu=propres.get(f"lieu_{ligne.competence.pk}", ""),
                tuteur=propres.get(f"tuteur_{ligne.competence.pk}", ""),
                motif_hors_situation=propres.get(f"motif_{ligne.competence.pk}", ""),
            )
            for ligne in self.competences
        )
        return DonneesLivret(
            accord=propres.get("accord", ""),
            accord_nom=propres.get("accord_nom", ""),
            accord_qualite=propres.get("accord_qualite", ""),
            accord_le=propres.get("accord_le") or self.le,
            date_evaluation_prevue=propres.get("date_evaluation_prevue") or self.le,
            lignes=lignes if any(ligne.dite for ligne in lignes) else (),
        )

    @property
    def donnees(self) -> DonneesLivret:
        """The values of a valid form."""
        return self._donnees(self.cleaned_data)

    @property
    def saisie(self) -> dict[str, Any]:
        """What is typed, to be kept as it is; a document is not: it comes with the deposit."""
        return en_iso({nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "fichier" and valeur})
