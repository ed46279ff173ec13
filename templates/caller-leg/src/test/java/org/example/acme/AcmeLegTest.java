package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class AcmeLegTest implements CallerLeg.Listener {

    private static final int FRAME = 960;

    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> news = new ArrayList<>();
    private final List<byte[]> files = new ArrayList<>();

    private AcmeLeg leg(int frames) {
        byte[] speech = new byte[frames * FRAME];
        Arrays.fill(speech, (byte) 1);
        return new AcmeLeg("call", speech, Duration.ofSeconds(1), files::add);
    }

    @Test
    void the_caller_speaks_at_the_pace_of_sound_and_hangs_up_in_the_end() {
        AcmeLeg leg = leg(3);
        leg.join(loop, this);
        loop.run();
        assertEquals(List.of("up", "sound 1"), news);
        loop.advance(Duration.ofMillis(60));
        assertEquals(List.of("up", "sound 1", "sound 1", "sound 1", "end", "sound 0"), news);
        loop.advance(Duration.ofSeconds(2));
        assertEquals("closed", news.get(news.size() - 1));
        assertEquals(1, files.size());
        assertEquals(0, loop.timers());
    }

    @Test
    void a_muted_caller_is_silent_and_still_there() {
        AcmeLeg leg = leg(50);
        leg.mute(true);
        leg.join(loop, this);
        loop.advance(Duration.ofMillis(20));
        assertEquals(List.of("up", "sound 0", "sound 0"), news);
    }

    @Test
    void what_a_file_cannot_do_is_refused_with_the_reason() {
        var refused = leg(1).control(new CallerLeg.Control.Hold(true)).toCompletableFuture();
        CompletionException failure = assertThrows(CompletionException.class, refused::join);
        assertEquals(UnsupportedOperationException.class, failure.getCause().getClass());
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        assertEquals(FRAME, frame.remaining());
        news.add("sound " + frame.get(frame.position()));
    }

    @Override
    public void onMediaUp() {
        news.add("up");
    }

    @Override
    public void onDtmf(String key) {
        news.add("key " + key);
    }

    @Override
    public void onHold(boolean on) {
        news.add("hold");
    }

    @Override
    public void onInputEnd() {
        news.add("end");
    }

    @Override
    public void onClosed(CloseReason reason) {
        news.add("closed");
    }
}
