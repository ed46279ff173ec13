package io.patchbay.runtime;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.FunctionToolBuilder;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.runtime.internal.tool.TypedArguments;
import java.util.Objects;

/**
 * Function tools whose arguments are a Java type, a record usually. The schema that the model is
 * shown is derived from the type, as for {@link io.patchbay.api.tool.Tool} methods: enums, lists,
 * nested records and optional values included, with {@link io.patchbay.api.tool.Tool.Param} on
 * components. Arguments are checked against it before the tool sees them.
 *
 * <pre>{@code
 * record Booking(@Tool.Param("an ISO date") String day, int guests, Optional<String> wish) {}
 *
 * FunctionTool book =
 *         TypedTools.build(
 *                 FunctionTool.builder("book_table").description("Books a table."),
 *                 Booking.class,
 *                 (booking, context) -> tables.book(booking.day(), booking.guests()));
 * }</pre>
 */
public final class TypedTools {

    private TypedTools() {}

    /**
     * A tool, answering at once with a text.
     *
     * @param builder name and all the rest; its parameters are replaced
     * @param type of the arguments
     * @throws IllegalArgumentException when the type has no schema of an object; the message names
     *     it
     */
    public static <A> FunctionTool build(
            FunctionToolBuilder builder, Class<A> type, Action<A> action) {
        Objects.requireNonNull(builder, "builder");
        Objects.requireNonNull(action, "action");
        TypedArguments<A> typed =
                new TypedArguments<>(builder.name(), Objects.requireNonNull(type, "type"));
        return builder.parameters(typed.schema())
                .build((arguments, context) -> action.run(typed.read(arguments), context));
    }

    /** What a tool does. */
    @FunctionalInterface
    public interface Action<A> {
        /** Runs on a worker and returns what the model is told. */
        String run(A arguments, ToolContext context) throws Exception;
    }
}
