package io.patchbay.launcher;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends log lines to standard error, one line each; standard output belongs to the commands. */
final class Logs {

    private static final Logger ROOT = Logger.getLogger("");

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
