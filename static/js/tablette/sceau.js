// The same bytes on both sides: canonical JSON, its SHA-256, and the seal by which an answer of the portal is known.

const enOctets = (texte) => new TextEncoder().encode(texte);
const enHexa = (octets) => [...new Uint8Array(octets)].map((octet) => octet.toString(16).padStart(2, "0")).join("");

export function canonique(valeur) {
  if (Array.isArray(valeur)) return `[${valeur.map(canonique).join(",")}]`;
  if (valeur === null || typeof valeur !== "object") return JSON.stringify(valeur);
  const champs = Object.keys(valeur).sort();
  return `{${champs.map((nom) => `${JSON.stringify(nom)}:${canonique(valeur[nom])}`).join(",")}}`;
}

export async function empreinte(valeur) {
  return enHexa(await crypto.subtle.digest("SHA-256", enOctets(canonique(valeur))));
}

/** True when `sceau` was made by who holds the key of the package: a captive portal does not. */
export async function sceauJuste(secret, valeur, sceau) {
  if (!/^[0-9a-f]{64}$/.test(sceau ?? "")) return false;
  const cle = await crypto.subtle.importKey("raw", enOctets(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signature = Uint8Array.from(sceau.match(/../g), (paire) => parseInt(paire, 16));
  return crypto.subtle.verify("HMAC", cle, signature, enOctets(canonique(valeur)));
}
