// Runs before the first paint, so that a chosen theme never flashes in the other one's colours.
(() => {
  try {
    const theme = localStorage.getItem('jiggy.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    const language = localStorage.getItem('jiggy.language') ?? navigator.language.slice(0, 2);
    document.documentElement.lang = language === 'de' ? 'de' : 'en';
  } catch {
    // storage is forbidden here: the system decides
  }
})();
