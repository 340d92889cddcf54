import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { readConfig } from './config';
import { approach } from './routes';
import { session } from './session/session';
import { startWords } from './words';

const root = createRoot(document.getElementById('root')!);

// An older page asks for files that a newer version of the site does not have.
addEventListener('vite:preloadError', (event) => {
  const kept = 'hashmytag.reloaded';
  if (Date.now() - Number(sessionStorage.getItem(kept) ?? 0) < 60_000) return;
  sessionStorage.setItem(kept, String(Date.now()));
  event.preventDefault();
  location.reload();
});

try {
  const ready = Promise.all([readConfig(), startWords()]);
  approach(location.pathname);
  const [config] = await ready;
  root.render(<App manager={session.open(config)} />);
} catch (error) {
  console.error(error);
  root.render(<p role="alert">HashMyTag cannot be reached. Please reload the page. · HashMyTag est injoignable. Veuillez recharger la page.</p>);
}
