// A sentence with data-tally="Nhận {take}, giữ {keep}, chưa quyết {open}" counts what is chosen in its form, and what is
// not, as it is chosen. data-take and the like hold what was kept before, also of rows that are not shown; data-one is the
// sentence while nothing is chosen.
for (const form of document.querySelectorAll("form:has([data-tally])")) {
  const radios = [...form.querySelectorAll("input[type=radio]")];
  const count = (chosen) => {
    const by = {};
    for (const name of new Set(radios.map((r) => r.name))) {
      const value = radios.find((r) => r.name === name && chosen(r))?.value ?? "open";
      by[value] = (by[value] ?? 0) + 1;
    }
    return by;
  };
  const before = count((r) => r.defaultChecked);
  const tell = () => {
    const now = count((r) => r.checked);
    for (const say of form.querySelectorAll("[data-tally]")) {
      const number = (key) => Number(say.dataset[key] ?? 0) + (now[key] ?? 0) - (before[key] ?? 0);
      const keys = [...say.dataset.keys.split(" ")];
      const sum = keys.reduce((n, key) => n + number(key), 0);
      say.textContent = sum === 0 && say.dataset.one ? say.dataset.one : say.dataset.tally.replaceAll(/\{(\w+)\}/g, (_, key) => (key === "sum" ? sum : number(key)));
    }
  };
  form.addEventListener("change", tell);
}
