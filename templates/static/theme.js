// The theme that the reader chose, set before anything is painted; without a choice, and without this script, it is the
// system's. The attribute also has the style sheet show the switch.

/** @type {string | null} */
let theme = null;
try {
  theme = localStorage.getItem("hashtrail-theme");
} catch {
  // Storage may be forbidden: then the choice holds for this page.
}

/** @param {string | null} chosen */
function useTheme(chosen) {
  document.documentElement.dataset.theme = chosen ?? "";
}

useTheme(theme);
document.addEventListener("DOMContentLoaded", () => {
  const choice = /** @type {HTMLSelectElement} */ (document.getElementById("site-theme"));
  choice.value = theme ?? "";
  choice.addEventListener("change", () => {
    useTheme(choice.value);
    try {
      if (choice.value) localStorage.setItem("hashtrail-theme", choice.value);
      else localStorage.removeItem("hashtrail-theme");
    } catch {
      // As above.
    }
  });
});
