// A form that is on its way is not sent a second time; a page that comes back from the browser's memory may be sent again.
const STUCK = 8000;

function release(form) {
  delete form.dataset.sent;
}

export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "on";
    setTimeout(() => release(form), STUCK);
  });
  window.addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) release(form); });
}
