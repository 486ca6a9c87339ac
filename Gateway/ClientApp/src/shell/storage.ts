/** Storage that a browser may refuse (private windows, blocked cookies): then nothing is remembered, and nothing breaks. */
function guarded(area: () => Storage) {
  return {
    get(name: string): string | null {
      try {
        return area().getItem(name);
      } catch {
        return null;
      }
    },
    set(name: string, value: string): void {
      try {
        area().setItem(name, value);
      } catch {
        // Remembering is a convenience.
      }
    },
    remove(name: string): void {
      try {
        area().removeItem(name);
      } catch {
        // As above.
      }
    },
  };
}

/** Of this browser, for good. */
export const local = guarded(() => localStorage);
/** Of this tab; tokens and keys live only here, never in a URL. */
export const perTab = guarded(() => sessionStorage);
