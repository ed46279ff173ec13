package io.patchbay.launcher;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Sends log lines to standard error, one line each; standard output belongs to the commands. */
final class Logs {

    private static final Logger ROOT = Logger.getLogger("");

    /**
     * What the console's web server says at WARNING of those who send nonsense, or do not read what
     * they asked for: nothing that an operator could act on. Kept here, since nobody else keeps a
     * logger's level.
     */
    private static final List<Logger> RUDENESS =
            Stream.of(
                            "org.eclipse.jetty.http",
                            "org.eclipse.jetty.util.HostPort",
                            "org.eclipse.jetty.io.AbstractConnection")
                    .map(Logger::getLogger)
                    .toList();

    private Logs() {}

    /** Level by the system property {@code patchbay.log}: WARNING unless it says otherwise. */
    static void toStandardError() {
        Level level = Level.parse(System.getProperty("patchbay.log", "WARNING"));
        for (var handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new OneLine());
        ROOT.addHandler(handler);
        ROOT.setLevel(level);
        if (level.equals(Level.WARNING)) {
            RUDENESS.forEach(logger -> logger.setLevel(Level.SEVERE));
        }
    }

    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord entry) {
            String logger = String.valueOf(entry.getLoggerName());
            StringBuilder line =
                    new StringBuilder(120)
                            .append(entry.getInstant().toString(), 11, 19)
                            .append(' ')
                            .append(entry.getLevel())
                            .append(' ')
                            .append(logger.substring(logger.lastIndexOf('.') + 1))
                            .append(": ")
                            .append(formatMessage(entry));
            Throwable thrown = entry.getThrown();
            if (thrown != null) {
                line.append(" (").append(thrown).append(')');
                StackTraceElement[] stack = thrown.getStackTrace();
                if (stack.length > 0) {
                    line.append(" at ").append(stack[0]);
                }
            }
            return line.append(System.lineSeparator()).toString();
        }
    }
}
