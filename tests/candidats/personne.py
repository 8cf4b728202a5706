"""A person whose civil status was checked, and how it is corrected."""

from candidats.choix import PreuveCorrection
from candidats.services.correction import corriger_identite


def verifier(candidat, agent, instant):
    candidat.identite_verifiee_le, candidat.identite_verifiee_par = instant, agent
    candidat.identite_document = "carte"
    candidat.save()
    return candidat


def corriger(candidat, agent, instant, naissance_confirmee=None, **change):
    return corriger_identite(
        candidat=candidat,
        identite=change,
        motif="Nom mal recopié.",
        preuve=PreuveCorrection.ACTE,
        par=agent,
        a=instant,
        naissance_confirmee=naissance_confirmee,
    )
