import type { TalkOffers } from '../api/types';

type Sample = TalkOffers['samples'][number];

/** Something that one can say here; the sample says it with a voice. */
export interface Phrase {
  words: string;
  sample: Sample | null;
}

/** What can be said, each once: first what a voice says, in its words, then what the line understands besides. */
export function phrases(samples: readonly Sample[], understood: readonly string[]): Phrase[] {
  const all = new Map<string, Phrase>();
  for (const sample of samples) {
    all.set(bare(sample.words), { words: sample.words, sample });
  }
  for (const words of understood) {
    if (!all.has(bare(words))) {
      all.set(bare(words), { words, sample: null });
    }
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
