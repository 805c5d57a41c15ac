// Short words at the foot of the page, with a way back where there is one. Anything may say one: dispatch 'toast' with {detail: {text}}.
const STAYS = 6000;
const STAYS_WITH_UNDO = 12000;
const MOST = 2;
const NEXT = "toast:next"; // in this tab: what the page that follows says

export function toast(text, { undo } = {}) {
  const region = document.getElementById("toasts");
  if (!region) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (undo) box.append(wayBack(box, undo));
  region.classList.toggle("is-above-bar", Boolean(document.querySelector(".action-bar")));
  while (region.children.length >= MOST) region.firstElementChild.remove();
  region.append(box);
  leaveLater(box, undo ? STAYS_WITH_UNDO : STAYS);
}

function wayBack(box, undo) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button is-small";
  made.textContent = "Undo";
  made.addEventListener("click", () => { box.remove(); undo(); });
  return made;
}

// It waits while someone points at it or has the focus in it.
function leaveLater(box, after) {
  setTimeout(() => {
    if (box.matches(":hover, :focus-within")) leaveLater(box, after);
    else box.remove();
  }, after);
}

// Said on the page to which this one leads.
export function toastNext(text) {
  sessionStorage.setItem(NEXT, text);
}

export function listenForToasts() {
  const left = sessionStorage.getItem(NEXT);
  sessionStorage.removeItem(NEXT);
  if (left) toast(left);
  document.addEventListener("click", (event) => {
    const said = event.target.closest?.("[data-toast]");
    if (said) toast(said.dataset.toast);
  });
  document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value));
}
