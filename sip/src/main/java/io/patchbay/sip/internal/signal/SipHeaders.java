package io.patchbay.sip.internal.signal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in their order, by long or compact name in any case. Immutable.
 *
 * <p>Values are unfolded and have no space around them. {@link #all} takes lists apart.
 */
public final class SipHeaders {

    /** How many values one field may have. */
    static final int MOST_VALUES = 256;

    private final List<String> names;
    private final List<String> values;

    private SipHeaders(List<String> names, List<String> values) {
        this.names = names;
        this.values = values;
    }

    /** None yet. */
    static Builder builder() {
        return new Builder(new ArrayList<>(16), new ArrayList<>(16));
    }

    /** To be changed. */
    Builder change() {
        return new Builder(new ArrayList<>(names), new ArrayList<>(values));
    }

    /** The first field of this name as it stands, or null. */
    public @Nullable String first(String name) {
        int i = find(names, HeaderNames.canonical(name), 0);
        return i < 0 ? null : values.get(i);
    }

    /** Whether there is such a field. */
    public boolean has(String name) {
        return first(name) != null;
    }

    /** The fields of this name as they stand. */
    public List<String> fields(String name) {
        String wanted = HeaderNames.canonical(name);
        int first = find(names, wanted, 0);
        if (first < 0) {
            return List.of();
        }
        int second = find(names, wanted, first + 1);
        if (second < 0) {
            return List.of(values.get(first));
        }
        var found = new ArrayList<String>();
        for (int i = first; i >= 0; i = find(names, wanted, i + 1)) {
            found.add(values.get(i));
        }
        return found;
    }

    /**
     * The values of this name; where the field is a list, of each field each.
     *
     * @throws MalformedException when a list has an empty place or a quote has no end
     */
    public List<String> all(String name) {
        List<String> fields = fields(name);
        if (fields.isEmpty() || !HeaderNames.isList(HeaderNames.canonical(name))) {
            return fields;
        }
        if (fields.size() == 1 && fields.get(0).indexOf(',') < 0) {
            return fields.get(0).isEmpty() ? List.of() : fields;
        }
        var found = new ArrayList<String>();
        for (String field : fields) {
            split(field, found);
        }
        return found;
    }

    private static void split(String field, List<String> found) {
        if (field.isEmpty()) {
            return;
        }
        int start = 0;
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = 0; i <= field.length(); i++) {
            char c = i < field.length() ? field.charAt(i) : ',';
            if (quoted && i < field.length()) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"' && !bracketed) {
                quoted = true;
            } else if (c == '<') {
                bracketed = true;
            } else if (c == '>') {
                bracketed = false;
            } else if (c == ',' && (!bracketed || i == field.length())) {
                String value = field.substring(start, i).strip();
                if (value.isEmpty()) {
                    throw new MalformedException("a list has an empty place");
                }
                if (found.size() >= MOST_VALUES) {
                    throw new MalformedException("a list has more than " + MOST_VALUES + " values");
                }
                found.add(value);
                start = i + 1;
            }
        }
    }

    /** How many fields there are. */
    public int size() {
        return names.size();
    }

    /** The name of the field at {@code index}, long where it is known. */
    public String name(int index) {
        return names.get(index);
    }

    /** The value of the field at {@code index}. */
    public String value(int index) {
        return values.get(index);
    }

    private static int find(List<String> names, String canonical, int from) {
        for (int i = from; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(canonical)) {
                return i;
            }
        }
        return -1;
    }

    /** How many there are: the content is nobody's business. */
    @Override
    public String toString() {
        return "SipHeaders[" + names.size() + "]";
    }

    /** Collects fields. */
    static final class Builder {
        private final List<String> names;
        private final List<String> values;

        private Builder(List<String> names, List<String> values) {
            this.names = names;
            this.values = values;
        }

        /**
         * Adds one, below what is there. A line end in the value would be another field: refused.
         */
        Builder add(String name, String value) {
            names.add(checkedName(name));
            values.add(checkedValue(name, value));
            return this;
        }

        /** Adds what a parser read, whose syntax it has seen to. */
        void addRead(String name, String value) {
            names.add(HeaderNames.canonical(name));
            values.add(value);
        }

        /** Puts one above all others. */
        Builder prepend(String name, String value) {
            names.add(0, checkedName(name));
            values.add(0, checkedValue(name, value));
            return this;
        }

        /** Puts it in the place of all of its name. */
        Builder set(String name, String value) {
            String canonical = checkedName(name);
            int i = find(names, canonical, 0);
            if (i < 0) {
                return add(name, value);
            }
            values.set(i, checkedValue(name, value));
            for (int j = names.size() - 1; j > i; j--) {
                if (names.get(j).equalsIgnoreCase(canonical)) {
                    names.remove(j);
                    values.remove(j);
                }
            }
            return this;
        }

        Builder remove(String name) {
            String canonical = HeaderNames.canonical(name);
            for (int j = names.size() - 1; j >= 0; j--) {
                if (names.get(j).equalsIgnoreCase(canonical)) {
                    names.remove(j);
                    values.remove(j);
                }
            }
            return this;
        }

        boolean has(String name) {
            return find(names, HeaderNames.canonical(name), 0) >= 0;
        }

        int size() {
            return names.size();
        }

        SipHeaders build() {
            return new SipHeaders(List.copyOf(names), List.copyOf(values));
        }

        private static String checkedName(String name) {
            if (!Scanner.isToken(name)) {
                throw new IllegalArgumentException(
                        "header name '" + name + "' is no token; use letters, digits and '-'");
            }
            return HeaderNames.canonical(name);
        }

        private static String checkedValue(String name, String value) {
            if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                throw new IllegalArgumentException(
                        "the value of header " + name + " has a line end; take it out");
            }
            return value.strip();
        }
    }
}
