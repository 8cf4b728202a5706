"""The activity report of a candidate."""

from candidats.forms.champs import ChampFichier
from certif_portal.commun.formulaires import Formulaire


class RapportForm(Formulaire):
    fichier = ChampFichier(
        label="Rapport d’activités", help_text="PDF, JPEG ou PNG, 10 Mo au plus. Il remplace le précédent."
    )
