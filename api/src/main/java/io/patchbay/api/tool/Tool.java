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
