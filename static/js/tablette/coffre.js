// What lies on the tablet is encrypted: AES-GCM, with a key of each person that the browser keeps and shows to nobody.

import { ecrire, lire } from "./base.js";

const cles = new Map();

/** The key of a person, drawn at first; null when the browser refuses to keep one (private mode): it is told. */
async function cle(utilisateur) {
  if (cles.has(utilisateur)) return cles.get(utilisateur);
  let gardee = (await lire("cles", utilisateur))?.cle;
  if (gardee === undefined) {
    gardee = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    try {
      await ecrire([["cles", "put", { utilisateur, cle: gardee }]]);
    } catch (refus) {
      if (refus.name !== "DataCloneError") throw refus;
      gardee = null;
    }
  }
  cles.set(utilisateur, gardee);
  return gardee;
}

export async function chiffre(utilisateur) {
  return (await cle(utilisateur)) !== null;
}

export async function fermer(utilisateur, valeur) {
  const secret = await cle(utilisateur);
  if (!secret) return { clair: valeur };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const octets = new TextEncoder().encode(JSON.stringify(valeur));
  return { iv, octets: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, secret, octets) };
}

export async function ouvrir(utilisateur, scelle) {
  if (!scelle) return null;
  if (scelle.clair) return scelle.clair;
  const secret = await cle(utilisateur);
  const octets = await crypto.subtle.decrypt({ name: "AES-GCM", iv: scelle.iv }, secret, scelle.octets);
  return JSON.parse(new TextDecoder().decode(octets));
}
