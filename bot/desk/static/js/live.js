// Listens to the server. Reconnects by itself within a second or two, and says so while it cannot:
// a list that silently stands still is the worst thing a desk can show.
(() => {
  "use strict";
  const SILENT_MS = 22000; // The server gives a sign at least every 15 seconds.
  let source = null;
  let code = null;
  let heardAt = Date.now();
  let retry = null;

  function fire(name) {
    document.body.dispatchEvent(new CustomEvent(name));
  }

  function connect() {
    clearTimeout(retry);
    if (source) source.close();
    code = lindung.openCode();
    source = new EventSource(`/desk/live?case=${encodeURIComponent(code)}`);
    source.onopen = heard;
    source.onerror = () => lost(1500);
    source.addEventListener("beat", heard);
    source.addEventListener("queue", () => { heard(); fire("live:queue"); });
    source.addEventListener("health", () => { heard(); fire("live:health"); });
    source.addEventListener(`case:${code}`, () => { heard(); fire("live:case"); });
    source.addEventListener("alarm", (event) => {
      heard();
      document.dispatchEvent(new CustomEvent("lindung:alarm", { detail: JSON.parse(event.data) }));
    });
    source.addEventListener("chime", (event) => {
      heard();
      document.dispatchEvent(new CustomEvent("lindung:chime", { detail: JSON.parse(event.data) }));
    });
    source.addEventListener("goodbye", () => lost(0));
  }

  function heard() {
    heardAt = Date.now();
    document.getElementById("link-bar").hidden = true;
  }

  function lost(wait) {
    if (source) source.close();
    source = null;
    const bar = document.getElementById("link-bar");
    if (bar.hidden) document.getElementById("lost-since").dataset.since = new Date(lindung.now()).toISOString();
    // A hiccup of a moment is not worth a fright.
    if (Date.now() - heardAt > 3000) bar.hidden = false;
    clearTimeout(retry);
    retry = setTimeout(probe, wait);
  }

  // An ended log-in looks like a lost line to an EventSource: ask once, so that the form is shown.
  async function probe() {
    try {
      const answer = await fetch("/desk/health", { headers: { "HX-Request": "true" } });
      if (answer.status === 401) document.dispatchEvent(new Event("lindung:logged-out"));
      else if (answer.ok) connect();
      else lost(2500);
    } catch {
      lost(2500);
    }
  }

  setInterval(() => {
    if (source && Date.now() - heardAt > SILENT_MS) lost(0);
    else if (!source && Date.now() - heardAt > 3000) document.getElementById("link-bar").hidden = false;
  }, 1000);
  addEventListener("online", () => lost(0));
  document.body.addEventListener("htmx:afterSettle", () => {
    if (lindung.openCode() !== code) connect();
  });
  for (const name of ["replied", "handed-back", "resolved", "retried", "deadline-done", "phone-verified", "joined"]) {
    document.body.addEventListener(name, () => { fire("live:case"); fire("live:queue"); });
  }
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "health") return;
    const problems = Number(event.detail.target.querySelector("[data-problems]").dataset.problems);
    const count = document.getElementById("problem-count");
    count.textContent = problems;
    count.hidden = problems === 0;
  });
  connect();
})();
