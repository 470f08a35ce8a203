// A slip of many units: how much goes on it is told while it is typed, and Enter goes on to the next unit, as a line written by mistake cannot be deleted.

for (const form of document.querySelectorAll("[data-slip]")) {
  const fields = [...form.querySelectorAll("tbody input")];
  const said = form.querySelector("[data-sum]");
  const empty = said.textContent;
  const local = (n) => n.toLocaleString(document.documentElement.lang);
  said.setAttribute("role", "status");
  const tell = () => {
    const typed = fields.map((f) => Number(f.value.replace(/[.,\s]/g, ""))).filter((n) => n > 0);
    const sum = typed.reduce((a, b) => a + b, 0);
    said.textContent = sum > 0 ? said.dataset.sum.replace("{u}", local(typed.length)).replace("{n}", local(sum)) : empty;
  };
  form.addEventListener("input", tell);
  const next = (e) => {
    const at = fields.indexOf(e.target);
    if (e.key !== "Enter" || at < 0) return;
    e.preventDefault();
    if (e.type !== "keydown") return;
    const to = fields[at + 1] ?? form.querySelector(".savebar button");
    to.focus();
    to.select?.();
  };
  form.addEventListener("keydown", next);
  form.addEventListener("keypress", next); // of the same stroke, in the field to which it led
  tell();
}
