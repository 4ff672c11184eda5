// Single keys, silent while somebody types: C claims the critical case that rings on the open page, else the
// top ringing one; J and K move, R answers.
(() => {
  "use strict";
  const OFF = "lindung:keys-off";
  const off = document.getElementById("keys-off");
  off.checked = localStorage.getItem(OFF) === "yes";
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "yes" : "no"));

  const rows = () => [...document.querySelectorAll("#queue a.row")];

  function mark() {
    for (const row of rows()) {
      if (row.dataset.code === lindung.openCode()) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    next.scrollIntoView({ block: "nearest" });
    next.click();
  }

  function claim() {
    const shown = document.querySelector("article.case .claim");
    const isShownRinging = shown && shown.querySelector("kbd");
    const ringing = document.querySelector("#queue a.row[data-ringing]");
    const top = lindung.alarm.top() || (ringing && ringing.dataset.code);
    const code = isShownRinging ? lindung.openCode() : top || (shown && lindung.openCode());
    if (code) lindung.alarm.claim(code);
  }

  const ACTS = {
    c: claim,
    j: () => move(1),
    k: () => move(-1),
    r: () => { const box = document.getElementById("reply-text"); if (box) box.focus(); },
    m: () => lindung.alarm.mute(),
    "?": () => document.getElementById("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select") && event.target.type !== "checkbox";
    if (event.key === "Escape" && typing) return event.target.blur();
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return undefined;
    if (document.querySelector("dialog[open]")) return undefined;
    const act = ACTS[event.key.toLowerCase()];
    if (!act || (off.checked && event.key !== "?")) return undefined;
    event.preventDefault();
    return act();
  });

  document.addEventListener("lindung:merged", mark);
  document.body.addEventListener("htmx:afterSettle", mark);
  mark();
})();
