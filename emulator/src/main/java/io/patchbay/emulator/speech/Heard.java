package io.patchbay.emulator.speech;

import java.util.Map;

/** What an {@link Ear} made of a turn. */
public sealed interface Heard {

    /**
     * A phrase of the vocabulary.
     *
     * @param text the phrase as the vocabulary writes it, slots filled in: {@code Where is my order
     *     12345?}
     * @param spoken the words one by one, lower case, figures spelled: {@code where is my order one
     *     two three four five}
     * @param slots values of the slots by name, as written: {@code order → 12345}; empty if the
     *     phrase has none
     */
    record Words(String text, String spoken, Map<String, String> slots) implements Heard {
        /** Copies the map. */
        public Words {
            slots = Map.copyOf(slots);
        }
    }

    /** Sound, but none of the phrases: no tool is to be called on it. */
    record NotUnderstood() implements Heard {}
}
