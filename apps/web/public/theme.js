// The theme that was chosen, before the page is drawn. `src/shell/theme.ts` writes it.
try {
  const theme = localStorage.getItem("goldloop.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be switched off: the system's theme stays.
}
