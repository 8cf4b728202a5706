// The same bytes on both sides: canonical JSON, its SHA-256, the seal by which an answer of the portal is known, and the envelope
// that the portal alone opens (ECDH P-256, HKDF-SHA-256, AES-GCM).

const enOctets = (texte) => new TextEncoder().encode(texte);
const enHexa = (octets) => [...new Uint8Array(octets)].map((octet) => octet.toString(16).padStart(2, "0")).join("");

export function canonique(valeur) {
  if (Array.isArray(valeur)) return `[${valeur.map(canonique).join(",")}]`;
  if (valeur === null || typeof valeur !== "object") return JSON.stringify(valeur);
  const champs = Object.keys(valeur).sort();
  return `{${champs.map((nom) => `${JSON.stringify(nom)}:${canonique(valeur[nom])}`).join(",")}}`;
}

export async function hacher(texte) {
  return enHexa(await crypto.subtle.digest("SHA-256", enOctets(texte)));
}

export const empreinte = (valeur) => hacher(canonique(valeur));

/** True when `sceau` was made by who holds the key of the package: a captive portal does not. */
export async function sceauJuste(secret, valeur, sceau) {
  if (!/^[0-9a-f]{64}$/.test(sceau ?? "")) return false;
  const cle = await crypto.subtle.importKey("raw", enOctets(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signature = Uint8Array.from(sceau.match(/../g), (paire) => parseInt(paire, 16));
  return crypto.subtle.verify("HMAC", cle, signature, enOctets(canonique(valeur)));
}

/** The seal of what we write, with the key of our package. */
export async function sceller(secret, valeur) {
  const cle = await crypto.subtle.importKey("raw", enOctets(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return enHexa(await crypto.subtle.sign("HMAC", cle, enOctets(canonique(valeur))));
}

const COURBE = { name: "ECDH", namedCurve: "P-256" };
const enBase64 = (octets) => btoa([...new Uint8Array(octets)].map((octet) => String.fromCharCode(octet)).join(""));

/** Encrypted for who holds the private half of `publique` (base64 of a point): one key of ours for this once. */
export async function fermerPour(publique, valeur) {
  const point = Uint8Array.from(atob(publique), (signe) => signe.charCodeAt(0));
  const sienne = await crypto.subtle.importKey("raw", point, COURBE, false, []);
  const passagere = await crypto.subtle.generateKey(COURBE, false, ["deriveBits"]);
  const partage = await crypto.subtle.deriveBits({ name: "ECDH", public: sienne }, passagere.privateKey, 256);
  const graine = await crypto.subtle.importKey("raw", partage, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: enOctets("certif-portal enveloppe 1") };
  const cle = await crypto.subtle.deriveKey(derivation, graine, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const octets = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, cle, enOctets(JSON.stringify(valeur)));
  const ephemere = await crypto.subtle.exportKey("raw", passagere.publicKey);
  return { cle: enBase64(ephemere), iv: enBase64(iv), octets: enBase64(octets) };
}
