"""Forms of registrations: they parse and show; the rules decide, the services write."""

from candidats.forms.classeur import ClasseurForm, ColonnesForm
from candidats.forms.inscription import InscriptionForm
from candidats.forms.liste import FiltreForm, liste_filtree
from candidats.forms.livret import LivretForm
from candidats.forms.parcours import (
    InstructionVAEForm,
    Livret2Form,
    RapportForm,
    RenvoiLivretForm,
    ReportForm,
    ReprisesForm,
    SortieForm,
)
from candidats.forms.projet import DecisionProjetForm, FiltreProjetsForm, ProjetForm, RattachementForm
from candidats.forms.suite import (
    DecisionDerogationForm,
    EntrepriseForm,
    IdentiteForm,
    PieceIdentiteForm,
    RecevabiliteForm,
)

__all__ = [
    "ClasseurForm",
    "ColonnesForm",
    "DecisionDerogationForm",
    "DecisionProjetForm",
    "EntrepriseForm",
    "FiltreForm",
    "FiltreProjetsForm",
    "IdentiteForm",
    "InscriptionForm",
    "InstructionVAEForm",
    "Livret2Form",
    "LivretForm",
    "PieceIdentiteForm",
    "ProjetForm",
    "RapportForm",
    "RattachementForm",
    "RecevabiliteForm",
    "RenvoiLivretForm",
    "ReportForm",
    "ReprisesForm",
    "SortieForm",
    "liste_filtree",
]
