package io.patchbay.runtime.internal.plug;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a plug's exception once it has left the plug: text, so that it holds no class of
 * the plug (RULES 39). Exceptions are a plug's code, too: one whose own methods throw is told all
 * the same, for somebody waits for what becomes of it.
 */
public final class Copies {

    /** The longest text that is kept of one exception, in characters. */
    private static final int LONGEST = 8_192;

    private Copies() {}

    /** Class and message of {@code thrown} in one line; never throws. */
    public static String line(Throwable thrown) {
        String message =
                asked(
                        thrown::getMessage,
                        failed -> "(no message: asking for it threw " + failed + ")");
        String line = thrown.getClass().getName() + (message == null ? "" : ": " + message);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
    }

    /**
     * Class of {@code thrown} and where it comes from; never throws. For logs: what a plug writes
     * into a message may be the content of a call.
     */
    public static String place(Throwable thrown) {
        String frame =
                asked(
                        () -> {
                            StackTraceElement[] stack = thrown.getStackTrace();
                            return stack == null || stack.length == 0 ? null : stack[0].toString();
                        },
                        failed -> null);
        return thrown.getClass().getName() + (frame == null ? "" : " at " + frame);
    }

    private static @Nullable String asked(
            Supplier<@Nullable String> question, Function<String, @Nullable String> otherwise) {
        try {
            return question.get();
        } catch (Throwable e) {
            return otherwise.apply(e.getClass().getName());
        }
    }
}
