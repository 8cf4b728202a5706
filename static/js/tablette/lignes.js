// What is known of each line of a grid: what waits on the tablet, else what the portal last said, else the package.

import { enAttente, lignesDites, nomDeLigne } from "./file.js";

export const VIDE = { decision: "", modalite: [], criteres: [], preuves: "", commentaire: "", confirme: false };

const NEUVE = { etat: "vierge", version: 0, valeur: VIDE, conflit: [], phrase: "", par: "", mienne: null };

/** A reader of lines, at one moment: `ligne(grille, competence, sorte)`. */
export async function lectureDesLignes(utilisateur, paquet) {
  const attendues = new Map();
  for (const fiche of await enAttente(utilisateur)) attendues.set(fiche.ligne, fiche); // the last one by rank
  const dites = await lignesDites(utilisateur);
  const competences = new Map(
    (paquet?.grilles ?? []).flatMap((grille) =>
      (grille.competences ?? []).map((competence) => [`${grille.grille}/${competence.id}`, competence]),
    ),
  );

  return (grille, competence, sorte) => {
    const nom = nomDeLigne({ grille, competence, sorte });
    const connue = competences.get(`${grille}/${competence}`);
    const ecrite = connue?.[sorte];
    const conflit = sorte === "commun" ? (connue?.conflit ?? []) : [];
    const ligne = { ...NEUVE };
    if (ecrite) Object.assign(ligne, { etat: "envoye", version: ecrite.version, valeur: { ...VIDE, ...ecrite }, par: ecrite.par ?? "" });
    if (conflit.length) Object.assign(ligne, { etat: "conflit", conflit });
    const dite = dites.get(nom);
    if (dite) {
      Object.assign(ligne, { etat: dite.statut, version: dite.version, valeur: { ...VIDE, ...dite.valeur } });
      Object.assign(ligne, { conflit: dite.conflit, phrase: dite.phrase, mienne: dite.mienne, par: "" });
    }
    const attendue = attendues.get(nom);
    if (attendue) {
      ligne.valeur = { ...VIDE, ...attendue.operation.valeur };
      ligne.phrase = attendue.retenue;
      ligne.etat = attendue.retenue ? "incomplet" : "tablette";
      ligne.version = attendue.operation.version; // what it was written from, not what came since
    }
    return ligne;
  };
}

export const MOTS = {
  vierge: "rien d’écrit",
  tablette: "sur la tablette",
  incomplet: "à compléter",
  envoye: "envoyé",
  conflit: "en désaccord",
  quarantaine: "gardé par le centre",
};

/** What the portal would refuse of a common result, said before it is sent. */
export function ceQuiManque(sorte, valeur) {
  if (sorte === "note") return "";
  if (!valeur.decision) return "Choisissez : maîtrisée, ou pas maîtrisée en toute autonomie.";
  if (valeur.decision === "non" && !valeur.commentaire.trim()) return "Dites en commentaire quel critère n’est pas atteint.";
  return "";
}
