// Uncovers a blurred picture or video; it stays so until the case is left.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const reveal = event.target.closest(".reveal");
    if (!reveal) return;
    reveal.parentElement.classList.remove("blurred");
    reveal.remove();
  });
})();
