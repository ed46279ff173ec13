package io.patchbay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
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
        assertFalse(Leaks.search().isEmpty());
    }

    private static void lose() {
        ByteBufAllocator.DEFAULT.buffer(16).writeInt(4);
    }
}
