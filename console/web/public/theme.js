// The theme that was chosen here (app/theme.ts), before anything is painted in the system's.
const chosen = localStorage.getItem('patchbay.theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
