package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes tools of an object's annotated methods. What Jackson learns of the object's types is kept
 * in a mapper that belongs to the object's tools and dies with them (RULES 52).
 */
public final class AnnotatedTools {

    private AnnotatedTools() {}

    /**
     * One tool for each public method that is annotated {@link Tool}, sorted by name.
     *
     * @throws IllegalArgumentException when there is none, or one of them cannot be a tool; the
     *     message names it
     */
    public static List<FunctionTool> of(Object object) {
        Objects.requireNonNull(object, "object");
        Class<?> type = object.getClass();
        checkHidden(type);
        JsonMapper mapper = mapper();
        List<FunctionTool> tools = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(Tool.class) && !method.isBridge()) {
                tools.add(new AnnotatedTool(object, method, mapper));
            }
        }
        if (tools.isEmpty()) {
            throw new IllegalArgumentException(
                    type.getName() + " is no FunctionTool and has no method annotated @Tool");
        }
        tools.sort(Comparator.comparing(tool -> tool.definition().name()));
        for (int i = 1; i < tools.size(); i++) {
            String name = tools.get(i).definition().name();
            if (name.equals(tools.get(i - 1).definition().name())) {
                throw new IllegalArgumentException(
                        type.getName() + " has two tools with the name '" + name + "'");
            }
        }
        return List.copyOf(tools);
    }

    private static void checkHidden(Class<?> type) {
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Tool.class)
                        && !Modifier.isPublic(method.getModifiers())) {
                    throw new IllegalArgumentException(
                            at.getName()
                                    + "."
                                    + method.getName()
                                    + " is annotated @Tool but is not public");
                }
            }
        }
    }

    /** A mapper for the types of one object or tool. */
    static JsonMapper mapper() {
        return JsonMapper.builder()
                .annotationIntrospector(
                        AnnotationIntrospector.pair(
                                new ParamIntrospector(), new JacksonAnnotationIntrospector()))
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }
}
