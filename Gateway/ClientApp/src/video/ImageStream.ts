import type { StreamEvents } from './DirectStream.ts';
import type { Rung } from './rungs.ts';

/** A camera that this page may look at but not read. How old the picture is, nobody can tell. */
export class ImageStream {
  private readonly image = new Image();

  constructor(rung: Rung, events: { shown(): void; failed: StreamEvents['failed'] }) {
    this.image.referrerPolicy = 'no-referrer';
    this.image.onload = () => events.shown();
    this.image.onerror = () => events.failed('cors');
    this.image.src = rung.url;
  }

  get picture(): HTMLImageElement {
    return this.image;
  }

  close(): void {
    this.image.onload = this.image.onerror = null;
    // An empty address ends the stream; removing the element would not.
    this.image.src = '';
  }
}
