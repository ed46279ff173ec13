package io.patchbay.net.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.Leaks;
import io.patchbay.net.Sockets;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Datagrams, between sockets of ours and with the JDK's. */
@Timeout(120)
@NullUnmarked
@ExtendWith(Leaks.class)
class UdpSocketTest {

    private final EventLoops loops = EventLoops.create(1);
    private final SerialLoop loop = loops.next();
    private final Deque<UdpSocket> open = new ArrayDeque<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        open.forEach(UdpSocket::close);
        loops.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private UdpSocket socket(int maxBytes, UdpSocket.Receiver receiver) throws Exception {
        UdpSocket socket = UdpSocket.open(loop, loopback(0), maxBytes, receiver);
        open.add(socket);
        return socket;
    }

    private UdpSocket writingDown(int maxBytes) throws Exception {
        return socket(maxBytes, (data, from) -> heard.add(from.getPort() + " " + text(data)));
    }

    private static String text(ByteBuffer data) {
        return US_ASCII.decode(data).toString();
    }

    private static ByteBuffer bytes(String text) {
        return US_ASCII.encode(text);
    }

    private <T> T on(SerialLoop where, Callable<T> task) throws Exception {
        var done = new CompletableFuture<T>();
        where.execute(
                () -> {
                    try {
                        done.complete(task.call());
                    } catch (Exception e) {
                        done.completeExceptionally(e);
                    }
                });
        return Sockets.get(done);
    }

    @Test
    void datagrams_go_both_ways_and_say_where_they_come_from() throws Exception {
        UdpSocket here = writingDown(1_500);
        UdpSocket there = writingDown(1_500);
        assertTrue(on(loop, () -> here.send(bytes("hello"), there.address())));
        assertEquals(here.address().getPort() + " hello", take());
        ByteBuffer answer = bytes("yes");
        assertTrue(on(loop, () -> there.send(answer, here.address())));
        assertEquals(there.address().getPort() + " yes", take());
        assertEquals(0, answer.remaining());
    }

    @Test
    void the_receiver_runs_on_the_loop_where_it_was_opened() throws Exception {
        var inLoop = new CompletableFuture<Boolean>();
        UdpSocket here =
                on(loop, () -> socket(100, (data, from) -> inLoop.complete(loop.inLoop())));
        try (DatagramSocket peer = new DatagramSocket()) {
            peer.send(new DatagramPacket(new byte[3], 3, here.address()));
            assertTrue(Sockets.get(inLoop));
        }
    }

    @Test
    void a_datagram_over_the_bound_is_dropped_and_the_next_comes() throws Exception {
        UdpSocket here = writingDown(10);
        try (DatagramSocket peer = new DatagramSocket()) {
            peer.send(new DatagramPacket("01234567890".getBytes(US_ASCII), 11, here.address()));
            peer.send(new DatagramPacket("0123456789".getBytes(US_ASCII), 10, here.address()));
            assertEquals(peer.getLocalPort() + " 0123456789", take());
        }
        assertEquals(1, here.dropped());
    }

    @Test
    void the_longest_datagram_passes() throws Exception {
        UdpSocket here =
                socket(
                        UdpSocket.MOST_BYTES,
                        (data, from) -> heard.add(String.valueOf(data.remaining())));
        UdpSocket there = writingDown(1);
        on(loop, () -> there.send(ByteBuffer.allocate(UdpSocket.MOST_BYTES), here.address()));
        assertEquals("65507", take());
    }

    @Test
    void a_far_end_that_is_gone_does_not_end_the_socket() throws Exception {
        UdpSocket here = writingDown(100);
        int nobody;
        try (DatagramSocket gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = gone.getLocalPort();
        }
        for (int i = 0; i < 3; i++) {
            on(loop, () -> here.send(bytes("anybody there"), loopback(nobody)));
        }
        on(loop, () -> here.send(bytes("me"), here.address()));
        assertEquals(here.address().getPort() + " me", take());
    }

    @Test
    void an_address_of_the_other_family_is_an_error_that_is_counted() throws Exception {
        UdpSocket here = writingDown(100);
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 9);
        on(loop, () -> here.send(bytes("lost"), six));
        on(loop, () -> here.send(bytes("me"), here.address()));
        assertEquals(here.address().getPort() + " me", take());
        assertEquals(1, here.errors());
    }

    @Test
    void a_receiver_that_fails_hears_the_next_datagram() throws Exception {
        UdpSocket here =
                socket(
                        100,
                        (data, from) -> {
                            String text = text(data);
                            heard.add(text);
                            if (text.equals("first")) {
                                throw new IllegalStateException("on purpose");
                            }
                        });
        on(loop, () -> here.send(bytes("first"), here.address()));
        on(loop, () -> here.send(bytes("second"), here.address()));
        assertEquals("first", take());
        assertEquals("second", take());
        assertEquals(1, here.errors());
    }

    @Test
    void a_port_that_is_taken_is_an_exception_that_says_so() throws Exception {
        UdpSocket here = writingDown(100);
        BindException e =
                assertThrows(
                        BindException.class,
                        () -> UdpSocket.open(loop, here.address(), (data, from) -> {}));
        assertTrue(e.getMessage().contains(String.valueOf(here.address().getPort())));
        BindException onLoop =
                on(
                        loop,
                        () ->
                                assertThrows(
                                        BindException.class,
                                        () ->
                                                UdpSocket.open(
                                                        loop, here.address(), (data, from) -> {})));
        assertTrue(onLoop.getMessage().contains("in use"), onLoop.getMessage());
    }

    @Test
    void bad_arguments_are_named() {
        assertEquals(
                "maxBytes must be 1 to 65507, not 0",
                assertThrows(IllegalArgumentException.class, () -> socket(0, (data, from) -> {}))
                        .getMessage());
        assertThrows(
                BindException.class,
                () ->
                        UdpSocket.open(
                                loop,
                                InetSocketAddress.createUnresolved("nowhere.invalid", 0),
                                (data, from) -> {}));
    }

    @Test
    void a_closed_socket_hears_and_sends_nothing_and_frees_its_port() throws Exception {
        UdpSocket here = writingDown(100);
        here.close();
        here.close();
        assertEquals(false, on(loop, () -> here.send(bytes("late"), here.address())));
        UdpSocket again = UdpSocket.open(loop, here.address(), (data, from) -> {});
        open.add(again);
        assertEquals(here.address(), again.address());
    }

    @Test
    void a_port_is_free_in_the_turn_after_its_socket_was_closed_on_the_loop() throws Exception {
        UdpSocket here = on(loop, () -> writingDown(100));
        on(loop, () -> here.send(bytes("me"), here.address()));
        on(
                loop,
                () -> {
                    here.close();
                    return null;
                });
        UdpSocket again = on(loop, () -> UdpSocket.open(loop, here.address(), (data, from) -> {}));
        open.add(again);
        on(loop, () -> again.send(bytes("me"), again.address()));
    }

    @Test
    void a_loop_of_another_kind_gets_copies() throws Exception {
        try (ForeignLoop foreign = new ForeignLoop()) {
            var inLoop = new LinkedBlockingQueue<Boolean>();
            UdpSocket here =
                    UdpSocket.open(
                            foreign,
                            loopback(0),
                            (data, from) -> {
                                heard.add(text(data));
                                inLoop.add(foreign.inLoop());
                            });
            open.add(here);
            on(foreign, () -> here.send(bytes("one"), here.address()));
            on(foreign, () -> here.send(bytes("two"), here.address()));
            assertEquals("one", take());
            assertEquals("two", take());
            assertTrue(inLoop.take());
        }
    }

    /** Bounce a packet between two sockets of a loop and see what the loop's thread allocates. */
    @Test
    void a_packet_costs_no_memory_of_ours() throws Exception {
        var bouncing = new Bouncing();
        bouncing.left = socket(2_048, bouncing::onLeft);
        bouncing.right = socket(2_048, bouncing::onRight);
        long bytes;
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it takes notes
        try {
            bouncing.run(20_000);
            bytes = bouncing.run(20_000) / 20_000;
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
        System.out.println("a datagram received and sent on costs " + bytes + " bytes");
        // what Netty makes of an address and a packet; a buffer of its own would be far above
        assertTrue(bytes < 600, bytes + " bytes a packet");
    }

    private final class Bouncing {
        private final ByteBuffer data = ByteBuffer.allocateDirect(172);
        private UdpSocket left;
        private UdpSocket right;
        private int remaining;
        private long allocated;
        private CompletableFuture<Long> done;

        long run(int packets) throws Exception {
            done = new CompletableFuture<>();
            loop.execute(
                    () -> {
                        remaining = packets;
                        allocated = allocatedNow();
                        left.send(data.clear(), right.address());
                    });
            return done.get(60, TimeUnit.SECONDS);
        }

        private void onRight(ByteBuffer received, InetSocketAddress from) {
            next(right, received, from);
        }

        private void onLeft(ByteBuffer received, InetSocketAddress from) {
            next(left, received, from);
        }

        private void next(UdpSocket socket, ByteBuffer received, InetSocketAddress from) {
            if (--remaining > 0) {
                socket.send(received, from);
            } else {
                done.complete(allocatedNow() - allocated);
            }
        }

        private long allocatedNow() {
            return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                    .getCurrentThreadAllocatedBytes();
        }
    }

    private String take() throws InterruptedException {
        String text = heard.poll(60, TimeUnit.SECONDS);
        assertTrue(text != null, "nothing came");
        return text;
    }

    /** A serial loop that net does not know. */
    private static final class ForeignLoop implements SerialLoop, AutoCloseable {

        private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
        private volatile Thread thread;

        @Override
        public void execute(Runnable task) {
            executor.execute(
                    () -> {
                        thread = Thread.currentThread();
                        task.run();
                    });
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            var future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }

        @Override
        public boolean inLoop() {
            return Thread.currentThread() == thread;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
