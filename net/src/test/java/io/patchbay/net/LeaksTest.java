package io.patchbay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
@NullUnmarked
class LeaksTest {

    @Test
    void a_lost_buffer_is_found() {
        assertEquals(List.of(), Leaks.search());
        lose();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        List<String> found = Leaks.search();
        while (found.isEmpty() && System.nanoTime() < end) {
            found = Leaks.search(); // a busy machine takes its time to say what was collected
        }
        assertFalse(found.isEmpty());
    }

    private static void lose() {
        ByteBufAllocator.DEFAULT.buffer(16).writeInt(4);
    }
}
