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
                        });
        box.offer(1);
        box.offer(2);
        assertThrows(OutOfMemoryError.class, () -> work.remove().run());
        box.offer(3);
        while (!work.isEmpty()) {
            work.remove().run();
        }
        assertEquals(List.of(1, 2, 3), heard);
    }
}
