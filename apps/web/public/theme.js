// Runs before the first paint, in words that every browser since 2015 knows: puts the chosen theme and language on the
// page, so that neither flashes in the other one's, and says what is wrong where the app itself cannot.
(() => {
  var root = document.documentElement;
  var theme;
  try {
    theme = localStorage.getItem('jiggy.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    root.lang = localStorage.getItem('jiggy.language') || navigator.language.slice(0, 2);
  } catch (_forbidden) {
    root.lang = navigator.language.slice(0, 2);
  }
  if (root.lang !== 'de') root.lang = 'en';

  var WORDS = {
    en: {
      old: 'This browser is too old for Jiggy Care. Please update it, or use a current Chrome, Edge, Firefox or Safari.',
      lost: 'Jiggy Care did not load. Please check your connection and reload the page.',
      reload: 'Reload',
    },
    de: {
      old: 'Dieser Browser ist zu alt für Jiggy Care. Bitte aktualisieren Sie ihn, oder nehmen Sie ein aktuelles Chrome, Edge, Firefox oder Safari.',
      lost: 'Jiggy Care wurde nicht geladen. Bitte prüfen Sie Ihre Verbindung und laden Sie die Seite neu.',
      reload: 'Neu laden',
    },
  };

  // What the app is built for, see vite.config.ts; without it a reload helps nobody.
  var isOld = !(
    'CSS' in window &&
    'supports' in CSS &&
    CSS.supports('color', 'light-dark(red, red)') &&
    CSS.supports('selector(:has(a))') &&
    Array.prototype.findLast &&
    Array.prototype.toSorted &&
    window.structuredClone &&
    window.ResizeObserver &&
    window.IntersectionObserver &&
    window.Intl &&
    Intl.RelativeTimeFormat
  );
  // main.tsx reads it and leaves the page as it is
  if (isOld) root.dataset.browser = 'old';

  function say(word, isLink) {
    var place = document.getElementById('opening');
    if (!place) return;
    var text = document.createElement('p');
    var link = document.createElement('a');
    text.setAttribute('role', 'alert');
    text.className = 'max-w-md text-center text-ink';
    text.appendChild(document.createTextNode(WORDS[root.lang][word]));
    if (isLink) {
      link.href = location.href;
      link.className = 'mt-4 block font-semibold text-accent underline';
      link.appendChild(document.createTextNode(WORDS[root.lang].reload));
      text.appendChild(link);
    }
    place.textContent = '';
    place.appendChild(text);
  }
  if (isOld) {
    document.addEventListener('DOMContentLoaded', () => {
      say('old', false);
    });
    return;
  }
  // A script of the page that cannot be fetched tells nobody but this; it does not bubble.
  window.addEventListener(
    'error',
    (event) => {
      var target = event.target;
      if (target && target.tagName === 'SCRIPT' && target.type === 'module') say('lost', true);
    },
    true,
  );
})();
