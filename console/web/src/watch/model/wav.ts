import type { Levels } from '../../api/types';
import { STEP } from './timeline';

/** The peaks of a recording: the caller is on the left, the agent on the right. */
export interface Sound {
  seconds: number;
  levels: Levels;
}

/** Reads a WAV file of 16 bit PCM, up to its end where its header does not know the length yet; null where it is none. */
export function parseWav(bytes: ArrayBuffer): Sound | null {
  const view = new DataView(bytes);
  if (bytes.byteLength < 44 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    return null;
  }
  let channels = 0;
  let rate = 0;
  for (let at = 12; at + 8 <= bytes.byteLength; ) {
    const name = tag(view, at);
    const length = view.getUint32(at + 4, true);
    if (name === 'fmt ') {
      if (view.getUint16(at + 8, true) !== 1 || view.getUint16(at + 22, true) !== 16) {
        return null;
      }
      channels = view.getUint16(at + 10, true);
      rate = view.getUint32(at + 12, true);
    } else if (name === 'data') {
      return channels === 0 || rate === 0 ? null : peaks(view, at + 8, Math.min(length, bytes.byteLength - at - 8), channels, rate);
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

function peaks(view: DataView, from: number, length: number, channels: number, rate: number): Sound {
  const frames = Math.floor(length / (2 * channels));
  const perStep = Math.round(rate * STEP);
  const sides: [number[], number[]] = [[], []];
  for (let first = 0; first < frames; first += perStep) {
    const end = Math.min(frames, first + perStep);
    sides.forEach((side, channel) => side.push(channel < channels ? peak(view, from + channel * 2, first, end, channels) : 0));
  }
  return { seconds: frames / rate, levels: { t: 0, caller: sides[0], agent: sides[1] } };
}

function peak(view: DataView, from: number, first: number, end: number, channels: number): number {
  let highest = 0;
  for (let frame = first; frame < end; frame++) {
    const sample = view.getInt16(from + frame * channels * 2, true);
    highest = Math.max(highest, sample < 0 ? -sample : sample);
  }
  return highest / 32768;
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
