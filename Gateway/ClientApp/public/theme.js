// Sets the theme before the first paint; a file of its own, because the page's policy allows no inline script.
// src/shell/theme.ts does the rest, by the same rule.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('rcfleet.theme');
  } catch {
    // Storage is blocked: the system's choice.
  }
  const system = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  document.documentElement.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : system;
})();
