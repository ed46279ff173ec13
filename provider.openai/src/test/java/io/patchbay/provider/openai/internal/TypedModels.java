package io.patchbay.provider.openai.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.openai.core.JsonField;
import com.openai.core.KnownValue;
import com.openai.core.ObjectMappers;
import com.openai.models.realtime.RealtimeClientEvent;
import com.openai.models.realtime.RealtimeServerEvent;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The protocol as the provider's own client for Java types it: {@code openai-java-core}. */
final class TypedModels {

    /** Objects whose members are the user's. */
    private static final Set<String> OPEN =
            Set.of("Metadata", "Variables", "Headers", "Parameters", "InputSchema");

    private TypedModels() {}

    /** Reads a client event, and throws unless it is valid with nothing unknown anywhere in it. */
    static RealtimeClientEvent conforming(String json) throws Exception {
        RealtimeClientEvent event =
                ObjectMappers.jsonMapper().readValue(json, RealtimeClientEvent.class).validate();
        List<String> unknown = new ArrayList<>();
        collect(event, unknown);
        if (!unknown.isEmpty()) {
            throw new AssertionError("unknown members " + unknown + " in " + json);
        }
        return event;
    }

    static String json(RealtimeServerEvent event) {
        try {
            return ObjectMappers.jsonMapper().writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void collect(Object value, List<String> unknown) throws Exception {
        if (value instanceof KnownValue<?> known) {
            collect(known.value(), unknown);
        } else if (value instanceof Collection<?> all) {
            for (Object one : all) {
                collect(one, unknown);
            }
        } else if (value.getClass().getName().startsWith("com.openai.models")
                && !(value instanceof com.openai.core.Enum)
                && !OPEN.contains(value.getClass().getSimpleName())) {
            members(value, unknown);
        }
    }

    private static void members(Object value, List<String> unknown) throws Exception {
        for (Field field : value.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            Object member = field.get(value);
            if (field.getName().equals("additionalProperties")) {
                for (Object name : ((Map<?, ?>) member).keySet()) {
                    unknown.add(value.getClass().getSimpleName() + "." + name);
                }
            } else if (field.getName().equals("_json")) {
                continue; // a union keeps its text; validate() has checked that its kind is known
            } else if (member instanceof JsonField || member != null) {
                collect(member, unknown);
            }
        }
    }
}
