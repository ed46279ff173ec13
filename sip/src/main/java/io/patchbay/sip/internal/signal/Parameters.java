package io.patchbay.sip.internal.signal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of a header field or URI, in order; names in any case. Immutable. */
public final class Parameters {

    /** None. */
    public static final Parameters NONE = new Parameters(List.of());

    private static final int MOST = 64;

    /** Name and value by turns; the value as it stands, or null. */
    private final List<@Nullable String> pairs;

    private Parameters(List<@Nullable String> pairs) {
        this.pairs = pairs;
    }

    /** Reads {@code *(SEMI generic-param)}. */
    static Parameters scan(Scanner in) {
        List<@Nullable String> pairs = null;
        while (in.accept(';')) {
            if (pairs == null) {
                pairs = new ArrayList<>(8);
            }
            add(pairs, in.token(), in.accept('=') ? in.parameterValue() : null);
        }
        return pairs == null ? NONE : new Parameters(pairs);
    }

    /** Reads the parameters of a URI, whose grammar knows neither space nor quotes. */
    static Parameters ofUri(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        List<@Nullable String> pairs = new ArrayList<>(8);
        for (String pair : text.split(";", MOST + 1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (name.isEmpty()) {
                throw new MalformedException("a parameter of a URI has no name");
            }
            add(pairs, name, equals < 0 ? null : pair.substring(equals + 1));
        }
        return new Parameters(pairs);
    }

    private static void add(List<@Nullable String> pairs, String name, @Nullable String value) {
        if (pairs.size() >= 2 * MOST) {
            throw new MalformedException("there are more than " + MOST + " parameters");
        }
        pairs.add(name);
        pairs.add(value);
    }

    /** The value without quotes; the empty string when it has none, null when it is not there. */
    public @Nullable String get(String name) {
        int i = find(name);
        if (i < 0) {
            return null;
        }
        String value = pairs.get(i + 1);
        return value == null ? "" : Scanner.unquote(value);
    }

    /** Whether it is there. */
    public boolean has(String name) {
        return find(name) >= 0;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return pairs.isEmpty();
    }

    /** Their names as written. */
    public List<String> names() {
        var names = new ArrayList<String>(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            String name = pairs.get(i);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** With this one, in the place of an earlier of its name; without a value when it is null. */
    public Parameters with(String name, @Nullable String value) {
        List<@Nullable String> changed = new ArrayList<>(pairs);
        String written = value == null || isPlain(value) ? value : Scanner.quote(value);
        int i = find(name);
        if (i >= 0) {
            changed.set(i + 1, written);
        } else {
            changed.add(name);
            changed.add(written);
        }
        return new Parameters(changed);
    }

    /** Without it. */
    public Parameters without(String name) {
        int i = find(name);
        if (i < 0) {
            return this;
        }
        List<@Nullable String> changed = new ArrayList<>(pairs);
        changed.remove(i);
        changed.remove(i);
        return new Parameters(changed);
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Scanner.isToken(c) && "[]:".indexOf(c) < 0) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private int find(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (name.equalsIgnoreCase(pairs.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** As it is written, each with its semicolon. */
    @Override
    public String toString() {
        if (pairs.isEmpty()) {
            return "";
        }
        var text = new StringBuilder(32);
        for (int i = 0; i < pairs.size(); i += 2) {
            text.append(';').append(pairs.get(i));
            String value = pairs.get(i + 1);
            if (value != null) {
                text.append('=').append(value);
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Parameters that && pairs.equals(that.pairs);
    }

    @Override
    public int hashCode() {
        return pairs.hashCode();
    }
}
