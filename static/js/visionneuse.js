// Comfort of a paper shown beside its data: larger, smaller, turned. Without JavaScript the whole paper is shown.

const PAS = [1, 1.5, 2, 3];

function montrer(visionneuse) {
  const zoom = PAS[Number(visionneuse.dataset.pas ?? 0)];
  const tour = Number(visionneuse.dataset.tour ?? 0);
  for (const image of visionneuse.querySelectorAll("img")) {
    const cadre = image.parentElement;
    const couchee = tour % 180 !== 0;
    const largeur = (cadre.clientWidth - 2) * zoom;
    image.style.maxWidth = "none";
    image.style.maxHeight = zoom === 1 && !couchee ? "" : "none";
    image.style.width = zoom === 1 && !couchee ? "" : `${largeur}px`;
    image.style.transform = tour ? `rotate(${tour}deg)` : "";
    // a picture on its side keeps the room that it takes
    const ecart = couchee ? (image.offsetWidth - image.offsetHeight) / 2 : 0;
    image.style.marginBlock = ecart ? `${ecart}px` : "";
  }
}

function agir(visionneuse, { zoom = 0, tourner = false }) {
  const pas = Number(visionneuse.dataset.pas ?? 0) + zoom;
  visionneuse.dataset.pas = Math.min(Math.max(pas, 0), PAS.length - 1);
  if (tourner) visionneuse.dataset.tour = (Number(visionneuse.dataset.tour ?? 0) + 90) % 360;
  montrer(visionneuse);
}

document.addEventListener("click", ({ target }) => {
  const bouton = target.closest("[data-zoom], [data-tourner]");
  const visionneuse = bouton?.closest("[data-visionneuse]");
  if (visionneuse) agir(visionneuse, { zoom: Number(bouton.dataset.zoom ?? 0), tourner: "tourner" in bouton.dataset });
});

const GESTES = { KeyT: { tourner: true }, Equal: { zoom: 1 }, NumpadAdd: { zoom: 1 }, Minus: { zoom: -1 }, Digit6: { zoom: -1 }, NumpadSubtract: { zoom: -1 } };
document.addEventListener("keydown", (evenement) => {
  const geste = evenement.altKey && GESTES[evenement.code];
  const visionneuse = geste && document.querySelector("[data-visionneuse]");
  if (!visionneuse) return;
  evenement.preventDefault();
  agir(visionneuse, geste);
});

// Alt and the letter of a button press it, once: a key held down says nothing of the next person. The word that a paper is right is
// not taken before the paper is on screen.
document.addEventListener("keydown", (evenement) => {
  if (!evenement.altKey || evenement.repeat) return;
  const bouton = document.querySelector(`[data-touche="${evenement.code}"]`);
  if (!bouton) return;
  evenement.preventDefault();
  const images = [...document.querySelectorAll("[data-visionneuse] img")];
  if ("vue" in bouton.dataset && !images.every((image) => image.complete && image.naturalWidth)) return;
  bouton.click();
  if (bouton.tagName === "SUMMARY") bouton.parentElement.querySelector("input")?.focus();
});
