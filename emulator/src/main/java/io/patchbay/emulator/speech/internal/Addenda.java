package io.patchbay.emulator.speech.internal;

import java.util.List;
import java.util.Map;

/**
 * Words that the engine's lexicon lacks, or knows in one of several pronunciations only. Phones are
 * the engine's, with their stress.
 */
final class Addenda {
    /** What the engine would get wrong by its rules; it is taught these, and they are heard. */
    static final Map<String, String> TAUGHT =
            Map.ofEntries(
                    Map.entry("don't", "d ow1 n t"),
                    Map.entry("isn't", "ih1 z ax n t"),
                    Map.entry("doesn't", "d ah1 z ax n t"),
                    Map.entry("didn't", "d ih1 d ax n t"),
                    Map.entry("wasn't", "w aa1 z ax n t"),
                    Map.entry("aren't", "aa1 r ax n t"),
                    Map.entry("haven't", "hh ae1 v ax n t"),
                    Map.entry("hasn't", "hh ae1 z ax n t"),
                    Map.entry("couldn't", "k uh1 d ax n t"),
                    Map.entry("shouldn't", "sh uh1 d ax n t"),
                    Map.entry("wouldn't", "w uh1 d ax n t"),
                    Map.entry("you're", "y uh1 r"),
                    Map.entry("they're", "dh eh1 r"),
                    Map.entry("o'clock", "ax k l aa1 k"),
                    Map.entry("email", "iy1 m ey1 l"),
                    Map.entry("wifi", "w ay1 f ay1"),
                    Map.entry("webhook", "w eh1 b hh uh1 k"),
                    Map.entry("website", "w eh1 b s ay1 t"),
                    Map.entry("kubernetes", "k uw b er n eh1 t iy z"));

    /** Other ways in which people say words that the lexicon knows; they are heard as well. */
    static final Map<String, List<String>> ALSO =
            Map.ofEntries(
                    Map.entry("a", List.of("ey1")),
                    Map.entry("the", List.of("dh iy1")),
                    Map.entry("to", List.of("t ax", "t uw1")),
                    Map.entry("and", List.of("ae1 n d", "ax n d", "ax n")),
                    Map.entry("of", List.of("ax v")),
                    Map.entry("for", List.of("f ao1 r", "f er")),
                    Map.entry("read", List.of("r iy1 d")),
                    Map.entry("live", List.of("l ih1 v", "l ay1 v")),
                    Map.entry("either", List.of("iy1 dh er", "ay1 dh er")),
                    Map.entry("schedule", List.of("s k eh1 jh uh l", "sh eh1 jh uh l")),
                    Map.entry("route", List.of("r uw1 t", "r aw1 t")),
                    Map.entry("data", List.of("d ey1 t ax", "d ae1 t ax")),
                    Map.entry("we're", List.of("w ih1 r", "w iy1 r")),
                    Map.entry("zero", List.of("z ih1 r ow", "z iy1 r ow")));

    private Addenda() {}
}
