package io.patchbay.runtime.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a plug writes into its exceptions may be the content of a call: logs do without. */
class LoggedFailuresTest {

    private static final String CONTENT = "the caller's card is 4711";

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();

    private void logging(Class<?> by, Runnable action) {
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        logged.add(line);
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger(by.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            action.run();
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
    }

    private void assertLoggedWithoutContent() {
        assertEquals(1, logged.size());
        LogRecord line = logged.get(0);
        String text = MessageFormat.format(line.getMessage(), line.getParameters());
        assertNull(line.getThrown());
        assertFalse(text.contains("4711"), text);
        assertTrue(text.contains(IllegalStateException.class.getName()), text);
        assertTrue(text.contains("LoggedFailuresTest"), "where it was thrown: " + text);
    }

    private static void fail() {
        throw new IllegalStateException(CONTENT);
    }

    @Test
    void what_fails_when_it_is_cancelled_is_logged_without_content() {
        logging(
                Cancellation.class,
                () -> {
                    Cancellation cancellation = new Cancellation(Runnable::run, "a tool");
                    cancellation.onCancelled(LoggedFailuresTest::fail);
                    cancellation.cancel("enough");
                });
        assertLoggedWithoutContent();
    }

    @Test
    void a_task_that_fails_is_logged_without_content() {
        logging(
                Workers.class,
                () -> {
                    Workers workers = new Workers(1);
                    workers.execute(LoggedFailuresTest::fail);
                    assertTrue(workers.close(Duration.ofSeconds(10)));
                });
        assertLoggedWithoutContent();
    }
}
