// The queue: each change is written here before the screen says it is kept, and leaves only when the portal has answered.

import { FORMULAIRE, ecrire, lireTout, prochainRang } from "./base.js";
import { fermer, ouvrir } from "./coffre.js";
import { empreinte } from "./sceau.js";

const LOT = 50; // operations of one sending
const POIDS = 200_000; // characters of one sending: the server reads 256 KB

/** Told to this page and to the other tabs: something of the queue changed. */
export const nouvelles = new EventTarget();
const onglets = new BroadcastChannel("portail-tablette");
onglets.onmessage = ({ data }) => nouvelles.dispatchEvent(new CustomEvent("file", { detail: data }));

function annoncer(detail) {
  nouvelles.dispatchEvent(new CustomEvent("file", { detail }));
  onglets.postMessage(detail);
}

const sousVerrou = (geste) => navigator.locks.request("portail-file", geste);

export const nomDeLigne = ({ grille, competence, sorte }) => `${grille}/${competence}/${sorte}`;

async function sceller(fiche, operation) {
  return { ...fiche, scelle: await fermer(fiche.utilisateur, operation) };
}

/** What waits, oldest first, by the order of the device and not by its clock. */
export async function enAttente(utilisateur) {
  const fiches = (await lireTout("operations", utilisateur)).sort((a, b) => a.rang - b.rang);
  const lues = fiches.map(async (fiche) => ({ ...fiche, operation: await ouvrir(utilisateur, fiche.scelle).catch(() => null) }));
  return (await Promise.all(lues)).filter(({ operation }) => operation); // under a key that is no more, nobody reads it
}

/** Keep one change. What was not sent yet of the same line is replaced; what is being sent is never touched.
 *  `version` is asked once the queue is held: an answer just received may have moved it. */
export async function noter(utilisateur, cible, valeur, version, retenue = "") {
  const ligne = nomDeLigne(cible);
  await sousVerrou(async () => {
    const fiches = await lireTout("operations", utilisateur);
    const remplacees = fiches.filter((fiche) => fiche.ligne === ligne && !fiche.gelee);
    const rang = await prochainRang();
    const operation = {
      id: crypto.randomUUID(),
      grille: cible.grille,
      competence: cible.competence,
      sorte: cible.sorte,
      passage: cible.passage,
      valeur,
      version: version(),
      rang,
      le: new Date().toISOString(),
    };
    operation.sha256 = await empreinte(operation);
    const fiche = { id: operation.id, utilisateur, ligne, rang, gelee: false, retenue };
    await ecrire([
      ...remplacees.map(({ id }) => ["operations", "delete", id]),
      ["operations", "put", await sceller(fiche, operation)],
    ]);
    annoncer({ utilisateur, ligne });
  });
}

/** The next sending, frozen: one operation a line at most, since the second stands on the answer to the first. */
export async function prendreUnLot(utilisateur, limite = LOT) {
  return sousVerrou(async () => {
    const lot = new Map();
    let poids = 0;
    for (const fiche of await enAttente(utilisateur)) {
      if (lot.has(fiche.ligne) || fiche.retenue) continue;
      poids += JSON.stringify(fiche.operation).length;
      if (lot.size && (lot.size >= limite || poids > POIDS)) break;
      lot.set(fiche.ligne, fiche);
    }
    const fiches = [...lot.values()];
    await ecrire(fiches.map(({ operation, ...fiche }) => ["operations", "put", { ...fiche, gelee: true }]));
    return fiches;
  });
}

/** The portal has answered: what it took leaves the queue, and what it says of each line is kept. */
export async function acquitter(utilisateur, lot, resultats) {
  await sousVerrou(async () => {
    const reponses = new Map(resultats.map((resultat) => [resultat.id, resultat]));
    const suivantes = await enAttente(utilisateur);
    for (const { operation, ...fiche } of lot) {
      const resultat = reponses.get(fiche.id);
      if (resultat) await ecrire(await gestes({ ...fiche, operation }, resultat, suivantes));
    }
    for (const { ligne, id, operation } of lot) {
      const resultat = reponses.get(id);
      if (resultat) annoncer({ utilisateur, ligne, statut: resultat.statut, depuis: operation.version, version: resultat.version });
    }
  });
}

async function gestes({ operation, ...fiche }, resultat, suivantes) {
  if (resultat.statut === "a_completer") {
    return [["operations", "put", { ...fiche, gelee: false, retenue: resultat.phrase }]];
  }
  const faite = resultat.statut === "appliquee" || resultat.statut === "rejouee";
  const ecrite = resultat.actuelle ?? { ...operation.valeur, version: resultat.version };
  const dite = { statut: faite ? "envoye" : resultat.statut, ecrite, mienne: operation.valeur, phrase: resultat.phrase ?? "" };
  const ligne = { utilisateur: fiche.utilisateur, ligne: fiche.ligne, scelle: await fermer(fiche.utilisateur, dite) };
  const aFaire = [
    ["operations", "delete", fiche.id],
    ["lignes", "put", ligne],
  ];
  const suivante = suivantes.find((autre) => autre.ligne === fiche.ligne && !autre.gelee);
  if (faite && suivante?.operation.version === operation.version) {
    const { operation: corps, ...autre } = suivante; // typed meanwhile: it stands on what was just taken
    const { sha256, ...champs } = { ...corps, version: resultat.version };
    aFaire.push(["operations", "put", await sceller(autre, { ...champs, sha256: await empreinte(champs) })]);
  }
  return aFaire;
}

/** What the portal last said of each line, by name of line. */
export async function lignesDites(utilisateur) {
  const fiches = await lireTout("lignes", utilisateur);
  const dites = fiches.filter(({ ligne }) => !ligne.startsWith(FORMULAIRE));
  const paires = dites.map(async ({ ligne, scelle }) => [ligne, await ouvrir(utilisateur, scelle).catch(() => null)]);
  return new Map(await Promise.all(paires));
}
