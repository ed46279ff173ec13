package io.patchbay.net.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.EventLoops;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What was handed out can be taken back, whatever its owner does. */
@NullUnmarked
class LeasedFetchTest {

    private static final int FRAMES = 10_000;

    private final SerialLoop loop = EventLoops.shared().next();
    private final HttpRequest request =
            HttpRequest.builder("GET", URI.create("https://provider.example/")).build();
    private final CompletableFuture<UpgradeResponse> answer = new CompletableFuture<>();
    private final List<String> told = new ArrayList<>();
    private int ends;
    private final Stubborn stream = new Stubborn();
    private final LeasedFetch lease = new LeasedFetch(new Given(), "acme", () -> ends++);

    private final class Given implements UpgradeFetch {
        @Override
        public String name() {
            return "given";
        }

        @Override
        public CompletableFuture<UpgradeResponse> fetch(HttpRequest asked, SerialLoop on) {
            return answer;
        }
    }

    /** Takes everything, and says nothing of its own accord. */
    private static final class Stubborn implements ByteStream {
        private Listener listener;
        private long bytes;
        private int aborts;

        @Override
        public void start(Listener hearing) {
            listener = hearing;
        }

        @Override
        public boolean write(ByteBuffer piece) {
            bytes += piece.remaining();
            piece.position(piece.limit());
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void reading(boolean on) {}

        @Override
        public void end() {}

        @Override
        public void abort() {
            aborts++;
        }
    }

    private final class Ear implements ByteStream.Listener {
        private long bytes;

        @Override
        public void onBytes(ByteBuffer piece) {
            bytes += piece.remaining();
        }

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(String reason) {
            told.add(String.valueOf(reason));
        }
    }

    private ByteStream opened(Ear ear) {
        CompletableFuture<UpgradeResponse> came = lease.fetch(request, loop);
        answer.complete(
                UpgradeResponse.upgraded(Version.HTTP_1_1, 101, HttpHeaders.none(), stream));
        ByteStream leased = came.join().bytes();
        assertNotNull(leased);
        leased.start(ear);
        return leased;
    }

    @Test
    void a_piece_allocates_nothing_in_either_direction() {
        Ear ear = new Ear();
        ByteStream leased = opened(ear);
        ByteBuffer piece = ByteBuffer.allocate(960);
        exchange(leased, piece);
        long before = allocated();
        exchange(leased, piece);
        long bytes = allocated() - before;
        assertTrue(bytes < FRAMES, bytes + " bytes for " + FRAMES + " pieces each way");
        assertEquals(2L * FRAMES * 960, ear.bytes);
        assertEquals(2L * FRAMES * 960, stream.bytes);
    }

    private void exchange(ByteStream leased, ByteBuffer piece) {
        for (int i = 0; i < FRAMES; i++) {
            leased.write(piece.clear());
            leased.flush();
            stream.listener.onBytes(piece.clear());
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void a_stream_that_is_cut_has_ended_even_where_its_owner_says_nothing() {
        Ear ear = new Ear();
        ByteStream leased = opened(ear);
        lease.cut("it goes");
        lease.cut("it goes again");
        assertEquals(1, stream.aborts);
        assertEquals(List.of("it goes"), told);
        assertEquals(1, ends);
        stream.listener.onBytes(ByteBuffer.allocate(3));
        stream.listener.onEnd("late");
        ByteBuffer late = ByteBuffer.allocate(3);
        assertTrue(leased.write(late));
        assertFalse(late.hasRemaining());
        assertEquals(0, ear.bytes);
        assertEquals(0, stream.bytes);
        assertEquals(List.of("it goes"), told);
    }

    @Test
    void a_stream_that_ends_by_itself_ends_the_lease() {
        opened(new Ear());
        stream.listener.onEnd(null);
        assertEquals(List.of("null"), told);
        assertEquals(1, ends);
        lease.cut("too late");
        assertEquals(0, stream.aborts);
    }

    @Test
    void a_stream_that_comes_after_the_cut_is_dropped() {
        CompletableFuture<UpgradeResponse> came = lease.fetch(request, loop);
        lease.cut("it goes");
        assertTrue(came.isCompletedExceptionally());
        assertTrue(answer.isCancelled());
        assertEquals(1, ends);
        assertTrue(lease.fetch(request, loop).isCompletedExceptionally());
    }

    @Test
    void a_refusal_ends_the_lease_and_is_handed_on() {
        CompletableFuture<UpgradeResponse> came = lease.fetch(request, loop);
        answer.complete(UpgradeResponse.refused(Version.HTTP_1_1, HttpResponse.of(503)));
        assertEquals(503, came.join().status());
        assertEquals(1, ends);
    }

    @Test
    void a_failure_brings_nothing_along_that_is_of_its_classes() {
        CompletableFuture<UpgradeResponse> came = lease.fetch(request, loop);
        ConnectionException own =
                new ConnectionException(ConnectionException.Kind.PROXY, "no", 407, "body");
        own.initCause(new IOException("of its classes"));
        answer.completeExceptionally(own);
        CompletionException thrown =
                org.junit.jupiter.api.Assertions.assertThrows(
                        CompletionException.class, came::join);
        ConnectionException told = (ConnectionException) thrown.getCause();
        assertEquals(407, told.status().orElse(0));
        assertEquals("body", told.body());
        assertNull(told.getCause());
        assertEquals(1, ends);
    }
}
