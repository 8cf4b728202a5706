// The search of the top bar: « / » reaches it from any page, unless the account does without (« Mon compte »), its answer shows as one types, the arrows walk through it.
// Comfort only: « Entrée » sends the question to its page. Nothing is kept in the browser.

const formulaire = document.querySelector("form.recherche");
const champ = formulaire?.querySelector("input[type=search]");
const SAISIE = "input, textarea, select, [contenteditable]";
const ATTENTE = 220; // ms after the last key

if (champ) {
  const apercu = document.createElement("div");
  apercu.className = "apercu";
  apercu.hidden = true;
  apercu.setAttribute("role", "region");
  apercu.setAttribute("aria-label", "Réponse à la recherche");
  formulaire.append(apercu);
  champ.autocomplete = "off";

  let minuterie, demande;
  const fermer = () => {
    demande?.abort();
    clearTimeout(minuterie);
    apercu.hidden = true;
  };

  const montrer = async () => {
    demande?.abort();
    demande = new AbortController();
    const adresse = `${formulaire.getAttribute("action")}?apercu=1&q=${encodeURIComponent(champ.value.trim())}`;
    const reponse = await fetch(adresse, { signal: demande.signal }).catch(() => null);
    if (!reponse?.ok || reponse.redirected) return; // the session ended: the page itself will say so
    const lu = await reponse.text();
    if (!formulaire.contains(document.activeElement)) return;
    apercu.innerHTML = lu;
    apercu.hidden = apercu.childElementCount === 0;
  };

  champ.addEventListener("input", () => {
    clearTimeout(minuterie);
    const longueur = champ.value.trim().length;
    if (longueur === 1) fermer();
    else minuterie = setTimeout(montrer, longueur ? ATTENTE : 0);
  });
  champ.addEventListener("focus", () => {
    if (apercu.hidden && champ.value === champ.defaultValue && !champ.value) montrer();
  });
  document.addEventListener("click", (evenement) => {
    if (!formulaire.contains(evenement.target)) fermer();
  });
  formulaire.addEventListener("focusout", (evenement) => {
    if (evenement.relatedTarget && !formulaire.contains(evenement.relatedTarget)) fermer();
  });

  const lignes = () => [...(apercu.hidden ? document.querySelectorAll("main .trouvailles a:first-child") : apercu.querySelectorAll("a"))];

  document.addEventListener("keydown", (evenement) => {
    const { key, target } = evenement;
    if (key === champ.getAttribute("aria-keyshortcuts") && !evenement.ctrlKey && !evenement.altKey && !evenement.metaKey && !target.closest(SAISIE)) {
      evenement.preventDefault();
      champ.focus();
      champ.select();
      return;
    }
    if (key === "Escape" && !apercu.hidden && formulaire.contains(target)) {
      evenement.preventDefault(); // the browser would empty the field too
      fermer();
      champ.focus();
      return;
    }
    if (key !== "ArrowDown" && key !== "ArrowUp") return;
    const liens = lignes();
    const rang = liens.indexOf(target);
    if (target !== champ && rang < 0) return;
    const suivant = rang + (key === "ArrowDown" ? 1 : -1);
    if (suivant >= liens.length || suivant < -1) return;
    evenement.preventDefault();
    (suivant < 0 ? champ : liens[suivant]).focus();
  });
}

// What is opened is noted among the recent ones on the way: the link keeps its own address to be copied or bookmarked.
document.addEventListener("click", (evenement) => {
  const lien = evenement.target.closest("a[data-par]");
  if (lien && !evenement.ctrlKey && !evenement.metaKey && !evenement.shiftKey) lien.href = lien.dataset.par;
});
