package io.patchbay.api.session;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a configuration in the order in which they were said, one behind the other. Every
 * session keeps a few configurations for life, of some twenty fields at most: a hash table of them
 * would be several times as large, and no faster. Immutable.
 */
final class FlatFields extends AbstractMap<ConfigField<?>, ConfigValue<?>> {
    /** Field, value, field, value. */
    private final Object[] pairs;

    FlatFields(Map<ConfigField<?>, ConfigValue<?>> fields) {
        pairs = new Object[2 * fields.size()];
        int at = 0;
        for (Map.Entry<ConfigField<?>, ConfigValue<?>> field : fields.entrySet()) {
            pairs[at++] = field.getKey();
            pairs[at++] = field.getValue();
        }
    }

    private ConfigField<?> field(int index) {
        return (ConfigField<?>) pairs[2 * index];
    }

    private ConfigValue<?> value(int index) {
        return (ConfigValue<?>) pairs[2 * index + 1];
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public @Nullable ConfigValue<?> get(@Nullable Object field) {
        for (int i = 0; i < size(); i++) {
            if (field(i).equals(field)) {
                return value(i);
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object field) {
        return get(field) != null;
    }

    @Override
    public Set<Map.Entry<ConfigField<?>, ConfigValue<?>>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return FlatFields.this.size();
            }

            @Override
            public Iterator<Map.Entry<ConfigField<?>, ConfigValue<?>>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<ConfigField<?>, ConfigValue<?>>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size();
        }

        @Override
        public Map.Entry<ConfigField<?>, ConfigValue<?>> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int index = next++;
            return Map.entry(field(index), value(index));
        }
    }
}
