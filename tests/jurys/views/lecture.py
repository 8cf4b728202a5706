"""What the tests of the screens read of a page, and the markers that must not be on it."""

PAGE = 4  # session, account, its roles, the centre's settings
MARQUEURS = {
    "nom_naissance": "Marqueurnaissance",
    "nom_usage": "Marqueurusage",
    "prenom": "Marqueurprenom",
    "commune_naissance": "Marqueurville",
    "courriel": "marqueurcourriel@exemple.fr",
}
AUTRES = ("Marqueurentreprise", "Marqueurorganisme", "Marqueurtuteur", "Marqueurchef", "Marqueurlieu")


def texte(reponse) -> str:
    return " ".join(reponse.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ").split())


def messages_de(reponse) -> list[str]:
    return [str(message).replace("\u00a0", " ") for message in reponse.context["messages"]]


def jure_de(jury) -> object:
    return jury.membres.get(preside=False, utilisateur__isnull=False).utilisateur


def president_de(jury) -> object:
    return jury.membres.get(preside=True).utilisateur
