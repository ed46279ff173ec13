package io.patchbay.api.plug;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an operator set for a plug: from ConfigAdmin in a container, from the builder on the class
 * path. Immutable, but that they know what was read of them. Values are read by type, and a value
 * of the wrong shape is named in the exception.
 */
public final class Settings {

    /** No settings at all. */
    public static final Settings EMPTY = new Settings(Map.of(), Set.of());

    private final Map<String, String> values;

    /** Names whose values no message repeats. */
    private final Set<String> hidden;

    /** Names that were read; no part of the value. */
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    private Settings(Map<String, String> values, Set<String> hidden) {
        this.values = values;
        this.hidden = hidden;
    }

    /**
     * Takes a map as ConfigAdmin gives it: values of any type are kept as their text, keys that
     * begin with {@code service.} or {@code component.} are the container's and left out.
     *
     * <p>A key that begins with a dot is private: a container shows it to nobody else. It is read
     * without the dot, so that {@code .proxy} and {@code proxy} are the same setting; where both
     * are given the private one wins. No message repeats its value.
     */
    public static Settings of(Map<String, ?> values) {
        Objects.requireNonNull(values, "values");
        Map<String, String> kept = new TreeMap<>();
        Set<String> hidden = new HashSet<>();
        values.forEach(
                (key, value) -> {
                    String text = Objects.requireNonNull(value, key).toString();
                    if (key.startsWith(".")) {
                        kept.put(key.substring(1), text);
                        hidden.add(key.substring(1));
                    } else if (!key.startsWith("service.") && !key.startsWith("component.")) {
                        if (!values.containsKey("." + key)) {
                            kept.put(key, text);
                        }
                    }
                });
        return new Settings(kept, hidden);
    }

    /** The names that are set. */
    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /**
     * The names that were asked for so far, set or not, in order. Empty where nothing is set. From
     * any thread.
     */
    public Set<String> asked() {
        return new TreeSet<>(read);
    }

    /**
     * The names that are set and that nobody has asked for so far, in order: after a plug has read
     * its settings, what it does not know or has no use for. From any thread.
     */
    public Set<String> unread() {
        Set<String> unread = new TreeSet<>(values.keySet());
        unread.removeAll(read);
        return unread;
    }

    /** The text of a value, if it is set. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(value(name));
    }

    /** The text of a value, or {@code otherwise}. */
    public String text(String name, String otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        String text = value(name);
        return text == null ? otherwise : text;
    }

    /**
     * A whole number, or {@code otherwise}.
     *
     * @throws IllegalArgumentException naming the setting when it is no whole number
     */
    public int integer(String name, int otherwise) {
        String text = value(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must be a whole number" + not(name, text),
                    hidden.contains(name) ? null : e);
        }
    }

    /**
     * A whole number from {@code least} to {@code most}, or {@code otherwise}.
     *
     * @throws IllegalArgumentException naming the setting when it is no whole number, or is out of
     *     the range
     */
    public int integer(String name, int otherwise, int least, int most) {
        int value = integer(name, otherwise);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "setting '"
                            + name
                            + "' must be "
                            + least
                            + " to "
                            + most
                            + not(name, String.valueOf(value)));
        }
        return value;
    }

    /**
     * True or false, or {@code otherwise}.
     *
     * @throws IllegalArgumentException naming the setting when it is neither
     */
    public boolean flag(String name, boolean otherwise) {
        String text = value(name);
        if (text == null) {
            return otherwise;
        }
        return switch (text.trim()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "setting '" + name + "' must be true or false" + not(name, text));
        };
    }

    /**
     * A time span given in milliseconds, or {@code otherwise}.
     *
     * @throws IllegalArgumentException naming the setting when it is no whole number or negative
     */
    public Duration millis(String name, Duration otherwise) {
        Objects.requireNonNull(otherwise, "otherwise");
        int millis = integer(name, Math.toIntExact(otherwise.toMillis()));
        if (millis < 0) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must not be negative: " + millis);
        }
        return Duration.ofMillis(millis);
    }

    private @Nullable String value(String name) {
        Objects.requireNonNull(name, "name");
        if (!values.isEmpty()) { // the one that is empty is everybody's
            read.add(name);
        }
        return values.get(name);
    }

    private String not(String name, String text) {
        return hidden.contains(name) ? "" : ", not '" + text + "'";
    }

    /** Whether the same is set to the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings settings
                && settings.values.equals(values)
                && settings.hidden.equals(hidden);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return "Settings" + values.keySet();
    }
}
