"""What the national information system (SI-CPF, Caisse des dépôts) expects of a certified person. No database here."""

from certif_portal.commun.regles import Effet, Origine, Regle, decision

NATIONAL_DONNEES = Regle(
    code="NATIONAL-DONNEES",
    enonce="Le fichier national des certifiés attend le sexe et le code INSEE du lieu de naissance : leur absence est "
    "dite dès l’inscription, elle n’arrête rien.",
    source=decision(251, "Fichier national des certifiés"),
    origine=Origine.LECTURE,
    effet=Effet.ALERTE,
)
SANS_SEXE, SANS_CODE = "le sexe", "le code INSEE de la commune ou du pays de naissance"


def manques_national(sexe: str, code_commune: str) -> list[str]:
    """NATIONAL-DONNEES: what is not known of a person, in words; the first alone keeps them out of the file."""
    return [mot for mot, valeur in ((SANS_SEXE, sexe), (SANS_CODE, code_commune)) if not valeur]
