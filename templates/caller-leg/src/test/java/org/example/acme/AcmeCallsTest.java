package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.IncomingCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcmeCallsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    /** Refuses whoever calls, and counts. */
    private static final class Desk implements IncomingCalls {

        private final BlockingQueue<IncomingCall> offered = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<Decision> offer(IncomingCall call) {
            offered.add(call);
            return CompletableFuture.completedFuture(new Decision.Refuse(486, "nobody is in"));
        }

        @Override
        public CompletionStage<RealtimeSession> answer(SessionOptions options, CallerLeg leg) {
            throw new IllegalStateException("nobody is accepted");
        }

        private void expectOne() throws InterruptedException {
            assertTrue(offered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) != null, "no call");
        }
    }

    @Test
    void a_newer_version_takes_over_the_door_and_the_old_one_leaves_it_there() throws Exception {
        Path path = folder.resolve("door");
        Desk old = new Desk();
        Desk newer = new Desk();
        AcmeDoor one = AcmeDoor.open(path, old);
        assertTrue(AcmeCaller.at(path).isGone(PATIENCE));
        old.expectOne();
        AcmeDoor other = AcmeDoor.open(path, newer);
        one.close();
        assertTrue(AcmeCaller.at(path).isGone(PATIENCE));
        newer.expectOne();
        assertEquals(0, old.offered.size());
        other.close();
        assertFalse(Files.exists(path));
    }
}
