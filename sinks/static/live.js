// Says when something new has come and renews what the page shows; it is complete without.
const live = document.getElementById("live");
const events = new EventSource("/events");
let wasLost = false;

function say(alert) {
  live.hidden = false;
  live.replaceChildren(alert.state === "new" ? "New alert: " : "Alert changed: ");
  const link = document.createElement("a");
  link.href = `/alerts/${encodeURIComponent(alert.id)}`;
  link.textContent = alert.explanation.split("\n")[0];
  live.append(link);
}

// Parts of the page that the server has changed replace the old ones, unless one is in use.
async function renew() {
  const parts = document.querySelectorAll("[data-live]");
  if (parts.length === 0) return;
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of parts) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next && !part.contains(document.activeElement) && next.innerHTML !== part.innerHTML) {
      part.replaceWith(document.adoptNode(next));
    }
  }
}

let waiting;
function renewSoon() {
  // Many at once, as when feeds are first read, renew the page once.
  clearTimeout(waiting);
  waiting = setTimeout(() => renew().catch(() => {}), 400);
}

events.addEventListener("alert", (event) => {
  say(JSON.parse(event.data));
  renewSoon();
});
events.addEventListener("error", () => { wasLost = true; });
events.addEventListener("open", () => {
  if (wasLost) renewSoon();
  wasLost = false;
});
