"""Forms of the file for the GTP, of what it answers, and of the capacity to award."""

from typing import Any

from django import forms

from certif_portal.commun.champs import ChampDate, ChampFichier, ChampLong, ChampMotif, ChampTexte
from certif_portal.commun.formulaires import Formulaire, MotifForm
from jurys.choix_gtp import CANAUX_A_PROUVER, CanalGTP, NatureAnnexe, ReponseGTP
from jurys.forms.jury import JourForm
from jurys.services.gtp import Jointe


class PreparationGTPForm(Formulaire):
    """What the letter of annexe 12 will list beside the émargement and the PV."""

    extrait = ChampFichier(
        label="Extrait du procès-verbal de la CPREFP",
        required=False,
        help_text="Ou de la commission paritaire infrarégionale. PDF ou image.",
    )
    courriers = ChampFichier(
        label="Courriers du secrétariat et réponses",
        required=False,
        help_text="À défaut de l’extrait, en un seul fichier. PDF ou image.",
    )
    autre = ChampFichier(label="Autre document joint", required=False)
    autre_titre = ChampTexte(label="Son titre, dans la lettre", required=False, max_length=160)
    reprendre = forms.BooleanField(
        label="Reprendre ce que le dossier précédent joignait, sauf ce qui est remplacé ici", required=False
    )
    motif = ChampMotif(
        "Sans extrait ni courriers, pourquoi",
        lignes=2,
        required=False,
        help_text="Un responsable seul l’admet ; la lettre au GTP le dit.",
    )

    def __init__(self, *args: Any, precedent: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not precedent:
            del self.fields["reprendre"]

    def demande(self) -> dict[str, Any]:
        """As the service takes it."""
        lus = self.cleaned_data
        natures = {
            "extrait": NatureAnnexe.EXTRAIT,
            "courriers": NatureAnnexe.COURRIERS,
            "autre": NatureAnnexe.AUTRE,
        }
        jointes = [
            Jointe(nature, lus[champ], lus["autre_titre"] if champ == "autre" else "")
            for champ, nature in natures.items()
            if lus[champ]
        ]
        return {"jointes": jointes, "motif": lus["motif"], "reprendre": lus.get("reprendre", False)}


class LettreSigneeForm(Formulaire):
    fichier = ChampFichier(label="Lettre signée, numérisée", help_text="PDF ou image, 10 Mo au plus.")


class DestinataireGTPForm(Formulaire):
    destinataire = forms.EmailField(
        label="Courriel du secrétariat du GTP",
        help_text="L’archive part avec le courriel, en pièce jointe.",
        widget=forms.EmailInput(attrs={"autofocus": True}),
    )


class PreuveForm(JourForm):
    """A day, and the document that proves it."""

    preuve = ChampFichier(label="Preuve", help_text="Courriel, courrier, accusé, capture. PDF ou image.")


class TransmissionForm(PreuveForm):
    canal = forms.ChoiceField(
        label="Comment", choices=CANAUX_A_PROUVER, widget=forms.RadioSelect, initial=CanalGTP.COURRIER
    )
    field_order = ["canal", "le", "preuve"]


class ReponseGTPForm(PreuveForm):
    reponse = forms.ChoiceField(label="Réponse", choices=ReponseGTP.choices, widget=forms.RadioSelect)
    texte = ChampLong("Ce que le GTP observe", lignes=4, required=False, max_length=4000)
    field_order = ["reponse", "le", "texte", "preuve"]


class ActionForm(Formulaire):
    quoi = ChampLong("Ce qui est à faire", lignes=3, max_length=2000)
    qui = ChampTexte(label="Qui en est chargé", max_length=120)
    pour_le = ChampDate("Pour le")


class ActionMeneeForm(PreuveForm):
    compte_rendu = ChampLong("Ce qui a été fait", lignes=3, max_length=2000)
    field_order = ["le", "compte_rendu", "preuve"]


class RetraitForm(MotifForm):
    effet = ChampDate("Retirée à compter du")
    preuve = ChampFichier(label="Décision de la CPNEFP", help_text="PDF ou image.")
    field_order = ["effet", "motif", "preuve"]


class RetourForm(Formulaire):
    rendue_le = ChampDate("Rendue à compter du")
    preuve = ChampFichier(label="Acte de la CPNEFP", help_text="PDF ou image.")
