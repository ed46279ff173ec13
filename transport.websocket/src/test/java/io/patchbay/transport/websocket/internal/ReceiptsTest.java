package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.transport.Receipt;
import io.patchbay.net.Receipts;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

    private static final Duration SOON = Duration.ofMillis(5);

    private final VirtualLoop loop = new VirtualLoop();
    private final CountingSocket socket = new CountingSocket(loop);
    private final Receipts receipts = new Receipts(loop, socket::pendingBytes, socket::isOpen);

    @Test
    void a_receipt_waits_until_its_bytes_have_left() {
        CompletableFuture<Receipt> first = send("first", 100);
        CompletableFuture<Receipt> second = send("second", 100);
        socket.pending = 250; // with the connection's own overhead
        loop.run();
        assertFalse(first.isDone());
        socket.pending = 100;
        loop.advance(SOON);
        assertEquals("first", first.join().commandId());
        assertFalse(second.isDone());
        socket.pending = 0;
        loop.advance(SOON);
        assertEquals("second", second.join().commandId());
        assertEquals(0, loop.timers());
    }

    @Test
    void sound_that_waits_behind_a_command_does_not_hold_its_receipt() {
        CompletableFuture<Receipt> command = send("command", 100);
        receipts.handedOver(5_000);
        socket.pending = 5_000;
        loop.run();
        assertTrue(command.isDone());
    }

    @Test
    void what_was_not_written_when_the_line_ended_fails() {
        CompletableFuture<Receipt> command = send("command", 100);
        socket.pending = 100;
        loop.run();
        socket.open = false;
        socket.pending = 0; // dropped, not written
        loop.advance(SOON);
        assertFalse(command.isDone());
        receipts.fail(() -> new IllegalStateException("not sent: the line was lost"));
        assertTrue(
                assertThrows(CompletionException.class, command::join)
                        .toString()
                        .contains("the line was lost"));
        assertEquals(0, loop.timers());
    }

    private CompletableFuture<Receipt> send(String id, int bytes) {
        receipts.handedOver(bytes);
        return receipts.await(new Receipt(id, 1)).toCompletableFuture();
    }
}
