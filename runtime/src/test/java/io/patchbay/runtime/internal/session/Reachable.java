package io.patchbay.runtime.internal.session;

import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How much memory an object holds on to: everything that can be reached from it. Unlike the heap's
 * own figures it knows nothing of what the rest of the process does, so the same run gives the same
 * number. Static fields, classes, threads and weak references end the way.
 *
 * <p>The JDK's own packages must be open to it; what is not counts as the object alone.
 */
final class Reachable {
    private static final int OBJECT_HEADER = 12;
    private static final int ARRAY_HEADER = 16;
    private static final int REFERENCE = 4;

    /** How the objects of a class are laid out. */
    private record Layout(long size, List<Field> references) {}

    private final Map<Class<?>, Layout> layouts = new HashMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    /** Where each object was met first. */
    private final Map<Object, Object> holders = new IdentityHashMap<>();

    private @Nullable Object visited;

    private final Predicate<Object> end;

    private Reachable(Predicate<Object> end) {
        this.end = end;
    }

    /** Bytes, as a JVM with compressed references lays them out, rounded up to eight an object. */
    static long bytes(Object root) {
        return new Reachable(object -> false).sum(root);
    }

    /**
     * Every object on the way from one.
     *
     * @param end what is not gone into, nor counted
     */
    static Set<Object> from(Object root, Predicate<Object> end) {
        Reachable all = new Reachable(end);
        all.sum(root);
        return all.seen;
    }

    /** By way of what one object is reached from another; empty when it is not. */
    static String way(Object root, Object target, Predicate<Object> end) {
        Reachable all = new Reachable(end);
        all.sum(root);
        StringBuilder way = new StringBuilder();
        for (Object at = target; at != null; at = all.holders.get(at)) {
            if (all.seen.contains(at)) {
                way.insert(0, " > " + at.getClass().getSimpleName());
            }
        }
        return way.toString();
    }

    private long sum(Object root) {
        meet(root);
        long sum = 0;
        while (!open.isEmpty()) {
            sum += visit(open.pop());
        }
        return sum;
    }

    private void meet(@Nullable Object object) {
        if (object == null
                || object instanceof Class
                || object instanceof ClassLoader
                || object instanceof Thread
                || object instanceof Module
                || object instanceof Reference
                || end.test(object)) {
            return;
        }
        if (seen.add(object)) {
            open.push(object);
            if (visited != null) {
                holders.put(object, visited);
            }
        }
    }

    private long visit(Object object) {
        visited = object;
        Class<?> type = object.getClass();
        if (type.isArray()) {
            int length = Array.getLength(object);
            Class<?> part = type.getComponentType();
            if (!part.isPrimitive()) {
                for (Object element : (Object[]) object) {
                    meet(element);
                }
            }
            return rounded(ARRAY_HEADER + (long) length * size(part));
        }
        Layout layout = layouts.computeIfAbsent(type, Reachable::layout);
        for (Field field : layout.references()) {
            try {
                meet(field.get(object));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return layout.size();
    }

    private static Layout layout(Class<?> type) {
        List<Field> found = new ArrayList<>();
        long size = OBJECT_HEADER;
        for (Class<?> one = type; one != null; one = one.getSuperclass()) {
            for (Field field : one.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                size += size(field.getType());
                if (!field.getType().isPrimitive() && opened(field)) {
                    found.add(field);
                }
            }
        }
        return new Layout(rounded(size), found);
    }

    private static boolean opened(Field field) {
        try {
            field.setAccessible(true);
            return true;
        } catch (InaccessibleObjectException e) {
            return false;
        }
    }

    private static int size(Class<?> type) {
        if (!type.isPrimitive()) {
            return REFERENCE;
        }
        return type == long.class || type == double.class
                ? 8
                : type == int.class || type == float.class
                        ? 4
                        : type == short.class || type == char.class ? 2 : 1;
    }

    private static long rounded(long bytes) {
        return (bytes + 7) & ~7L;
    }
}
