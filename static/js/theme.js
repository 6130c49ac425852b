// Runs before the first paint: the chosen theme, and "there is JavaScript here".
(() => {
  "use strict";
  const root = document.documentElement;
  let chosen = "auto";
  try {
    chosen = localStorage.getItem("desk-theme") || "auto";
  } catch {
    // Storage may be forbidden; the device's own choice is used.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.bsTheme = chosen === "auto" ? (dark ? "dark" : "light") : chosen;
  root.dataset.themeChoice = chosen;
  root.classList.add("js");
})();
