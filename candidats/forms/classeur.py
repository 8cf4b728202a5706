"""The upload of a workbook."""

from candidats.forms.champs import ChampFichier
from certif_portal.commun.fichiers import XLSX
from certif_portal.commun.formulaires import Formulaire


class ClasseurForm(Formulaire):
    classeur = ChampFichier(
        label="Classeur", types=(XLSX,), help_text="Fichier .xlsx sur le modèle du portail, 10 Mo au plus."
    )
