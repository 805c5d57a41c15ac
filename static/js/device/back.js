// The way from a shell back to the pages of the clinic's server.
export const AGAIN = 15_000; // milliseconds between looks at whether the server is back

// A server that answers scripts and not pages must not make the page load for ever.
export function cameBackJustNow() {
  const just = Date.now() - Number(sessionStorage.getItem("came-back")) < AGAIN;
  if (!just) sessionStorage.setItem("came-back", Date.now());
  return just;
}
