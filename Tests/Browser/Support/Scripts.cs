namespace RcFleet.Browser.Support;

/// <summary>What runs inside the page beside it.</summary>
internal static class Scripts
{
    /// <summary>Before the page's own code: this browser has seen the tutorial, so that it covers nothing that a test looks at.</summary>
    public const string NoTutorial = "try { localStorage.setItem('rcfleet.tutorial', 'done'); } catch { /* about:blank has none */ }";

    /// <summary>The same after <see cref="NoTutorial"/>, for a test of the tutorial: this browser's first drive, once.</summary>
    public const string FirstDrive = """
        try {
          if (sessionStorage.getItem('first-drive') === null) localStorage.removeItem('rcfleet.tutorial');
          sessionStorage.setItem('first-drive', 'begun');
        } catch { /* about:blank has none */ }
        """;

    /// <summary>
    /// Before the page's own code: notes when the events that stop a car happened, by the page's clock, so that the way from
    /// the test to the browser is not measured with them; looks at the canvas every 25 ms for when it last changed; and keeps
    /// the longest time between two frames that the page has drawn on it, and the greatest age that it showed.
    /// </summary>
    public const string Witness = """
        (() => {
          const seen = (window.__seen = { moments: {}, visibility: [], lastChange: 0, looks: 0, drawnAt: 0, longestGap: 0, greatestAge: 0 });
          const note = (name) => (event) => { seen.moments[name] = event.timeStamp; };
          for (const name of ['keydown', 'keyup', 'blur', 'pointerup']) addEventListener(name, note(name), true);
          document.addEventListener('visibilitychange', (event) => {
            seen.visibility.push(document.visibilityState);
            note('visibilitychange')(event);
          }, true);
          const small = new OffscreenCanvas(32, 18).getContext('2d', { willReadFrequently: true });
          seen.look = () => {
            const canvas = document.querySelector('[data-testid=canvas]');
            if (canvas === null) return null;
            small.drawImage(canvas, 0, canvas.height * 0.12, canvas.width, canvas.height * 0.7, 0, 0, 32, 18);
            const data = small.getImageData(0, 0, 32, 18).data;
            const grey = [];
            for (let i = 0; i < data.length; i += 4) grey.push(Math.round((data[i] + data[i + 1] + data[i + 2]) / 3));
            return grey;
          };
          const draw = CanvasRenderingContext2D.prototype.drawImage;
          CanvasRenderingContext2D.prototype.drawImage = function (...what) {
            const now = performance.now();
            if (seen.drawnAt > 0) seen.longestGap = Math.max(seen.longestGap, now - seen.drawnAt);
            seen.drawnAt = now;
            return draw.apply(this, what);
          };
          let before = null;
          setInterval(() => {
            const age = parseInt(document.querySelector('[data-testid=hud-frame-age]')?.textContent ?? '');
            if (age > seen.greatestAge) seen.greatestAge = age;
            const now = seen.look();
            if (now === null) return;
            seen.looks++;
            if (before !== null) {
              const change = now.reduce((sum, value, i) => sum + Math.abs(value - before[i]), 0) / now.length;
              if (change > 0.5) seen.lastChange = performance.now();
            }
            before = now;
          }, 25);
        })();
        """;
}
