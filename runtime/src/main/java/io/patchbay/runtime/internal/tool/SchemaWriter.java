package io.patchbay.runtime.internal.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNullFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonValueFormat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes down as JSON Schema what Jackson's own walk through a type finds, so that the schema and
 * the reading of arguments cannot disagree: both ask the same mapper.
 */
final class SchemaWriter extends JsonFormatVisitorWrapper.Base {

    private final ObjectMapper mapper;
    private final ObjectNode out;

    /** The types on the way here; one that comes again is recursive. */
    private final List<JavaType> path;

    private SchemaWriter(ObjectMapper mapper, ObjectNode out, List<JavaType> path) {
        this.mapper = mapper;
        this.out = out;
        this.path = path;
    }

    /**
     * The schema of a type.
     *
     * @throws IllegalArgumentException when the type contains itself
     */
    static ObjectNode schema(ObjectMapper mapper, JavaType type) {
        return schema(mapper, type, List.of());
    }

    private static ObjectNode schema(ObjectMapper mapper, JavaType type, List<JavaType> path) {
        if (path.contains(type)) {
            throw new IllegalArgumentException(
                    type.getRawClass().getName()
                            + " contains itself; an argument's type must have an end");
        }
        List<JavaType> deeper = path;
        if (!type.isPrimitive() && !type.getRawClass().getName().startsWith("java.")) {
            deeper = new ArrayList<>(path);
            deeper.add(type);
        }
        ObjectNode node = mapper.createObjectNode();
        mapper.acceptJsonFormatVisitor(type, new SchemaWriter(mapper, node, deeper));
        return node;
    }

    private ObjectNode nested(JavaType type) {
        return schema(mapper, type, path);
    }

    @Override
    public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
        out.put("type", "object");
        ObjectNode properties = out.putObject("properties");
        ArrayNode required = out.putArray("required");
        out.put("additionalProperties", false);
        return new JsonObjectFormatVisitor.Base(getContext()) {
            @Override
            public void property(BeanProperty property) {
                required.add(property.getName());
                optionalProperty(property);
            }

            @Override
            public void optionalProperty(BeanProperty property) {
                ObjectNode schema = nested(property.getType());
                String description = property.getMetadata().getDescription();
                if (description != null) {
                    schema.put("description", description);
                }
                properties.set(property.getName(), schema);
            }

            @Override
            public void property(String name, JsonFormatVisitable handler, JavaType hint) {
                required.add(name);
                optionalProperty(name, handler, hint);
            }

            @Override
            public void optionalProperty(String name, JsonFormatVisitable handler, JavaType hint) {
                properties.set(name, nested(hint));
            }
        };
    }

    @Override
    public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
        out.put("type", "array");
        return new JsonArrayFormatVisitor.Base(getContext()) {
            @Override
            public void itemsFormat(JsonFormatVisitable handler, JavaType element) {
                out.set("items", nested(element));
            }

            @Override
            public void itemsFormat(JsonFormatTypes format) {
                out.putObject("items").put("type", format.value());
            }
        };
    }

    @Override
    public JsonMapFormatVisitor expectMapFormat(JavaType type) {
        out.put("type", "object");
        return new JsonMapFormatVisitor.Base(getContext()) {
            @Override
            public void valueFormat(JsonFormatVisitable handler, JavaType value) {
                out.set("additionalProperties", nested(value));
            }
        };
    }

    @Override
    public JsonStringFormatVisitor expectStringFormat(JavaType type) {
        out.put("type", "string");
        return new JsonStringFormatVisitor.Base() {
            @Override
            public void format(JsonValueFormat format) {
                SchemaWriter.this.format(format);
            }

            @Override
            public void enumTypes(Set<String> values) {
                ArrayNode choices = out.putArray("enum");
                values.forEach(choices::add);
            }
        };
    }

    @Override
    public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
        out.put("type", "integer");
        return new JsonIntegerFormatVisitor.Base() {
            @Override
            public void numberType(JsonParser.@Nullable NumberType kind) {}
        };
    }

    @Override
    public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
        out.put("type", "number");
        return new JsonNumberFormatVisitor.Base();
    }

    @Override
    public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
        out.put("type", "boolean");
        return new JsonBooleanFormatVisitor.Base();
    }

    @Override
    public JsonNullFormatVisitor expectNullFormat(JavaType type) {
        out.put("type", "null");
        return new JsonNullFormatVisitor.Base();
    }

    @Override
    public JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
        return new JsonAnyFormatVisitor.Base();
    }

    private void format(JsonValueFormat format) {
        switch (format) {
            case DATE_TIME, DATE, TIME, EMAIL, URI, UUID -> out.put("format", format.toString());
            default -> {
                // formats that the drafts since have dropped
            }
        }
    }
}
