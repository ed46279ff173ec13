package io.patchbay.runtime.internal.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.tck.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One step after the other at the place where callers of a kind come in. */
class DoorwayTest {

    @Test
    void a_step_that_fails_keeps_no_later_one_from_being_taken() {
        List<String> taken = new ArrayList<>();
        Doorway doorway =
                new Doorway(
                        () -> {
                            taken.add("step");
                            throw new IllegalStateException("a test's own failure");
                        },
                        (plug, lease) -> {
                            throw new AssertionError("there is no plug");
                        },
                        () -> {},
                        Runnable::run,
                        VirtualLoop::new);
        doorway.look();
        doorway.look();
        assertEquals(List.of("step", "step"), taken);
    }
}
