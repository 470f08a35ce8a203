// What packing adds: after an order is packed the next one is in focus, u opens again what was packed last, and the time that is left counts down.

const now = document.querySelector("[data-row][aria-current]");
if (now && new URLSearchParams(location.search).has("vua")) { now.tabIndex = -1; now.focus(); }

document.addEventListener("keydown", (e) => {
  if (e.key !== "u" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select")) return;
  if (document.activeElement?.closest("[data-row]")?.querySelector('[data-key="u"]')) return; // its own key does it
  document.querySelector("[data-undo]")?.click();
});

// The server says how many seconds are left; a wrong clock of the device does no harm.
for (const say of document.querySelectorAll("[data-left-s]")) {
  const began = Date.now();
  setInterval(() => {
    const minutes = Math.max(0, Math.floor((Number(say.dataset.leftS) - (Date.now() - began) / 1000) / 60));
    const text = minutes < 60 ? say.dataset.minutes : say.dataset.hours;
    say.textContent = text.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
  }, 5000);
}
