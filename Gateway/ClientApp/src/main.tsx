import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { LanguageProvider } from './i18n/Language.tsx';
import './shell/base.css';
import { followTheme } from './shell/theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html lacks #root.');
followTheme();
createRoot(root).render(
  <LanguageProvider>
    <App />
  </LanguageProvider>,
);
