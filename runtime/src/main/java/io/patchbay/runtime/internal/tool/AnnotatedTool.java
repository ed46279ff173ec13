package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One annotated method as a tool. */
final class AnnotatedTool implements FunctionTool {

    private final Object object;
    private final Method method;
    private final JsonMapper mapper;
    private final Parameter[] parameters;
    private final JavaType[] types;
    private final ObjectNode schema;
    private final ToolDefinition.Function definition;
    private final Tool says;

    AnnotatedTool(Object object, Method method, JsonMapper mapper) {
        this.object = object;
        this.method = method;
        this.mapper = mapper;
        if (!method.trySetAccessible()) {
            throw unfit("cannot be called from outside of its module; make its class public");
        }
        parameters = method.getParameters();
        types = new JavaType[parameters.length];
        schema = mapper.createObjectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        schema.put("additionalProperties", false);
        for (int i = 0; i < parameters.length; i++) {
            types[i] = mapper.constructType(parameters[i].getParameterizedType());
            if (parameters[i].getType() != ToolContext.class) {
                describe(parameters[i], types[i], properties, required);
            }
        }
        Tool tool = method.getAnnotation(Tool.class);
        says = tool;
        if (tool.timeoutMillis() < 0 || tool.timeoutMillis() > MAX_TIMEOUT.toMillis()) {
            throw unfit(
                    "has the timeoutMillis "
                            + tool.timeoutMillis()
                            + "; it must be from 1 to "
                            + MAX_TIMEOUT.toMillis()
                            + ", or 0 for the default");
        }
        try {
            definition =
                    new ToolDefinition.Function(
                            tool.name().isEmpty() ? method.getName() : tool.name(),
                            tool.value(),
                            schema.toString());
        } catch (IllegalArgumentException e) {
            throw unfit("cannot be a tool: " + e.getMessage());
        }
    }

    private void describe(
            Parameter parameter, JavaType type, ObjectNode properties, ArrayNode required) {
        if (!parameter.isNamePresent()) {
            throw unfit("has parameters without names; compile it with -parameters");
        }
        Tool.@Nullable Param param = parameter.getAnnotation(Tool.Param.class);
        boolean needed = ParamIntrospector.required(parameter.getType(), param);
        if (!needed && type.isPrimitive()) {
            throw unfit(
                    "has the optional parameter '"
                            + parameter.getName()
                            + "' of a primitive type, which cannot be left out");
        }
        ObjectNode described;
        try {
            described = SchemaWriter.schema(mapper, type);
        } catch (JacksonException | IllegalArgumentException e) {
            throw unfit(
                    "has the parameter '"
                            + parameter.getName()
                            + "' whose type has no schema: "
                            + e.getMessage());
        }
        if (param != null) {
            described.put("description", param.value());
        }
        properties.set(parameter.getName(), described);
        if (needed) {
            required.add(parameter.getName());
        }
    }

    private IllegalArgumentException unfit(String why) {
        return new IllegalArgumentException(
                method.getDeclaringClass().getName() + "." + method.getName() + " " + why);
    }

    @Override
    public ToolDefinition.Function definition() {
        return definition;
    }

    @Override
    public Optional<Duration> timeout() {
        return says.timeoutMillis() == 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(says.timeoutMillis()));
    }

    @Override
    public OnTimeout onTimeout() {
        return says.onTimeout();
    }

    @Override
    public OnInterruption onInterruption() {
        return says.onInterruption();
    }

    @Override
    public ToolApproval approval() {
        return says.approval() ? ToolApproval.ALWAYS : ToolApproval.NEVER;
    }

    @Override
    public boolean background() {
        return says.background();
    }

    @Override
    public CompletionStage<ToolResult> execute(String arguments, ToolContext context)
            throws Exception {
        @Nullable Object[] values = read(arguments, context);
        @Nullable Object returned;
        try {
            returned = method.invoke(object, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception exception ? exception : e;
        }
        return returned instanceof CompletionStage<?> stage
                ? stage.thenApply(this::result)
                : CompletableFuture.completedFuture(result(returned));
    }

    private @Nullable Object[] read(String arguments, ToolContext context) {
        JsonNode tree;
        try {
            tree = mapper.readTree(arguments);
        } catch (JacksonException e) {
            tree = mapper.nullNode();
        }
        ArgumentCheck.check(definition.name(), schema, tree);
        @Nullable Object[] values = new @Nullable Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            values[i] =
                    parameters[i].getType() == ToolContext.class
                            ? context
                            : value(tree.path(parameters[i].getName()), parameters[i], types[i]);
        }
        return values;
    }

    private @Nullable Object value(JsonNode node, Parameter parameter, JavaType type) {
        try {
            return mapper.treeToValue(node.isMissingNode() ? mapper.nullNode() : node, type);
        } catch (JacksonException e) {
            // its own words name Java classes, which tell a model nothing
            throw new BadArgumentsException(
                    "The arguments for the tool '"
                            + definition.name()
                            + "' do not fit: '"
                            + where(parameter.getName(), e)
                            + "' cannot be read.");
        }
    }

    private static String where(String parameter, JacksonException e) {
        StringBuilder path = new StringBuilder(parameter);
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() != null) {
                path.append('.').append(step.getPropertyName());
            } else {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.toString();
    }

    private ToolResult result(@Nullable Object returned) {
        Object value = returned instanceof Optional<?> some ? some.orElse(null) : returned;
        if (value == null) {
            return ToolResult.of(method.getReturnType() == void.class ? "done" : "null");
        }
        if (value instanceof ToolResult result) {
            return result;
        }
        return ToolResult.of(
                value instanceof CharSequence text
                        ? text.toString()
                        : mapper.writeValueAsString(value));
    }
}
