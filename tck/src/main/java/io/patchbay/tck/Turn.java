package io.patchbay.tck;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a far end tells a session in one go: events and sound, in order. Immutable. {@link
 * ScriptedTurns} makes the usual ones.
 *
 * @param responseId the response it belongs to, or empty
 * @param itemId the item it is about, or empty
 * @param steps events and sound
 */
public record Turn(String responseId, String itemId, List<Step> steps) {

    /** Checks for null and copies. */
    public Turn {
        Objects.requireNonNull(responseId, "responseId");
        Objects.requireNonNull(itemId, "itemId");
        steps = List.copyOf(steps);
    }

    /** Something to hear. */
    public sealed interface Step {}

    /** An event. */
    public record Event(TransportEvent event) implements Step {
        /** Checks for null. */
        public Event {
            Objects.requireNonNull(event, "event");
        }
    }

    /** A chunk of the model's speech; response and item are null where a line does not say. */
    public record Sound(
            @Nullable String responseId, @Nullable String itemId, int contentIndex, AudioClip clip)
            implements Step {
        /** Checks for null. */
        public Sound {
            Objects.requireNonNull(clip, "clip");
        }
    }

    /** These steps. */
    public static Turn of(Step... steps) {
        return new Turn("", "", List.of(steps));
    }

    /** These events. */
    public static Turn events(TransportEvent... events) {
        List<Step> steps = new ArrayList<>();
        for (TransportEvent event : events) {
            steps.add(new Event(event));
        }
        return new Turn("", "", steps);
    }

    /**
     * What comes before the first event of a type; with {@link #from} it cuts a turn in two, so
     * that something can happen in the middle.
     *
     * @throws IllegalArgumentException when the turn has no such event
     */
    public Turn before(Class<? extends TransportEvent> type) {
        return new Turn(responseId, itemId, steps.subList(0, indexOf(type)));
    }

    /**
     * The first event of a type and what comes after it.
     *
     * @throws IllegalArgumentException when the turn has no such event
     */
    public Turn from(Class<? extends TransportEvent> type) {
        return new Turn(responseId, itemId, steps.subList(indexOf(type), steps.size()));
    }

    /** This, and then {@code next}; response and item stay this turn's. */
    public Turn then(Turn next) {
        List<Step> both = new ArrayList<>(steps);
        both.addAll(next.steps);
        return new Turn(responseId, itemId, both);
    }

    private int indexOf(Class<? extends TransportEvent> type) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Event event && type.isInstance(event.event())) {
                return i;
            }
        }
        throw new IllegalArgumentException("this turn has no " + type.getSimpleName());
    }
}
