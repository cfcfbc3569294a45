// Says when something new has come; the page is complete without it.
const live = document.getElementById("live");
const events = new EventSource("/events");
events.addEventListener("alert", (event) => {
  const alert = JSON.parse(event.data);
  live.hidden = false;
  live.replaceChildren("New alert: ");
  const link = document.createElement("a");
  link.href = `/alerts/${encodeURIComponent(alert.id)}`;
  link.textContent = alert.explanation.split("\n")[0];
  live.append(link);
});
