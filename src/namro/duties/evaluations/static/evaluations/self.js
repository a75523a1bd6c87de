// The self-score form: step buttons, and the score of what is being typed. Without this file the fields are plain inputs.
"use strict";
(() => {
  const form = document.getElementById("self-form");
  if (!form) return;
  const comma = form.dataset.comma || ",";
  const write = value => String(Math.round(value * 100) / 100).replace(".", comma);
  form.querySelectorAll(".ev-step").forEach(group => {
    const input = group.querySelector("input"), max = +input.dataset.max, step = +input.dataset.step || 0.5;
    const set = value => {
      input.value = write(Math.min(max, Math.max(0, value)));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const now = () => parseFloat(input.value.replace(",", "."));
    group.querySelectorAll("button[data-by]").forEach(button => {
      button.hidden = false;
      button.addEventListener("click", () => { const value = now(); set(Number.isNaN(value) ? (+button.dataset.by > 0 ? max : 0) : value + button.dataset.by * step); });
    });
    input.addEventListener("keydown", event => {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      const value = now();
      set(Number.isNaN(value) ? max : value + (event.key === "ArrowUp" ? step : -step));
    });
    input.addEventListener("input", () => {
      const value = now(), bad = input.value.trim() !== "" && !(/^\d{1,3}([.,]\d{1,2})?$/.test(input.value.trim()) && value <= max);
      input.classList.toggle("is-invalid", bad);
      bad ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
    });
  });
  document.addEventListener("htmx:afterSwap", event => { if (event.target.id === "draft-state") form.dispatchEvent(new Event("nr:saved")); });
})();
