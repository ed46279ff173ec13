package io.patchbay.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.TransportEvent;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whoever passes null where none may be is told at once which argument it was, in words of ours.
 * Events are made by the runtime and not by its users: they are left out.
 */
class NullsAreRefusedTest {

    @Test
    void every_public_constructor_factory_and_builder_names_the_null() throws Exception {
        List<String> lenient = new ArrayList<>();
        int tried = 0;
        for (Class<?> type : types()) {
            for (Executable call : calls(type)) {
                tried += refuses(type, call, lenient);
            }
        }
        assertTrue(tried > 200, "only " + tried + " arguments were tried");
        assertEquals(List.of(), lenient, String.join("\n", lenient));
    }

    private static List<Class<?>> types() throws Exception {
        Path classes =
                Path.of(
                        AudioFormat.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<Class<?>> types = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(name.substring(0, name.length() - 6));
                if (isOpen(type) && !isEvent(type)) {
                    types.add(type);
                }
            }
            return types;
        }
    }

    private static boolean isOpen(Class<?> type) {
        return !type.isInterface()
                && !type.isAnnotation()
                && !type.isEnum()
                && Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null
                        || Modifier.isPublic(type.getEnclosingClass().getModifiers()));
    }

    private static boolean isEvent(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == SessionEvent.class
                || outer == TransportEvent.class
                || outer != null && isEvent(outer);
    }

    private static List<Executable> calls(Class<?> type) {
        List<Executable> calls = new ArrayList<>(Arrays.asList(type.getConstructors()));
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !method.isSynthetic()
                    && !method.getName().equals("equals")) {
                calls.add(method);
            }
        }
        return calls;
    }

    private static int refuses(Class<?> type, Executable call, List<String> lenient) {
        Object target = null;
        if (call instanceof Method method && !Modifier.isStatic(method.getModifiers())) {
            target = sample(type, 0);
            if (target == null) {
                return 0;
            }
        }
        AnnotatedType[] types = call.getAnnotatedParameterTypes();
        Class<?>[] raw = call.getParameterTypes();
        int tried = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i].isPrimitive() || types[i].isAnnotationPresent(Nullable.class)) {
                continue;
            }
            Object[] arguments = new Object[raw.length];
            boolean complete = true;
            for (int j = 0; j < raw.length; j++) {
                if (j != i) {
                    arguments[j] = sample(raw[j], 0);
                    complete &=
                            arguments[j] != null || types[j].isAnnotationPresent(Nullable.class);
                }
            }
            if (!complete) {
                continue;
            }
            tried++;
            String answer = answer(target, call, arguments);
            if (answer != null) {
                lenient.add(call + " argument " + (i + 1) + ": " + answer);
            }
        }
        return tried;
    }

    /** Null when it was refused as it should be. */
    private static @Nullable String answer(
            @Nullable Object target, Executable call, Object[] arguments) {
        try {
            if (call instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) call).invoke(target, arguments);
            }
            return "taken";
        } catch (InvocationTargetException e) {
            Throwable refused = e.getCause();
            String message = refused.getMessage();
            boolean ours =
                    (refused instanceof NullPointerException
                                    || refused instanceof IllegalArgumentException)
                            && message != null
                            && !message.startsWith("Cannot ");
            return ours ? null : refused.toString();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Some value of a type, or null when none can be made here. */
    private static @Nullable Object sample(Class<?> type, int depth) {
        if (depth > 4) {
            return null;
        }
        Map<Class<?>, Object> known =
                Map.ofEntries(
                        Map.entry(String.class, "name"),
                        Map.entry(URI.class, URI.create("https://host/path")),
                        Map.entry(Duration.class, Duration.ofSeconds(1)),
                        Map.entry(Instant.class, Instant.EPOCH),
                        Map.entry(ByteBuffer.class, ByteBuffer.allocate(2)),
                        Map.entry(byte[].class, new byte[2]),
                        Map.entry(char[].class, new char[2]),
                        Map.entry(AudioFormat.class, AudioFormat.PCM16_24K),
                        Map.entry(
                                ToolDefinition.Function.class,
                                new ToolDefinition.Function("name", "", "{}")),
                        Map.entry(int.class, 16),
                        Map.entry(long.class, 16L),
                        Map.entry(double.class, 0.5),
                        Map.entry(boolean.class, true),
                        Map.entry(Integer.class, 16),
                        Map.entry(Long.class, 16L),
                        Map.entry(Double.class, 0.5),
                        Map.entry(Boolean.class, true),
                        Map.entry(Object.class, new Object()),
                        Map.entry(Class.class, String.class),
                        Map.entry(Throwable.class, new IllegalStateException("x")),
                        Map.entry(List.class, List.of()),
                        Map.entry(Map.class, Map.of()),
                        Map.entry(Set.class, Set.of()),
                        Map.entry(Optional.class, Optional.empty()));
        Object value = known.get(type);
        if (value != null) {
            return value;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                Object one = sample(permitted, depth + 1);
                if (one != null) {
                    return one;
                }
            }
            return null;
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    NullsAreRefusedTest.class.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> sample(method.getReturnType(), depth + 1));
        }
        return made(type, depth);
    }

    private static @Nullable Object made(Class<?> type, int depth) {
        List<Executable> ways = new ArrayList<>(Arrays.asList(type.getConstructors()));
        for (Method method : type.getDeclaredMethods()) {
            int modifiers = method.getModifiers();
            if (Modifier.isStatic(modifiers)
                    && Modifier.isPublic(modifiers)
                    && method.getReturnType() == type) {
                ways.add(method);
            }
        }
        Class<?> outer = type.getEnclosingClass();
        if (outer != null && type.getSimpleName().equals("Builder")) {
            for (Method method : outer.getDeclaredMethods()) {
                if (Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type) {
                    ways.add(method);
                }
            }
        }
        for (Executable way : ways) {
            Object[] arguments = new Object[way.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = sample(way.getParameterTypes()[i], depth + 1);
            }
            try {
                Object made =
                        way instanceof Constructor<?> constructor
                                ? constructor.newInstance(arguments)
                                : ((Method) way).invoke(null, arguments);
                if (made != null) {
                    return made;
                }
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                continue; // another way may do
            }
        }
        return null;
    }
}
