// Counts up (data-since) and down (data-until), once a second, by the server's clock.
(() => {
  "use strict";

  function written(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    if (whole < 3600) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    if (whole < 86400) return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}`;
    return `${Math.floor(whole / 86400)} d ${Math.floor((whole % 86400) / 3600)} h`;
  }

  function tick() {
    const now = lindung.now();
    for (const element of document.querySelectorAll("[data-since]")) {
      element.textContent = written((now - Date.parse(element.dataset.since)) / 1000);
    }
    for (const element of document.querySelectorAll("[data-until]")) {
      element.textContent = written((Date.parse(element.dataset.until) - now) / 1000);
    }
    const clock = document.getElementById("desk-clock");
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: clock.dataset.zone };
    clock.textContent = new Intl.DateTimeFormat("en-GB", options).format(now);
  }

  lindung.tick = tick;
  setInterval(tick, 1000);
  tick();
  document.addEventListener("lindung:merged", tick);
  document.body.addEventListener("htmx:afterSwap", tick);
  document.body.addEventListener("htmx:oobAfterSwap", tick);
})();
