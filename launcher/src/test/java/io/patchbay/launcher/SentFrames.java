package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.models.realtime.RealtimeClientEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The typed models of the official Java client, as the judge of what is sent to the provider. */
final class SentFrames {

    private static final JsonMapper MAPPER = ObjectMappers.jsonMapper();
    private static final Set<String> NO_FIELDS =
            Set.of("validate", "toBuilder", "hashCode", "toString", "isValid", "value", "known");

    private SentFrames() {}

    /**
     * Fails unless the models know the event, find it valid, and know every field of it.
     *
     * @param event a frame as it was sent
     */
    static void validate(String event) {
        try {
            RealtimeClientEvent typed = MAPPER.readValue(event, RealtimeClientEvent.class);
            typed.validate();
            Set<String> unknown = new TreeSet<>();
            collect(typed, "", unknown);
            assertEquals(Set.of(), unknown, event);
        } catch (JsonProcessingException | OpenAIInvalidDataException e) {
            fail("not a valid client event: " + event, e);
        }
    }

    private static void collect(Object value, String path, Set<String> unknown) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(inner -> collect(inner, path, unknown));
        } else if (value instanceof Collection<?> all) {
            all.forEach(inner -> collect(inner, path + "[]", unknown));
        } else if (value.getClass().getName().startsWith("com.openai.models.")) {
            for (Method method : value.getClass().getMethods()) {
                visit(value, method, path, unknown);
            }
        }
    }

    private static void visit(Object value, Method method, String path, Set<String> unknown) {
        String name = method.getName();
        boolean additional = name.equals("_additionalProperties");
        boolean field =
                !name.startsWith("_") && !name.startsWith("as") && !NO_FIELDS.contains(name);
        if (method.getParameterCount() != 0
                || Modifier.isStatic(method.getModifiers())
                || method.getDeclaringClass() != value.getClass()
                || !additional && !field) {
            return;
        }
        try {
            Object result = method.invoke(value);
            if (additional && result instanceof Map<?, ?> fields) {
                // the parameters of a tool are a JSON schema, and a schema is free
                if (!path.endsWith(".parameters") && !path.endsWith(".metadata")) {
                    fields.keySet().forEach(key -> unknown.add(path + "." + key));
                }
            } else if (result != null) {
                collect(result, path + "." + name, unknown);
            }
        } catch (InvocationTargetException | IllegalAccessException e) {
            fail(method + " of " + path, e);
        }
    }
}
