package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.models.realtime.RealtimeServerEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The typed models of the official Java client, as the judge of what the emulator sends. */
public final class TypedModels {
    private static final JsonMapper MAPPER = ObjectMappers.jsonMapper();

    private TypedModels() {}

    /**
     * Fails unless the event is one that the models know, valid down to the last field and without
     * a field that they do not know.
     */
    public static RealtimeServerEvent validate(String event) {
        try {
            RealtimeServerEvent typed = MAPPER.readValue(event, RealtimeServerEvent.class);
            typed.validate();
            Set<String> unknown = new TreeSet<>();
            collectUnknown(typed, "", unknown);
            unknown.removeIf(TypedModels::isDocumented);
            assertEquals(Set.of(), unknown, event);
            return typed;
        } catch (JsonProcessingException | OpenAIInvalidDataException e) {
            return fail("Not a valid server event: " + event, e);
        }
    }

    /** Fields that the service documents and these models lack, and names in maps. */
    private static boolean isDocumented(String path) {
        return path.matches("\\.session(Created|Updated)\\.session\\.\\w+\\.(id|object|expires_at)")
                || path.endsWith(".statusDetails.error.message")
                || path.matches(".*\\.(metadata|variables)\\.\\w+");
    }

    private static void collectUnknown(Object value, String path, Set<String> unknown) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(v -> collectUnknown(v, path, unknown));
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(v -> collectUnknown(v, path + "[]", unknown));
        } else if (value.getClass().getName().startsWith("com.openai.models.")) {
            for (Method method : value.getClass().getMethods()) {
                visit(value, method, path, unknown);
            }
        }
    }

    private static void visit(Object value, Method method, String path, Set<String> unknown) {
        String name = method.getName();
        boolean getter =
                method.getParameterCount() == 0
                        && !Modifier.isStatic(method.getModifiers())
                        && method.getDeclaringClass() == value.getClass();
        if (!getter) {
            return;
        }
        boolean additional = "_additionalProperties".equals(name);
        boolean field =
                !name.startsWith("_")
                        && !name.startsWith("as")
                        && !Set.of(
                                        "validate",
                                        "toBuilder",
                                        "hashCode",
                                        "toString",
                                        "isValid",
                                        "value",
                                        "known")
                                .contains(name);
        if (!additional && !field) {
            return;
        }
        try {
            Object result = method.invoke(value);
            if (additional && result instanceof Map<?, ?> map) {
                map.keySet().forEach(key -> unknown.add(path + "." + key));
            } else if (result != null) {
                collectUnknown(result, path + "." + name, unknown);
            }
        } catch (InvocationTargetException | IllegalAccessException e) {
            fail(method + " of " + path, e);
        }
    }
}
