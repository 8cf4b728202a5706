"""Forms of registrations: they parse and show; the rules decide, the services write."""

from candidats.forms.classeur import ClasseurForm, ColonnesForm, FeuillesForm
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
    MotifForm,
    PieceIdentiteForm,
    RecevabiliteForm,
)

__all__ = [
    "ClasseurForm",
    "ColonnesForm",
    "DecisionDerogationForm",
    "DecisionProjetForm",
    "EntrepriseForm",
    "FeuillesForm",
    "FiltreForm",
    "FiltreProjetsForm",
    "IdentiteForm",
    "InscriptionForm",
    "InstructionVAEForm",
    "Livret2Form",
    "LivretForm",
    "MotifForm",
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
