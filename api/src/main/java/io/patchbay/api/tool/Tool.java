package io.patchbay.api.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public method a tool. Its parameters become the arguments, their schema is derived from
 * the Java types; a parameter of type {@link ToolContext} is filled in and not shown to the model.
 * It returns a text, a {@link ToolResult}, any value (which is written as JSON), or a stage of
 * those, and may throw.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Tool {

    /** The tool's name; default: the method's. */
    String name() default "";

    /** What it does and when to call it. */
    String value();

    /** Whether every call needs somebody's consent. */
    boolean approval() default false;

    /** How long a call may take, in milliseconds; 0 for {@link FunctionTool#DEFAULT_TIMEOUT}. */
    long timeoutMillis() default 0;

    /** What follows when the time is over, besides the output. */
    FunctionTool.OnTimeout onTimeout() default FunctionTool.OnTimeout.RESULT;

    /** What an interruption does to a running call. */
    FunctionTool.OnInterruption onInterruption() default FunctionTool.OnInterruption.CONTINUE;

    /** Whether calls run in the background; see {@link FunctionTool#background()}. */
    boolean background() default false;

    /** Says what an argument is. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
    @interface Param {

        /** What the argument means. */
        String value();

        /**
         * Whether the model may leave it out; then it is null, or an empty {@link
         * java.util.Optional}.
         */
        boolean optional() default false;
    }
}
