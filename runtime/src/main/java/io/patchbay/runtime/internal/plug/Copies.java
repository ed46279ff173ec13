package io.patchbay.runtime.internal.plug;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What is left of a plug's exception once it has left the plug: class name, message and stack as
 * text, so that it holds no class of the plug (RULES 39).
 */
public final class Copies extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The longest text that is kept of one exception, in characters. */
    private static final int LONGEST = 8_192;

    private Copies(String text) {
        super(text, null, false, false);
    }

    /** A copy; JDK values only. */
    public static Copies of(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return new Copies(
                text.getBuffer().length() > LONGEST
                        ? text.getBuffer().substring(0, LONGEST) + " …"
                        : text.toString());
    }

    /** Class and message of {@code thrown} in one line. */
    public static String line(Throwable thrown) {
        String message = thrown.getMessage();
        String line = thrown.getClass().getName() + (message == null ? "" : ": " + message);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
    }
}
