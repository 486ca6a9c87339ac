// Says what is wrong, in the language of the page, and goes on by itself as soon as the server answers.
(() => {
  const TEXTS = {
    en: {
      device: ['You are offline', 'This device has no network. As soon as it has one again, this page goes on by itself.'],
      server: ['The fleet can’t be reached', 'Your network works, but the server doesn’t answer. It may be restarting; this page tries again by itself.'],
      again: 'Try again',
    },
    ko: {
      device: ['인터넷에 연결되어 있지 않아요', '이 기기에 네트워크가 없어요. 다시 연결되면 이 화면에서 바로 이어져요.'],
      server: ['서버에 연결할 수 없어요', '네트워크는 되지만 서버가 응답하지 않아요. 다시 시작하는 중일 수 있어요. 자동으로 다시 시도하고 있어요.'],
      again: '다시 시도',
    },
  };
  let stored = null;
  try {
    stored = localStorage.getItem('rcfleet.language');
  } catch {
    // Storage is blocked: the browser's language.
  }
  const language = [stored, ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())].find((one) => one in TEXTS) ?? 'en';
  const texts = TEXTS[language];
  const show = () => {
    [document.getElementById('title').textContent, document.getElementById('text').textContent] = navigator.onLine ? texts.server : texts.device;
  };
  const look = async () => {
    show();
    if (document.hidden || !navigator.onLine) return;
    try {
      if ((await fetch('/healthz', { cache: 'no-store' })).ok) location.reload();
    } catch {
      // Still gone.
    }
  };
  document.documentElement.lang = language;
  document.getElementById('again').textContent = texts.again;
  document.getElementById('again').addEventListener('click', () => location.reload());
  for (const event of ['online', 'offline']) addEventListener(event, look);
  document.addEventListener('visibilitychange', look);
  setInterval(look, 3000);
  show();
})();
