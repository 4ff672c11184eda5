// An ended log-in: the form comes over the page, which stays as it is with every word that was typed.
(() => {
  "use strict";
  const dialog = document.getElementById("log-in-again");

  function ask() {
    if (dialog.open) return;
    dialog.showModal();
    load();
  }

  // Whoever is logged in by another tab is told so instead of being asked.
  function load() {
    htmx.ajax("GET", `/desk/login?lang=${document.documentElement.lang}`, { target: dialog, swap: "innerHTML" });
  }

  // Closing it would leave a page that looks alive and hears nothing.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.addEventListener("visibilitychange", () => {
    const isBlank = ![...dialog.querySelectorAll("input:not([type=hidden])")].some((box) => box.value);
    if (dialog.open && document.visibilityState === "visible" && isBlank) load();
  });
  document.body.addEventListener("logged-out", ask);
  document.addEventListener("lindung:logged-out", ask);
  // Focus has to go where the swap put the first empty box.
  dialog.addEventListener("htmx:afterSettle", () => {
    const box = dialog.querySelector("[autofocus]");
    if (box) box.focus();
  });

  document.body.addEventListener("logged-in", (event) => {
    const { user, csrf } = event.detail;
    if (user !== document.body.dataset.user) return location.reload(); // Somebody else: nothing of this page is theirs.
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": csrf }));
    dialog.close();
    dialog.replaceChildren();
    for (const field of document.querySelectorAll('input[name="_csrf"]')) field.value = csrf;
    lindung.say(lindung.word("logged_in_again"), "ok");
    dispatchEvent(new Event("online")); // Listen to the server again at once.
  });
})();
