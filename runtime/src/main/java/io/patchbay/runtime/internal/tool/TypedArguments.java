package io.patchbay.runtime.internal.tool;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a model's arguments as a Java type. What is learnt of the type dies with it. */
public final class TypedArguments<A> {

    private final String tool;
    private final Class<A> type;
    private final JsonMapper mapper = AnnotatedTools.mapper();
    private final ObjectNode schema;

    /**
     * For a tool.
     *
     * @throws IllegalArgumentException when it has no schema of an object
     */
    public TypedArguments(String tool, Class<A> type) {
        this.tool = tool;
        this.type = type;
        try {
            schema = SchemaWriter.schema(mapper, mapper.constructType(type));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    type.getName() + " has no schema: " + e.getMessage(), e);
        }
        if (!"object".equals(schema.path("type").asString(""))) {
            throw new IllegalArgumentException(
                    type.getName() + " is no record or class with members, which arguments are");
        }
    }

    /** JSON Schema of the type. */
    public String schema() {
        return schema.toString();
    }

    /**
     * Reads.
     *
     * @throws RuntimeException when they do not fit, with words for the model
     */
    public A read(String arguments) {
        JsonNode tree;
        try {
            tree = mapper.readTree(arguments);
        } catch (JacksonException e) {
            tree = mapper.nullNode();
        }
        ArgumentCheck.check(tool, schema, tree);
        try {
            return mapper.treeToValue(tree, type);
        } catch (JacksonException e) {
            // its own words name Java classes, which tell a model nothing
            throw new BadArgumentsException(
                    "The arguments for the tool '" + tool + "' do not fit its schema.");
        }
    }
}
