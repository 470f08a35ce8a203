// What will be left where goods leave from, told while the number is typed.

for (const form of document.querySelectorAll("[data-left]")) {
  const from = form.elements.namedItem("from");
  const quantity = form.elements.namedItem("quantity");
  const say = document.createElement("p");
  say.className = "hint";
  say.setAttribute("role", "status");
  quantity.after(say);
  const tell = () => {
    const there = Number((from.selectedOptions[0]?.label.match(/([\d.,]+)\D*$/)?.[1] ?? "").replace(/[.,]/g, ""));
    const n = Number(quantity.value.replace(/[.,\s]/g, ""));
    const left = there - n;
    say.textContent = quantity.value && Number.isInteger(n) && left >= 0 ? form.dataset.left.replace("{n}", left.toLocaleString(document.documentElement.lang)) : "";
  };
  form.addEventListener("input", tell);
  tell();
}
