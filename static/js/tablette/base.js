// The tablet's own store. A step is only ever added to ETAPES: an update with a full queue must find everything again.

const NOM = "portail-tablette";
export const FORMULAIRE = "formulaire/"; // begins the name of a line that ../retenue.js keeps

/** One step a version: what is there is never thrown away nor made again. */
const ETAPES = [
  (base) => {
    base.createObjectStore("reglages", { keyPath: "nom" }); // device, current person, last rank
    base.createObjectStore("cles", { keyPath: "utilisateur" }); // one key a person, which nobody can read out
    base.createObjectStore("paquets", { keyPath: "utilisateur" });
    const operations = base.createObjectStore("operations", { keyPath: "id" });
    operations.createIndex("utilisateur", "utilisateur");
    base.createObjectStore("lignes", { keyPath: ["utilisateur", "ligne"] });
  },
  (base) => base.createObjectStore("documents", { keyPath: "utilisateur" }),
];

let ouverte = null;

const promesse = (requete) =>
  new Promise((fait, refuse) => {
    requete.onsuccess = () => fait(requete.result);
    requete.onerror = () => refuse(requete.error);
  });

/** `version`: none for a base that a newer page has led further. Steps only add: this page finds its stores in it. */
function demander(version) {
  return new Promise((fait, refuse) => {
    const requete = version ? indexedDB.open(NOM, version) : indexedDB.open(NOM);
    requete.onupgradeneeded = ({ oldVersion }) => {
      for (const etape of ETAPES.slice(oldVersion)) etape(requete.result, requete.transaction);
    };
    requete.onerror = () => refuse(requete.error);
    requete.onsuccess = () => {
      const base = requete.result;
      base.onversionchange = () => {
        base.close(); // a newer page opens it: it must not wait for this one
        ouverte = null;
      };
      base.onclose = () => (ouverte = null);
      fait(base);
    };
  });
}

function ouvrir() {
  ouverte ??= demander(ETAPES.length)
    .catch((refus) => {
      if (refus.name === "VersionError") return demander();
      throw refus;
    })
    .catch((refus) => {
      ouverte = null; // the next writing tries again
      throw refus;
    });
  return ouverte;
}

export async function lire(magasin, cle) {
  const base = await ouvrir();
  return promesse(base.transaction(magasin).objectStore(magasin).get(cle));
}

/** Everything of one person, in a store or through its index. */
export async function lireTout(magasin, utilisateur) {
  const base = await ouvrir();
  const source = base.transaction(magasin).objectStore(magasin);
  if (magasin === "operations") return promesse(source.index("utilisateur").getAll(utilisateur));
  return promesse(source.getAll(IDBKeyRange.bound([utilisateur], [utilisateur, []])));
}

/** All or nothing, and on the disk when it answers: `gestes` is a list of [store, "put" | "delete", value or key]. */
export async function ecrire(gestes) {
  const base = await ouvrir();
  const magasins = [...new Set(gestes.map(([magasin]) => magasin))];
  if (!magasins.length) return;
  const transaction = base.transaction(magasins, "readwrite", { durability: "strict" });
  for (const [magasin, verbe, valeur] of gestes) transaction.objectStore(magasin)[verbe](valeur);
  await new Promise((fait, refuse) => {
    transaction.oncomplete = fait;
    transaction.onabort = () => refuse(transaction.error ?? new DOMException("", "AbortError"));
  });
}

/** A number that only grows, whatever the clock says. */
export async function prochainRang() {
  const base = await ouvrir();
  const reglages = base.transaction("reglages", "readwrite", { durability: "strict" }).objectStore("reglages");
  const rang = ((await promesse(reglages.get("rang")))?.valeur ?? 0) + 1;
  await promesse(reglages.put({ nom: "rang", valeur: rang }));
  return rang;
}

export async function reglage(nom) {
  return (await lire("reglages", nom))?.valeur;
}

export async function regler(nom, valeur) {
  await ecrire([["reglages", "put", { nom, valeur }]]);
}

/** The name of this device for the server, drawn once. */
export async function appareil() {
  const connu = await reglage("appareil");
  if (connu) return connu;
  const nouveau = crypto.randomUUID();
  await regler("appareil", nouveau);
  return nouveau;
}
