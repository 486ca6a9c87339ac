namespace RcFleet.Browser.Support;

/// <summary>What runs inside the page beside it.</summary>
internal static class Scripts
{
    /// <summary>
    /// Before the page's own code: notes when the events that stop a car happened, by the page's clock, so that the way from
    /// the test to the browser is not measured with them; and looks at the canvas every 25 ms for when it last changed.
    /// </summary>
    public const string Witness = """
        (() => {
          const seen = (window.__seen = { moments: {}, visibility: [], lastChange: 0, looks: 0 });
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
          let before = null;
          setInterval(() => {
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
