/** As over the relay: a frame has at most 256 KiB. */
export const MAX_PART = 256 * 1024;
const MAX_HEADERS = 1024;
const MAX_GARBAGE = 4 * 1024;

const CR = 13;
const LF = 10;

/** The boundary of a multipart/x-mixed-replace answer; null when it is none. */
export function readBoundary(contentType: string | null): string | null {
  const match = /^multipart\/x-mixed-replace\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '');
  return match === null ? null : (match[1] ?? match[2] ?? null);
}

/**
 * Takes multipart/x-mixed-replace apart as it arrives, in pieces of any size. Our own code, for two reasons: a part
 * is handed out with its last byte, not with the boundary after it (which may come a frame later), and all is bounded.
 *
 *     --boundary CRLF
 *     Content-Type: image/jpeg CRLF
 *     Content-Length: n CRLF                   may be missing: then the part ends before CRLF --boundary
 *     CRLF
 *     n bytes
 *     CRLF --boundary CRLF …                   --boundary-- ends the stream
 */
export class Multipart {
  private readonly boundary: Uint8Array;
  private readonly buffer = new Uint8Array(MAX_PART + MAX_HEADERS + 2 * MAX_GARBAGE);
  private filled = 0;
  private state: 'boundary' | 'headers' | 'sized' | 'unsized' | 'over' = 'boundary';
  private size = 0;
  private searched = 0;

  constructor(boundary: string) {
    this.boundary = new TextEncoder().encode(`--${boundary}`);
  }

  /** The bytes that were waiting belong to no part that this reader would take: give the stream up. */
  broken = false;

  /** The stream said that it is over. */
  get over(): boolean {
    return this.state === 'over';
  }

  /** The parts that this piece completes, oldest first. */
  take(piece: Uint8Array): Uint8Array<ArrayBuffer>[] {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (let from = 0; from < piece.length && !this.broken && !this.over; ) {
      const fits = Math.min(piece.length - from, this.buffer.length - this.filled);
      this.buffer.set(piece.subarray(from, from + fits), this.filled);
      this.filled += fits;
      from += fits;
      while (this.step(parts));
    }
    return parts;
  }

  /** Whether it got any further. */
  private step(parts: Uint8Array<ArrayBuffer>[]): boolean {
    switch (this.state) {
      case 'boundary':
        return this.findBoundary();
      case 'headers':
        return this.readHeaders();
      case 'sized':
        if (this.filled < this.size) return false;
        parts.push(this.buffer.slice(0, this.size));
        this.drop(this.size);
        this.state = 'boundary';
        return true;
      case 'unsized':
        return this.findEnd(parts);
      case 'over':
        return false;
    }
  }

  private findBoundary(): boolean {
    const at = this.find(this.boundary);
    if (at < 0) {
      if (this.filled > MAX_GARBAGE) this.broken = true;
      return false;
    }
    const after = at + this.boundary.length;
    if (at > MAX_GARBAGE) this.broken = true;
    if (this.broken || this.filled < after + 2) return false;
    const [one, two] = [this.buffer[after], this.buffer[after + 1]];
    this.drop(after);
    // A boundary that only begins like this one is not it.
    if (one === 0x2d && two === 0x2d) this.state = 'over';
    else if (one === CR && two === LF) this.state = 'headers';
    return true;
  }

  private readHeaders(): boolean {
    let end = -1;
    for (let at = this.searched; at + 3 < this.filled && end < 0; at++) {
      if (this.buffer[at] === CR && this.buffer[at + 1] === LF && this.buffer[at + 2] === CR && this.buffer[at + 3] === LF) end = at;
    }
    if (end < 0 || end > MAX_HEADERS) {
      this.broken = end > 0 || this.filled > MAX_HEADERS;
      this.searched = Math.max(0, this.filled - 3);
      return false;
    }
    const headers = String.fromCharCode(...this.buffer.subarray(0, end));
    this.drop(end + 4);
    const length = /\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*(?:\r\n|$)/i.exec(headers);
    this.size = length === null ? 0 : Number(length[1]);
    this.state = length === null ? 'unsized' : 'sized';
    this.broken = this.size > MAX_PART;
    return !this.broken;
  }

  private findEnd(parts: Uint8Array<ArrayBuffer>[]): boolean {
    const at = this.find(this.boundary);
    const end = at < 0 ? this.filled - this.boundary.length : at - 2;
    if (end > MAX_PART) this.broken = true;
    if (at < 0 || this.broken) return false;
    if (at < 2 || this.buffer[at - 2] !== CR || this.buffer[at - 1] !== LF) {
      // The same bytes inside the picture.
      this.searched = at + 1;
      return true;
    }
    parts.push(this.buffer.slice(0, at - 2));
    this.drop(at);
    this.state = 'boundary';
    return true;
  }

  /** Where these bytes begin, from `searched` on; -1 remembers how far it has looked. */
  private find(wanted: Uint8Array): number {
    const last = this.filled - wanted.length;
    for (let at = this.buffer.indexOf(wanted[0]!, this.searched); at >= 0 && at <= last; at = this.buffer.indexOf(wanted[0]!, at + 1)) {
      let same = 1;
      while (same < wanted.length && this.buffer[at + same] === wanted[same]) same++;
      if (same === wanted.length) return at;
    }
    this.searched = Math.max(this.searched, last + 1, 0);
    return -1;
  }

  private drop(count: number): void {
    this.buffer.copyWithin(0, count, this.filled);
    this.filled -= count;
    this.searched = 0;
  }
}
