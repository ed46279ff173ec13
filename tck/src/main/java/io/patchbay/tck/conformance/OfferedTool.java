package io.patchbay.tck.conformance;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One tool of an offer, called as the runtime would.
 *
 * @param name the model's name for it
 * @param description what the model is told
 * @param function the tool, or null
 * @param target the object with the method, or null
 * @param method the annotated method, or null
 */
record OfferedTool(
        String name,
        String description,
        @Nullable FunctionTool function,
        @Nullable Object target,
        @Nullable Method method) {

    /** All of an offer, in its order. */
    static List<OfferedTool> of(List<Object> offer) {
        List<OfferedTool> tools = new ArrayList<>();
        for (Object each : offer) {
            if (each instanceof FunctionTool function) {
                tools.add(
                        new OfferedTool(
                                function.definition().name(),
                                function.definition().description(),
                                function,
                                null,
                                null));
            } else {
                for (Method method : annotated(each)) {
                    Tool tool = method.getAnnotation(Tool.class);
                    String name = tool.name().isEmpty() ? method.getName() : tool.name();
                    tools.add(new OfferedTool(name, tool.value(), null, each, method));
                }
            }
        }
        return tools;
    }

    /** The methods of an object that are tools. */
    static List<Method> annotated(Object object) {
        List<Method> methods = new ArrayList<>();
        for (Method method : object.getClass().getMethods()) {
            if (method.isAnnotationPresent(Tool.class)) {
                methods.add(method);
            }
        }
        methods.sort(java.util.Comparator.comparing(Method::getName));
        return methods;
    }

    /** Whether a runtime can call the annotated method, or why not. */
    @Nullable String fault() {
        Method called = method;
        if (called == null) {
            return null;
        }
        if (!Modifier.isPublic(called.getDeclaringClass().getModifiers())) {
            return called.getDeclaringClass() + " is not public";
        }
        for (Parameter parameter : called.getParameters()) {
            if (parameter.getType() != ToolContext.class && !parameter.isNamePresent()) {
                return called + " has lost the names of its parameters; compile with -parameters";
            }
        }
        return null;
    }

    /** Calls it; what it throws comes out, or is in the stage. */
    CompletionStage<ToolResult> call(String arguments, ToolContext context) throws Exception {
        FunctionTool given = function;
        if (given != null) {
            return given.execute(arguments, context);
        }
        Method called = method;
        if (called == null) {
            throw new IllegalStateException("neither a function nor a method");
        }
        JsonMapper json = JsonMapper.builder().build();
        JsonNode read = json.readTree(arguments);
        List<@Nullable Object> values = new ArrayList<>();
        for (Parameter parameter : called.getParameters()) {
            values.add(value(parameter, read, context, json));
        }
        try {
            return result(called.invoke(target, values.toArray()), json);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private static @Nullable Object value(
            Parameter parameter, JsonNode arguments, ToolContext context, JsonMapper json) {
        if (parameter.getType() == ToolContext.class) {
            return context;
        }
        JsonNode given = arguments.get(parameter.getName());
        if (given == null) {
            return parameter.getType() == Optional.class ? Optional.empty() : null;
        }
        return json.treeToValue(given, json.constructType(parameter.getParameterizedType()));
    }

    private static CompletionStage<ToolResult> result(@Nullable Object returned, JsonMapper json) {
        if (returned instanceof CompletionStage<?> stage) {
            return stage.thenApply(value -> text(value, json));
        }
        return CompletableFuture.completedFuture(text(returned, json));
    }

    private static ToolResult text(@Nullable Object value, JsonMapper json) {
        if (value instanceof ToolResult result) {
            return result;
        }
        return ToolResult.of(value instanceof String text ? text : json.writeValueAsString(value));
    }
}
