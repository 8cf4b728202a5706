"""The list of places of birth that the centre loads."""

from candidats.forms.champs import ChampFichier
from certif_portal.commun.formulaires import Formulaire
from certif_portal.commun.types_fichiers import CSV


class LieuxForm(Formulaire):
    fichier = ChampFichier(
        label="Fichier de l’INSEE",
        types=(CSV,),
        required=False,
        help_text="Communes depuis 1943, ou pays : le fichier .csv du Code officiel géographique, tel qu’il est "
        "téléchargé. Sans fichier, la liste livrée avec le portail est chargée.",
    )
