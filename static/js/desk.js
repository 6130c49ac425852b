// What makes the desk quicker with JavaScript. Every page works without it.
(() => {
  "use strict";
  const words = () => document.body.dataset;

  // Say it to those who listen: the live region is read out without moving anybody's focus.
  function announce(text) {
    const live = document.getElementById("live");
    if (!live || !text) return;
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }

  // Theme: light, dark, or as the device says.
  function showTheme() {
    const choice = document.documentElement.dataset.themeChoice || "auto";
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
    }
  }
  const device = matchMedia("(prefers-color-scheme: dark)");
  function useTheme(choice) {
    const root = document.documentElement;
    root.dataset.themeChoice = choice;
    root.dataset.bsTheme = choice === "auto" ? (device.matches ? "dark" : "light") : choice;
    try { localStorage.setItem("desk-theme", choice); } catch { /* it lasts for this page only */ }
    showTheme();
  }
  device.addEventListener("change", () => {
    if (document.documentElement.dataset.themeChoice === "auto") useTheme("auto");
  });

  async function copyFrom(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.classList.add("is-done");
      setTimeout(() => button.classList.remove("is-done"), 1500);
      announce(words().wordCopied);
    } catch {
      announce(words().wordNotCopied);
    }
  }

  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-set]");
    if (theme) useTheme(theme.dataset.themeSet);
    const copy = event.target.closest("[data-copy]");
    if (copy) copyFrom(copy);
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-close-dialog]")) document.getElementById("dialog")?.close();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  // A second press of a submit button does nothing. Cosmetic: the server is what holds.
  const filled = new WeakSet();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) filled.add(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent && form.method === "post") {
      event.preventDefault();
      return;
    }
    filled.delete(form);
    if (form.method !== "post" || event.defaultPrevented) return;
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  function release(form) {
    if (!form) return;
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  window.addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll("form[data-guard]")) {
      if (filled.has(form)) event.preventDefault();
    }
  });

  // Ages go on while the page stays open, in the words the server uses.
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { style: "short" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  function showAges() {
    for (const element of document.querySelectorAll("time[data-age]")) {
      const passed = (Date.now() - Date.parse(element.dateTime)) / 1000;
      const size = Math.floor(Math.abs(passed));
      const [unit, seconds] = units.find(([, length]) => size >= length) || units[3];
      const text = size < 5 ? words().wordNow : relative.format(-Math.sign(passed) * Math.floor(size / seconds), unit);
      if (text && element.textContent !== text) element.textContent = text;
    }
  }
  setInterval(showAges, 5000);

  // htmx: polls wait while the tab is hidden or somebody types in what would be redrawn;
  // focus comes back to the field that had it; what changed is announced.
  let focused = null;
  const isPoll = (element) => element.matches("[hx-trigger*='every'], [data-hx-trigger*='every']");
  document.addEventListener("htmx:configRequest", (event) => {
    // A page that reads itself again is no act of a person: it must not keep a session alive.
    if (isPoll(event.target) && event.detail.triggeringEvent?.type !== "click") event.detail.headers["X-Poll"] = "1";
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const polls = isPoll(event.target);
    const typing = event.target.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
    if (polls && (document.hidden || typing)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", () => {
    const active = document.activeElement;
    focused = active && active.id ? { id: active.id, start: active.selectionStart, end: active.selectionEnd } : null;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (focused && document.activeElement === document.body) {
      const again = document.getElementById(focused.id);
      again?.focus({ preventScroll: true });
      if (again?.setSelectionRange && typeof focused.start === "number") {
        try { again.setSelectionRange(focused.start, focused.end); } catch { /* this kind of input has no selection */ }
      }
    }
    if (event.target.id === "dialog" && !event.target.open && event.target.childElementCount) event.target.showModal();
    showTheme();
    showAges();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const said = event.target.querySelector?.("[data-announce]") || (event.target.matches?.("[data-announce]") ? event.target : null);
    if (said && said.dataset.announce !== said.dataset.announced) {
      announce(said.dataset.announce);
      said.dataset.announced = said.dataset.announce;
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => release(event.target.closest("form")));
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      const place = document.getElementById("messages");
      if (!place || place.querySelector("[data-lost]")) return;
      const box = document.createElement("div");
      box.className = "alert alert-warning";
      box.dataset.lost = "";
      const inside = document.createElement("div");
      inside.textContent = words().wordFailed;
      box.append(inside);
      place.append(box);
    });
  }
  document.addEventListener("htmx:afterOnLoad", () => document.querySelector("[data-lost]")?.remove());

  // A form that came back refused: go where the trouble is said.
  (document.querySelector("[data-focus]") || document.querySelector("[aria-invalid='true']"))?.focus();
  showTheme();
  showAges();
})();
