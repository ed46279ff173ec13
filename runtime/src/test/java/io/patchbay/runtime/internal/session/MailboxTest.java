package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.tck.VirtualLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final Queue<Runnable> work = new ArrayDeque<>();

    @Test
    void a_receiver_that_fails_once_hears_what_comes_after() {
        List<Integer> heard = new ArrayList<>();
        Mailbox<Integer> box =
                new Mailbox<>(
                        work::add,
                        loop,
                        16,
                        value -> {
                            heard.add(value);
                            if (value == 1) {
                                throw new OutOfMemoryError("for this one");
                            }
                        },
                        () -> {});
        box.offer(1);
        box.offer(2);
        assertThrows(OutOfMemoryError.class, () -> work.remove().run());
        box.offer(3);
        while (!work.isEmpty()) {
            work.remove().run();
        }
        assertEquals(List.of(1, 2, 3), heard);
    }

    @Test
    void what_a_slow_receiver_misses_is_counted_and_the_newest_stays() {
        List<Integer> heard = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        Mailbox<Integer> box =
                new Mailbox<>(work::add, loop, 4, heard::add, () -> dropped.add("one"));
        for (int i = 1; i <= 7; i++) {
            box.offer(i);
        }
        while (!work.isEmpty()) {
            work.remove().run();
        }
        assertEquals(3, dropped.size());
        assertEquals(List.of(4, 5, 6, 7), heard);
    }
}
