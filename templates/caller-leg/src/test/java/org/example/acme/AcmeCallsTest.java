package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.IncomingCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcmeCallsTest implements PlugContext, IncomingCalls {

    @TempDir Path folder;

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @Test
    void a_file_is_offered_once_and_what_was_heard_lies_beside_it() throws Exception {
        Settings settings = Settings.of(Map.of("folder", folder.toString(), "poll", "5"));
        AutoCloseable door = new AcmeCalls().listen(settings, this, this);
        try (door) {
            Path ready = Files.write(folder.resolve("one.tmp"), new byte[960]);
            Files.move(ready, folder.resolve("one.pcm"));
            assertEquals("one", ((IncomingCall) next()).id());
            CallerLeg leg = (CallerLeg) next();
            leg.close();
            assertArrayEquals(new byte[0], Files.readAllBytes(folder.resolve("one.heard")));
            assertTrue(Files.exists(folder.resolve("one.taken")));
        }
        assertTrue(heard.isEmpty());
    }

    @Test
    void a_folder_that_is_not_there_is_refused_by_name() {
        Settings settings = Settings.of(Map.of("folder", folder.resolve("no").toString()));
        IllegalArgumentException wrong =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new AcmeCalls().listen(settings, this, this));
        assertTrue(String.valueOf(wrong.getMessage()).contains("'folder'"));
    }

    private Object next() throws InterruptedException {
        Object next = heard.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody came");
        }
        return next;
    }

    @Override
    public CompletionStage<Decision> offer(IncomingCall call) {
        heard.add(call);
        return CompletableFuture.completedFuture(
                new Decision.Accept(SessionOptions.builder().build()));
    }

    @Override
    public CompletionStage<RealtimeSession> answer(SessionOptions options, CallerLeg leg) {
        heard.add(leg);
        return new CompletableFuture<>();
    }

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }
}
