"""Forms of the catalogue."""

from referentiels.forms.demandes import AbandonForm, DecisionForm, DemandeForm, EnvoiForm, PieceForm, ProjetForm
from referentiels.forms.equivalences import EquivalencesForm
from referentiels.forms.parcours import SaisieParcours
from referentiels.forms.repertoire import CodesBlocsForm, EnregistrementForm, EquivalenceForm
from referentiels.forms.vie import CertificationForm, PublicationForm, SuppressionForm

__all__ = [
    "AbandonForm",
    "CertificationForm",
    "CodesBlocsForm",
    "DecisionForm",
    "DemandeForm",
    "EnregistrementForm",
    "EnvoiForm",
    "EquivalenceForm",
    "EquivalencesForm",
    "PieceForm",
    "ProjetForm",
    "PublicationForm",
    "SaisieParcours",
    "SuppressionForm",
]
