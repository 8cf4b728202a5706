"""Forms of the OF, of its accreditation file and of its audits."""

from habilitations.forms.actes import (
    JourForm,
    LeveeSuspensionForm,
    PerimetreForm,
    SuspensionForm,
)
from habilitations.forms.audits import (
    AffectationForm,
    CampagneForm,
    ConstatForm,
    DecisionForm,
    DeclenchementForm,
    EcheanceForm,
    LeveeForm,
    PlanForm,
    PreuveForm,
    QuestionForm,
    ReponseQuestionForm,
    TexteForm,
    VisiteForm,
)
from habilitations.forms.dossiers import AnnexeForm, EngagementForm, IdentiteForm, RecevabiliteForm, ReponsesForm
from habilitations.forms.organismes import (
    ContactForm,
    HabilitationForm,
    MembreForm,
    OrganismeForm,
    RetraitHabilitationForm,
    SiteForm,
)
from habilitations.forms.vie import DeclarationForm, EnqueteOrganismeForm, PresenceForm, ReunionForm

__all__ = [
    "AffectationForm",
    "AnnexeForm",
    "CampagneForm",
    "ConstatForm",
    "ContactForm",
    "DecisionForm",
    "DeclarationForm",
    "DeclenchementForm",
    "EcheanceForm",
    "EngagementForm",
    "EnqueteOrganismeForm",
    "HabilitationForm",
    "IdentiteForm",
    "JourForm",
    "LeveeForm",
    "LeveeSuspensionForm",
    "MembreForm",
    "OrganismeForm",
    "PerimetreForm",
    "PlanForm",
    "PresenceForm",
    "PreuveForm",
    "QuestionForm",
    "RecevabiliteForm",
    "ReponseQuestionForm",
    "ReponsesForm",
    "RetraitHabilitationForm",
    "ReunionForm",
    "SiteForm",
    "SuspensionForm",
    "TexteForm",
    "VisiteForm",
]
