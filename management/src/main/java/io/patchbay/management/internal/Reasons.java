package io.patchbay.management.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Says in one line why something failed. */
final class Reasons {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    private static final int LONGEST = 400;

    private Reasons() {}

    /** The innermost cause that says something. */
    static String of(Throwable failure) {
        Throwable said = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                said = cause;
            }
            if (cause.getCause() == cause) {
                break;
            }
        }
        if (said instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (said instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (said instanceof FileSystemException file && file.getReason() != null) {
            return printable(file.getReason());
        }
        String name = said.getClass().getSimpleName();
        String message = said.getMessage();
        if (message == null || message.isBlank()) {
            return name;
        }
        return said instanceof IOException ? firstLine(message) : name + ": " + firstLine(message);
    }

    /** The first line with something in it, cut to a readable length. */
    static String firstLine(String text) {
        return printable(
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    /** Without control characters, cut to a readable length. */
    static String printable(@Nullable String text) {
        String shown = String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + " …" : shown;
    }

    /** What may fail without harm. */
    interface Attempt {
        void run() throws Exception;
    }

    /** Tries, and logs a failure as a warning that begins with {@code what}. */
    static void logged(String what, Attempt attempt) {
        try {
            attempt.run();
        } catch (Exception | LinkageError e) {
            LOG.log(Level.WARNING, "{0}: {1}", what, of(e));
        }
    }
}
