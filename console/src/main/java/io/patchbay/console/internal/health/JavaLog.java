package io.patchbay.console.internal.health;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Notes the warnings and errors of {@code java.util.logging}, where most logs of a JVM end up. */
final class JavaLog extends Handler implements AutoCloseable {

    /** Kept, for the JVM itself may forget it. */
    private final Logger root = Logger.getLogger("");

    private final SimpleFormatter words = new SimpleFormatter();
    private final Notices notices;

    /** Begins to listen. */
    JavaLog(Notices notices) {
        this.notices = notices;
        setLevel(Level.WARNING);
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        // what an exception says may hold anything; its name does not
        Throwable thrown = record.getThrown();
        String name = record.getLoggerName();
        notices.add(
                Notices.Way.JAVA_LOG,
                record.getInstant(),
                name == null ? "log" : name,
                words.formatMessage(record)
                        + (thrown == null ? "" : " [" + thrown.getClass().getName() + "]"));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
