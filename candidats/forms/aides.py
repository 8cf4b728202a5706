"""What is said beside the fields of a registration that people get wrong."""

NOM = "Celui de la pièce d’identité."
COMMUNE = "Telle que la pièce d’identité la nomme."
CODE_INSEE = "Facultatif. Ce n’est pas le code postal."
VOIE = "Une VAE n’a pas de dates de formation : elle a son dossier de recevabilité."
ENTREE = "Le premier jour : le délai d’inscription en part."
FIN = "Le dernier jour : après lui, personne ne peut plus inscrire."
EVALUATION = "Au plus tard avec le choix des modalités d’évaluation."
