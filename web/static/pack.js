// What packing adds by keys: after an order is packed the next one is in focus, and u opens again what was packed last.

const now = document.querySelector("[data-row][aria-current]");
if (now && new URLSearchParams(location.search).has("vua")) { now.tabIndex = -1; now.focus(); }

document.addEventListener("keydown", (e) => {
  if (e.key !== "u" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select")) return;
  if (document.activeElement?.closest("[data-row]")?.querySelector('[data-key="u"]')) return; // its own key does it
  document.querySelector("[data-undo]")?.click();
});
