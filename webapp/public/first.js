// Runs before the first paint: the reader's theme and writing direction, so that nothing flashes.
(() => {
  try {
    const theme = localStorage.getItem("qiao.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    const ui = localStorage.getItem("qiao.ui") || navigator.language || "en";
    document.documentElement.dir = ui.startsWith("ar") ? "rtl" : "ltr";
  } catch {
    // storage may be forbidden; the defaults stand
  }
})();
