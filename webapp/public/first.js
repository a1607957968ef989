// Runs before the first paint: the reader's theme and writing direction, so that nothing flashes.
(() => {
  // what can be read without scripts gives way to the app; where the app does not come, it is back
  const root = document.documentElement;
  root.dataset.app = "";
  addEventListener("error", ({ target }) => target instanceof HTMLScriptElement && delete root.dataset.app, true);
  try {
    const theme = localStorage.getItem("qiao.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    const ui = localStorage.getItem("qiao.ui") || navigator.language || "en";
    document.documentElement.dir = ui.startsWith("ar") ? "rtl" : "ltr";
  } catch {
    // storage may be forbidden; the defaults stand
  }
})();
