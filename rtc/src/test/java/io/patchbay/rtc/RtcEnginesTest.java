package io.patchbay.rtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which engine is taken, and what is said when there is none. */
class RtcEnginesTest {

    private record Engine(String name, @Nullable String why) implements RtcEngine {

        @Override
        public Optional<String> unavailable() {
            return Optional.ofNullable(why);
        }

        @Override
        public RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
            throw new AssertionError("nobody asked for a peer");
        }
    }

    @Test
    void the_first_that_works_is_taken() {
        RtcEngine works = new Engine("works", null);
        List<RtcEngine> engines =
                List.of(new Engine("broken", "no library"), works, new Engine("later", null));
        assertSame(works, RtcEngines.best(engines));
    }

    @Test
    void none_that_works_says_why_for_each() {
        List<RtcEngine> engines =
                List.of(new Engine("one", "libX11 is missing"), new Engine("two", "no network"));
        RtcException e = assertThrows(RtcException.class, () -> RtcEngines.best(engines));
        assertEquals(RtcException.Kind.UNAVAILABLE, e.kind());
        assertEquals(
                "no WebRTC engine works here: one: libX11 is missing; two: no network",
                e.getMessage());
    }

    @Test
    void none_at_all_says_what_to_add() {
        RtcException e = assertThrows(RtcException.class, () -> RtcEngines.best(List.of()));
        assertEquals("there is no WebRTC engine; add io.patchbay.lib.webrtc", e.getMessage());
    }

    @Test
    void on_a_class_path_the_engine_is_made_once() {
        assertEquals("libwebrtc", RtcEngines.best().name());
        assertSame(RtcEngines.best(), RtcEngines.best());
    }
}
