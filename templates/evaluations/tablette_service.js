// The evaluator's pages without network: their shell and its files, nothing of anybody. What is typed is in IndexedDB.
// A page of the portal is always asked first; the shell answers for it when it does not come.

const NOM = "tablette-{{ version }}";
const COQUILLE = "{{ coquille }}";
const FICHIERS = {{ fichiers|safe }};
const PATIENCE = 4000; // ms before the shell is shown instead of a page that does not come
const CHEMINS = /^\/(mes-commissions|grilles)\//;

self.addEventListener("install", (evenement) => {
  const garder = async () => {
    const cache = await caches.open(NOM);
    await cache.addAll([COQUILLE, ...FICHIERS].map((adresse) => new Request(adresse, { cache: "no-cache" })));
    await self.skipWaiting();
  };
  evenement.waitUntil(garder());
});

self.addEventListener("activate", (evenement) => {
  const prendre = async () => {
    for (const nom of await caches.keys()) if (nom.startsWith("tablette-") && nom !== NOM) await caches.delete(nom);
    await self.clients.claim();
  };
  evenement.waitUntil(prendre());
});

async function pageOuCoquille(requete) {
  const attente = new AbortController();
  const fin = setTimeout(() => attente.abort(), PATIENCE); // for the answer to begin; a long one has its time
  try {
    const reponse = await fetch(requete, { signal: attente.signal }).finally(() => clearTimeout(fin));
    if (reponse.status < 502 || reponse.status > 504) return reponse;
  } catch {
    // no network, or a portal that does not answer: below
  }
  return (await caches.match(COQUILLE)) ?? Response.error();
}

async function garde(requete) {
  return (await caches.match(requete)) ?? fetch(requete);
}

self.addEventListener("fetch", (evenement) => {
  const { request: requete } = evenement;
  const { origin, pathname } = new URL(requete.url);
  if (requete.method !== "GET" || origin !== self.location.origin) return;
  if (requete.mode === "navigate") {
    if (CHEMINS.test(pathname)) evenement.respondWith(pageOuCoquille(requete));
  } else if (FICHIERS.includes(pathname)) evenement.respondWith(garde(requete));
});
