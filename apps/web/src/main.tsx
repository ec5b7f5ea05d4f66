import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyLanguage } from './i18n/language.ts';
import { followNotes } from './notices/follow-notes.ts';
import { closeNotesAfter, registerServiceWorker } from './notices/service-worker.ts';
import { applyTheme } from './preferences/theme.ts';
import { readMailLink } from './recovery/mail-link.ts';
import { chat } from './session/chat.ts';
import { catchDroppedFiles } from './ui/catch-files.ts';
import './styles.css';

const root = document.getElementById('root');
if (root === null) throw new Error('cannot start: the page has no #root');

// `public/theme.js` has looked, and said so: an app that breaks in the middle would say less.
if (document.documentElement.dataset.browser !== 'old') {
  applyTheme();
  applyLanguage();
  registerServiceWorker();
  // The page of a mail's link stays what it is, wherever a notification leads.
  if (readMailLink(location) === undefined) followNotes();
  closeNotesAfter(chat.session.state);
  catchDroppedFiles();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
