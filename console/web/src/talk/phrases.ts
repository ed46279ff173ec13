import type { TalkOffers } from '../api/types';

type Sample = TalkOffers['samples'][number];

/** Something that one can say here; the sample says it with a voice. */
export interface Phrase {
  words: string;
  /** What is sent: the words as the line understands them; null where it understands them spoken alone. */
  typed: string | null;
  sample: Sample | null;
}

/** What can be said, each once: first what a voice says, in its words, then what the line understands besides. */
export function phrases(samples: readonly Sample[], understood: readonly string[]): Phrase[] {
  const all = new Map<string, Phrase>();
  for (const sample of samples) {
    all.set(bare(sample.words), { words: sample.words, typed: understood.length === 0 ? sample.words : null, sample });
  }
  for (const words of understood) {
    all.set(bare(words), { words, sample: null, ...all.get(bare(words)), typed: words });
  }
  return [...all.values()];
}

/** The words alone: "What time is it?" is what time is it. */
function bare(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
