package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.TransportEvent;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {

    @Test
    void what_a_session_tells_after_the_end_of_the_log_is_no_trouble(@TempDir Path folder)
            throws Exception {
        List<SessionListener> listeners = new ArrayList<>();
        RealtimeSession session =
                (RealtimeSession)
                        Proxy.newProxyInstance(
                                RealtimeSession.class.getClassLoader(),
                                new Class<?>[] {RealtimeSession.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("listen")) {
                                        listeners.add((SessionListener) arguments[0]);
                                        return null;
                                    }
                                    return 0L; // nanoTime
                                });
        Path file = folder.resolve("events.jsonl");
        try (EventLog log = new EventLog(file)) {
            log.follow(session);
            tell(listeners);
        }
        tell(listeners);
        assertEquals(1, Files.readAllLines(file).size());
    }

    private static void tell(List<SessionListener> listeners) {
        listeners.forEach(
                listener -> listener.onTransportEvent(new TransportEvent.Raw("hello", "{}")));
    }
}
